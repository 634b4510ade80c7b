//! The resources that the rest of packlint reads, out of evaluated modules.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::convert;
use super::decode::Notation;
use super::encode::Encoder;
use super::module::Evaluator;
use super::resources::{InstanceSet, all_instances};
use super::tree;
use super::value::{Datum, Val};
use crate::input::palette::terraform::{
    Link, PROFILE_IMPORT, Resource, is_azure, is_neighbour, is_read, not_created,
};
use crate::input::read::{Attribute, Data as ReadData, Value};
use crate::model::Unknown;
use crate::problem::Problem;
use crate::source::Expense;
use crate::syntax::{Spelled, Tree, parse_json};

/// The resources of all modules, and those that are not created.
pub(super) fn resources(evaluator: &Evaluator<'_>) -> (Vec<Resource>, Vec<Problem>) {
    let (mut found, mut absent) = (Vec::new(), Vec::new());
    for instance in all_instances(evaluator) {
        evaluator.hide_given(&instance);
        for block in &instance.module.resources {
            let kind = block.label(0).unwrap_or_default();
            let is_ours = is_read(kind);
            if block.kind != "resource" || !is_ours && !is_neighbour(kind) {
                continue;
            }
            let address = tree::address(block);
            let Some(made) = evaluator.made(&instance, &address) else {
                continue;
            };
            let full = format!("{}{address}", instance.prefix);
            let suffixes: Vec<String> = match &*made {
                InstanceSet::Counted(all) => (0..all.len()).map(|at| format!("[{at}]")).collect(),
                InstanceSet::Each(all, _) => {
                    let keys = all.iter();
                    keys.map(|(key, _)| format!("[{:?}]", &**key)).collect()
                }
                _ => vec![String::new()],
            };
            let place = block.labels.get(1).map_or(block.place, |label| label.place);
            let reason = match &*made {
                InstanceSet::Counted(all) if all.is_empty() => Some("count is 0"),
                InstanceSet::Each(all, _) if all.is_empty() => Some("for_each is empty"),
                _ => None,
            };
            absent.extend(
                reason
                    .filter(|_| is_ours)
                    .map(|reason| not_created(full.clone(), place, reason)),
            );
            for (value, suffix) in made.all().into_iter().zip(suffixes) {
                found.push(Resource {
                    kind: kind.to_owned(),
                    address: format!("{full}{suffix}"),
                    place,
                    values: evaluator.read_resource(value, is_azure(kind)),
                    profile_links: links(value, "cluster_profile"),
                    template_link: links(value, "cluster_template").into_iter().next(),
                    planned: None,
                    export: (kind == PROFILE_IMPORT)
                        .then(|| evaluator.export(value))
                        .flatten(),
                });
            }
        }
    }
    (found, absent)
}

/// For each of the blocks of a name: what its `id` is of.
fn links(resource: &Val, name: &str) -> Vec<Link> {
    let blocks = resource.as_object().and_then(|of| of.get(name));
    let Some(list) = blocks.and_then(Val::as_list) else {
        return Vec::new();
    };
    let links = list.items.iter().map(|block| {
        let id = block.as_object().and_then(|block| block.get("id"));
        let missing = "the id is missing".to_owned();
        let Some(id) = id else {
            return Link::Unknown(Unknown::Terraform(missing));
        };
        match &id.data {
            Datum::Unknown(gap) => match &gap.id_of {
                Some(address) => Link::Address(address.to_string()),
                None => Link::Unknown(gap.why.clone()),
            },
            _ => Link::Unknown(match convert::text(id) {
                Ok(id) => {
                    let reason = format!("the profile {id} is not in this module");
                    Unknown::Terraform(reason)
                }
                Err(stop) => stop.gap().why.clone(),
            }),
        }
    });
    let further = list.open.iter().map(|gap| Link::Unknown(gap.why.clone()));
    links.chain(further).collect()
}

/// Whether an attribute may refer to another resource by its id, or have such attributes. Its own id is
/// nobody's reference.
fn may_be_id(name: &str, value: &Val) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(value.data, Datum::List(_) | Datum::Object(_)) || name.ends_with("id") && name != "id"
}

impl Evaluator<'_> {
    /// The outputs of the root as JSON, those that are known.
    pub(super) fn known_outputs(&self) -> BTreeMap<String, String> {
        let Some(root) = self.root() else {
            return BTreeMap::new();
        };
        let known = root.module.outputs.keys().filter_map(|name| {
            let value = self.output(&root, name).ok()?;
            let source = self.loader.sources.get(value.place.source);
            let encoder = Encoder::new(&source, value.place.span);
            let text = encoder.encode(&value, Notation::Json).ok()?;
            text.hole()
                .is_none()
                .then_some((name.clone(), text.content))
        });
        known.collect()
    }

    /// The export that a profile is imported from, where it is one.
    fn export(&self, resource: &Val) -> Option<Arc<Tree>> {
        let path = convert::text(resource.as_object()?.get("import_file")?).ok()?;
        let parsed = parse_json(self.read_file(&path).ok()?);
        parsed.tree.root()?.get("spec")?.get("template")?;
        Some(Arc::new(parsed.tree))
    }

    /// A resource as readers take it: nothing but its arguments is of interest. With ids, an id of
    /// another resource is that one's address.
    fn read_resource(&self, value: &Val, with_ids: bool) -> Value {
        let Datum::Object(object) = &value.data else {
            return self.read_value(value, with_ids);
        };
        let entries = object.entries.iter().map(|(name, entry)| Attribute {
            name: name.to_string(),
            key: entry.key,
            value: self.read_value(&entry.value, with_ids && may_be_id(name, &entry.value)),
        });
        Value {
            place: value.place,
            data: ReadData::Object(entries.collect()),
        }
    }

    /// A value as readers take it.
    fn read_value(&self, value: &Val, with_ids: bool) -> Value {
        let place = value.place;
        if !self.spend(Expense::ModuleValues, 1, place) {
            let reason = "the module has too many values".to_owned();
            return Value::unknown(Unknown::Terraform(reason), place);
        }
        let data = match &value.data {
            Datum::Null => ReadData::Null,
            Datum::Bool(flag) => ReadData::Bool(*flag),
            Datum::Number(number) => match number.text() {
                Some(text) => ReadData::Number(text),
                None => ReadData::Unknown(Unknown::Terraform(
                    "Terraform rounds this number".to_owned(),
                )),
            },
            Datum::Text(text) => ReadData::Text(Box::new(self.spelled(text, value))),
            Datum::List(list) => {
                let items = list
                    .items
                    .iter()
                    .map(|item| self.read_value(item, with_ids));
                let further = list.open.iter();
                let further = further.map(|gap| Value::unknown(gap.why.clone(), place));
                ReadData::List(items.chain(further).collect())
            }
            Datum::Object(object) => match &object.open {
                Some(gap) => ReadData::Unknown(gap.why.clone()),
                None => {
                    let entries = object.entries.iter().map(|(name, entry)| Attribute {
                        name: name.to_string(),
                        key: entry.key,
                        value: self
                            .read_value(&entry.value, with_ids && may_be_id(name, &entry.value)),
                    });
                    ReadData::Object(entries.collect())
                }
            },
            Datum::Unknown(gap) => match gap.id_of.as_ref().filter(|_| with_ids) {
                Some(address) => {
                    let source = self.loader.sources.get(place.source);
                    let address = Spelled::unmapped(&source, place.span, address.to_string());
                    ReadData::Text(Box::new(address))
                }
                None => ReadData::Unknown(gap.why.clone()),
            },
        };
        Value { place, data }
    }

    /// A text that is spelled nowhere is where its value is.
    fn spelled(&self, text: &Spelled, value: &Val) -> Spelled {
        if !convert::is_plain(text) {
            return text.clone();
        }
        let source = self.loader.sources.get(value.place.source);
        Spelled::unmapped(&source, value.place.span, text.content.clone())
    }
}
