//! A Terraform plan or state as `terraform show -json` prints it.
//!
//! Newer minor versions of the format and fields that are not known are taken. Only resources of
//! Palette's provider, and the VNets and subnets that they name, become part of the tree; everything else, and every value that Terraform marks
//! sensitive, is hidden from excerpts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::ids;
use super::references::{self, ByName};
use super::{Resource, Resources, is_neighbour, is_read, is_read_as_data};
use crate::input::read::{Attribute, Data, Value, View, is_false};
use crate::model::{PlannedChange, Unknown};
use crate::problem::{Problem, ProblemKind};
use crate::source::{Expense, Place, SourceFile, Span};
use crate::syntax::{Keep, Kind, Node, Spelled, Tree, Typed};

/// What of a plan is read.
pub(crate) const KEEP: Keep = Keep {
    without: &[
        "variables",
        "output_changes",
        "relevant_attributes",
        "resource_drift",
        "deferred_changes",
        "checks",
    ],
    lists: &["resources", "resource_changes"],
    needles: &[
        "\"spectrocloud_",
        "\"azurerm_virtual_network\"",
        "\"azurerm_subnet",
        "\"azurerm_kubernetes_cluster",
        "\"azapi_resource\"",
    ],
};

/// The root's parts that have the resources, each where the ones before it are missing.
const VALUES: [&str; 2] = ["planned_values", "values"];
/// What the plan changes.
const CHANGES: &str = "resource_changes";
/// What the data sources gave that were read for the plan.
const PRIOR: &str = "prior_state";

/// How many attributes that replace a resource are named, and how many steps of each.
const PATHS: usize = 8;
const PATH_STEPS: usize = 8;

struct Plan<'t> {
    source: Arc<SourceFile>,
    root: Node<'t>,
    /// What the plan changes, by address.
    changes: HashMap<&'t str, Node<'t>>,
    resources: Resources,
    names: ByName<'t>,
}

/// Reads a plan or state.
pub(crate) fn read_plan(tree: &Tree) -> Resources {
    let Some(root) = tree.root() else {
        return Resources::default();
    };
    let source = Arc::clone(tree.source());
    source.set_generated();
    source.hide(tree.left_out().iter().copied());
    let values = VALUES.iter().find_map(|key| root.get(key));
    let prior = root.get(PRIOR);
    let shown = ["format_version", "terraform_version"].map(|key| root.get(key));
    hide_all_but(
        &source,
        root,
        &[shown.as_slice(), &[values, prior, root.get(CHANGES)]].concat(),
    );
    let before = prior.and_then(|prior| prior.get("values"));
    if let Some(prior) = prior {
        hide_all_but(&source, prior, &[before]);
    }
    for values in [values, before].into_iter().flatten() {
        hide_all_but(&source, values, &[values.get("root_module")]);
    }
    let mut changes = HashMap::new();
    for change in root.get(CHANGES).into_iter().flat_map(Node::items) {
        if let (Some(address), Some(change)) = (change.get("address"), change.get("change")) {
            let address = address.text().unwrap_or_default();
            changes.entry(address).or_insert(change);
        }
    }
    let mut plan = Plan {
        source,
        root,
        changes,
        resources: Resources::default(),
        names: ByName::default(),
    };
    plan.version();
    for (values, only_data) in [(values, false), (before, true)] {
        if let Some(module) = values.and_then(|values| values.get("root_module")) {
            plan.module(module, only_data, 0);
        }
    }
    plan.before();
    // What was before is linked by what was there before, first of all.
    let mut all = std::mem::take(&mut plan.resources.before);
    let number = all.len();
    all.append(&mut plan.resources.all);
    references::link(&mut all, &plan.names, root);
    ids::give_ids(&mut all, &plan.names, root, &plan.source);
    plan.resources.all = all.split_off(number);
    plan.resources.before = all;
    let not_planned = references::not_planned(&plan.resources.all, root);
    plan.resources.problems.extend(not_planned);
    let exceeded = Problem::of_exceeded(&plan.resources.budget);
    plan.resources.problems.extend(exceeded);
    plan.resources
}

impl<'t> Plan<'t> {
    /// Format 1 is the only one; later minor versions only add to it.
    fn version(&mut self) {
        let Some(version) = self.root.get("format_version") else {
            return;
        };
        let text = version.text().unwrap_or_default();
        if text.split('.').next() != Some("1") {
            self.resources.problems.push(Problem {
                place: version.place(),
                kind: ProblemKind::WrongType {
                    name: "format_version".to_owned(),
                    expected: "a version 1.x of Terraform's JSON output".to_owned(),
                    found: format!("'{text}'"),
                    meant: None,
                },
            });
        }
    }

    /// Reads the resources of a module. What is managed is not read of what was before the plan.
    fn module(&mut self, module: Node<'t>, only_data: bool, depth: usize) {
        if depth == crate::source::LIMITS.depth {
            return;
        }
        let parts = ["address", "resources", "child_modules"].map(|key| module.get(key));
        hide_all_but(&self.source, module, &parts);
        for resource in module.get("resources").into_iter().flat_map(Node::items) {
            self.resource(resource, only_data);
        }
        for child in module
            .get("child_modules")
            .into_iter()
            .flat_map(Node::items)
        {
            self.module(child, only_data, depth + 1);
        }
    }

    fn resource(&mut self, node: Node<'t>, only_data: bool) {
        let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default();
        let kind = text("type");
        let is_data = text("mode") == "data";
        let is_wanted = match is_data {
            true => is_read_as_data(kind),
            false => (is_read(kind) || is_neighbour(kind)) && !only_data,
        };
        if !is_wanted {
            self.source.hide([node.span()]);
            return;
        }
        let parts = ["address", "mode", "type", "name", "index", "values"];
        hide_all_but(&self.source, node, &parts.map(|key| node.get(key)));
        let address = text("address").to_owned();
        let change = self.changes.get(address.as_str());
        let unknown = change.and_then(|change| change.get("after_unknown"));
        let values = node.get("values");
        // Of some resources nothing is known before they are made.
        let is_all_unknown = values.is_none() && unknown.is_some() && is_neighbour(kind);
        if !is_all_unknown && values.is_none_or(|values| values.kind() != Kind::Mapping) {
            self.without_values(node, &address);
            return;
        }
        let sensitive = node.get("sensitive_values");
        let also_sensitive = change.and_then(|change| change.get("after_sensitive"));
        let marks = Marks {
            unknown,
            sensitive: [sensitive, also_sensitive],
        };
        let place = node.get("address").map_or(node.place(), Node::place);
        let place = short(place);
        self.resources.all.push(Resource {
            kind: kind.to_owned(),
            values: match is_all_unknown {
                true => self.only_unknown(marks, place),
                false => self.value(values, marks, place),
            },
            address,
            place,
            profile_links: Vec::new(),
            template_link: None,
            planned: change.and_then(|change| planned(*change)),
            export: None,
        });
    }

    fn without_values(&mut self, node: Node<'t>, address: &str) {
        self.resources.problems.push(Problem {
            place: short(node.place()),
            kind: ProblemKind::WrongType {
                name: format!("the resource {address}"),
                expected: "an object values".to_owned(),
                found: "without one".to_owned(),
                meant: None,
            },
        });
    }

    /// A resource of which everything is known after apply.
    fn only_unknown(&self, marks: Marks<'t>, place: Place) -> Value {
        let names = marks.unknown.into_iter().flat_map(Node::entries);
        let fields = names.map(|(key, _)| {
            let name = key.text().unwrap_or_default();
            Attribute {
                name: name.to_owned(),
                key: place,
                value: self.value(None, marks.get(&self.names, name), place),
            }
        });
        Value {
            place,
            data: Data::Object(fields.collect()),
        }
    }

    /// Reads the resources that the plan changes as they were.
    fn before(&mut self) {
        for node in self.root.get(CHANGES).into_iter().flat_map(Node::items) {
            let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default();
            let change = node.get("change");
            let before = change.and_then(|change| change.get("before"));
            let before = before.filter(|before| before.kind() == Kind::Mapping);
            let is_same = change.is_some_and(|change| {
                let mut actions = actions(change);
                actions.all(|action| matches!(action, "no-op" | "read"))
            });
            let kind = text("type");
            let is_wanted = (is_read(kind) || is_neighbour(kind)) && !is_same;
            let (Some(change), Some(before), true) = (change, before, is_wanted) else {
                self.source.hide([node.span()]);
                continue;
            };
            let address = node.get("address");
            hide_all_but(&self.source, node, &[address, Some(change)]);
            hide_all_but(&self.source, change, &[Some(before)]);
            let marks = Marks {
                unknown: None,
                sensitive: [change.get("before_sensitive"), None],
            };
            let place = short(address.map_or(node.place(), Node::place));
            self.resources.before.push(Resource {
                kind: text("type").to_owned(),
                values: self.value(Some(before), marks, place),
                address: text("address").to_owned(),
                place,
                profile_links: Vec::new(),
                template_link: None,
                export: None,
                planned: None,
            });
        }
    }

    /// A value, with what is marked sensitive or known after apply taken out.
    fn value(&self, node: Option<Node<'t>>, marks: Marks<'t>, parent: Place) -> Value {
        let place = node.map_or(parent, Node::place);
        if marks.is_sensitive() {
            if let Some(node) = node {
                self.source.hide([node.span()]);
            }
            return Value::unknown(Unknown::Sensitive, short(place));
        }
        if marks.is_unknown() {
            let reason = Unknown::Terraform("it is known after apply".to_owned());
            return Value::unknown(reason, short(place));
        }
        let Some(node) = node else {
            return Value {
                place: parent,
                data: Data::Null,
            };
        };
        let budget = &self.resources.budget;
        if !budget.spend(Expense::PlanValues, 1, short(place)) {
            return Value::unknown(Unknown::Invalid, short(place));
        }
        let data = match node.kind() {
            Kind::Mapping => {
                hide_default(&self.source, node);
                let mut fields: Vec<Attribute> = Vec::new();
                let mut names = HashSet::new();
                for (key, value) in node.entries() {
                    let name = key.text().unwrap_or_default();
                    names.insert(name);
                    fields.push(Attribute {
                        name: name.to_owned(),
                        key: key.place(),
                        value: self.value(Some(value), marks.get(&self.names, name), key.place()),
                    });
                }
                // What is known after apply is left out of the planned values.
                for (key, _) in marks.unknown.into_iter().flat_map(Node::entries) {
                    let name = key.text().unwrap_or_default();
                    if names.insert(name) {
                        fields.push(Attribute {
                            name: name.to_owned(),
                            key: parent,
                            value: self.value(None, marks.get(&self.names, name), parent),
                        });
                    }
                }
                Data::Object(fields)
            }
            Kind::Sequence => {
                // Capacity for all items would take as much memory as the items.
                let may = |_: &(usize, Node<'t>)| !budget.is_spent(Expense::PlanValues);
                let items = node.items().enumerate().take_while(may);
                Data::List(
                    items
                        .map(|(at, item)| self.value(Some(item), marks.at(at), short(item.place())))
                        .collect(),
                )
            }
            Kind::Scalar(Typed::Null) => Data::Null,
            Kind::Scalar(Typed::Bool(flag)) => Data::Bool(flag),
            Kind::Scalar(Typed::Int(_) | Typed::Float(_)) => {
                Data::Number(node.text().unwrap_or_default().to_owned())
            }
            Kind::Scalar(Typed::Str(_)) => match Spelled::of(&self.source, node) {
                Some(spelled) => {
                    let data = Data::Text(Box::new(spelled));
                    let place = View::Json(node).place();
                    return Value { place, data };
                }
                None => Data::Null,
            },
        };
        let place = match data {
            Data::List(_) | Data::Object(_) => short(place),
            _ => place,
        };
        Value { place, data }
    }
}

fn actions<'t>(change: Node<'t>) -> impl Iterator<Item = &'t str> {
    let actions = change.get("actions").into_iter().flat_map(Node::items);
    actions.filter_map(Node::text)
}

/// What a plan does with a resource that exists; nothing where it creates it.
fn planned(change: Node<'_>) -> Option<PlannedChange> {
    let (mut is_deleted, mut is_created) = (false, false);
    for action in actions(change) {
        is_deleted |= action == "delete";
        is_created |= action == "create";
    }
    let step = |step: Node<'_>| match step.kind() {
        Kind::Scalar(Typed::Str(_)) => format!(".{}", step.text().unwrap_or_default()),
        _ => format!("[{}]", step.text().unwrap_or_default()),
    };
    let path = |path: Node<'_>| {
        let path: String = path.items().take(PATH_STEPS).map(step).collect();
        path.trim_start_matches('.').to_owned()
    };
    match (is_deleted, is_created) {
        (true, _) => {
            let paths = change
                .get("replace_paths")
                .into_iter()
                .flat_map(Node::items);
            Some(PlannedChange::Replaced(
                paths.take(PATHS).map(path).collect(),
            ))
        }
        (false, true) => None,
        (false, false) => Some(PlannedChange::InPlace),
    }
}

/// What Terraform says about a value beside the value itself, by mirrored structures.
#[derive(Clone, Copy)]
struct Marks<'t> {
    unknown: Option<Node<'t>>,
    sensitive: [Option<Node<'t>>; 2],
}

impl<'t> Marks<'t> {
    fn is_sensitive(self) -> bool {
        let mut marks = self.sensitive.into_iter().flatten();
        marks.any(|mark| matches!(mark.kind(), Kind::Scalar(_)) && !is_false(mark))
    }

    fn is_unknown(self) -> bool {
        is_true(self.unknown)
    }

    fn get(self, names: &ByName<'t>, key: &str) -> Self {
        let step = |node: Option<Node<'t>>| names.get(node?, key);
        Marks {
            unknown: step(self.unknown),
            sensitive: self.sensitive.map(step),
        }
    }

    fn at(self, index: usize) -> Self {
        let step = |node: Option<Node<'t>>| node.and_then(|node| node.item(index));
        Marks {
            unknown: step(self.unknown),
            sensitive: self.sensitive.map(step),
        }
    }
}

/// Hides the values of an object, except these.
fn hide_all_but(source: &SourceFile, node: Node<'_>, shown: &[Option<Node<'_>>]) {
    let values = node.entries().map(|(_, value)| value.span());
    let is_shown = |span: &Span| shown.iter().flatten().any(|node| node.span() == *span);
    source.hide(values.filter(|span| !is_shown(span)));
}

/// Hides the default of a profile variable that its own mark says to be secret.
fn hide_default(source: &SourceFile, node: Node<'_>) {
    let is_marked = node.get("is_sensitive").is_some_and(|mark| !is_false(mark));
    if is_marked && let Some(value) = node.get("default_value") {
        source.hide([value.span()]);
    }
}

fn is_true(mark: Option<Node<'_>>) -> bool {
    mark.is_some_and(|mark| mark.kind() == Kind::Scalar(Typed::Bool(true)))
}

/// The place of a collection is where it begins, that of a text is without its quotes.
fn short(place: Place) -> Place {
    Place {
        span: Span {
            end: place.span.end.min(place.span.start + 1),
            ..place.span
        },
        ..place
    }
}
