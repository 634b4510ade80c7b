//! The resources of a template: loops, children, nested deployments, and references to them.

use std::rc::Rc;

use super::functions::id_of;
use super::scope::{Locals, TemplateScope};
use super::values::{flag_of, list, not_known, text_of};
use super::{DEPLOYMENT, VNET, given_values};
use crate::input::read::{Attribute, Data, Value};
use crate::source::Place;
use crate::syntax::{Kind, Node};

/// One resource that a template makes.
pub(super) struct ArmResource<'t> {
    node: Node<'t>,
    locals: Locals,
    /// Its name in the template, where that has such.
    symbol: Option<&'t str>,
    /// The type, in lower case.
    pub(super) kind: String,
    pub(super) name: Value,
    pub(super) id: String,
    /// It is not made: its condition is false, or it exists already.
    pub(super) is_left_out: bool,
}

impl<'t> TemplateScope<'t> {
    /// The resources. While they are being found, there are none.
    pub(super) fn instances(&self) -> Rc<Vec<ArmResource<'t>>> {
        let known = self.found.borrow().clone();
        if let Some(known) = known {
            return known;
        }
        *self.found.borrow_mut() = Some(Rc::default());
        let mut found = Vec::new();
        for (symbol, node) in self.resources() {
            self.add(symbol, node, None, &mut found);
        }
        let found = Rc::new(found);
        *self.found.borrow_mut() = Some(Rc::clone(&found));
        found
    }

    fn add(
        &self,
        symbol: Option<&'t str>,
        node: Node<'t>,
        parent: Option<(&str, &str)>,
        found: &mut Vec<ArmResource<'t>>,
    ) {
        let copy = node.get("copy").filter(|copy| copy.kind() == Kind::Mapping);
        let name = copy
            .and_then(|copy| copy.get("name"))
            .and_then(Node::text)
            .unwrap_or_default();
        let all = match copy.map(|copy| self.turns(copy, &Locals::default())) {
            None => vec![Locals::default()],
            // At least one.
            Some(Err(_)) => vec![Locals::default().with_turn(name, 0)],
            Some(Ok(turns)) => (0..turns)
                .map(|at| Locals::default().with_turn(name, at))
                .collect(),
        };
        for locals in all {
            let kind = node.get("type").and_then(Node::text).unwrap_or_default();
            let Some(own) = node.get("name") else {
                continue;
            };
            let name = self.evaluate(own, &locals);
            // Of a name that is not known, it is known that it is its own.
            let parts = kind.matches('/').count().max(1);
            let unknown = || vec![format!("{{name {}}}", own.span().start); parts].join("/");
            let text = text_of(&name).unwrap_or_else(unknown);
            // A child may have the last part of its type and name only.
            let (kind, text) = match parent {
                Some((above, title)) if !kind.contains('/') => {
                    (format!("{above}/{kind}"), format!("{title}/{text}"))
                }
                _ => (kind.to_owned(), text),
            };
            let names: Vec<&str> = text.split('/').collect();
            let Some(id) = id_of(&self.group, &kind, &names) else {
                continue;
            };
            let condition = node.get("condition").map(|one| self.evaluate(one, &locals));
            let is_off = condition.as_ref().and_then(flag_of) == Some(false);
            let exists = node.get("existing").is_some();
            for child in node.get("resources").into_iter().flat_map(Node::items) {
                if !is_off && parent.is_none_or(|(above, _)| above.matches('/').count() < 8) {
                    self.add(None, child, Some((&kind, &text)), found);
                }
            }
            found.push(ArmResource {
                node,
                locals,
                symbol,
                kind: kind.to_lowercase(),
                name,
                id,
                is_left_out: is_off || exists,
            });
        }
    }

    pub(super) fn properties(&self, instance: &ArmResource<'t>) -> Value {
        match instance.node.get("properties") {
            Some(properties) => self.evaluate(properties, &instance.locals),
            None => Value {
                place: instance.name.place,
                data: Data::Object(Vec::new()),
            },
        }
    }

    /// The scope of a nested deployment, if its template is in this one.
    pub(super) fn deployment(&self, instance: &ArmResource<'t>) -> Option<TemplateScope<'t>> {
        let properties = instance.node.get("properties")?;
        let template = properties.get("template").filter(|_| self.may_nest())?;
        let given = given_values(self, properties.get("parameters"), &instance.locals);
        let group = instance.node.get("resourceGroup");
        let group = group.and_then(|group| text_of(&self.evaluate(group, &instance.locals)));
        Some(self.nested(template, given, group.as_deref()))
    }

    /// What `reference` gives of a resource of this template, by its id or its name in the template.
    pub(super) fn reference(&self, to: &Value, place: Place) -> Value {
        let unknown = || not_known("only Azure can evaluate reference()".to_owned(), place);
        let instances = self.instances();
        let Some(found) = found_in(&instances, to) else {
            return unknown();
        };
        match found.kind.as_str() {
            DEPLOYMENT => match self.deployment(found) {
                Some(inner) => outputs(&inner, place),
                None => unknown(),
            },
            VNET if !found.is_left_out => {
                let mut properties = self.properties(found);
                self.give_ids(&mut properties, &found.id, place);
                self.with_id(properties, &found.id, place)
            }
            // What a resource gets from Azure is not in the template.
            _ => unknown(),
        }
    }

    /// The id of a resource, by its name in the template.
    pub(super) fn resource_info(&self, of: &Value, place: Place) -> Value {
        let instances = self.instances();
        let fields = match found_in(&instances, of) {
            Some(found) => vec![self.attribute("id", &found.id, place)],
            None => return not_known("a resource is not in the template".to_owned(), place),
        };
        Value {
            place,
            data: Data::Object(fields),
        }
    }

    fn with_id(&self, mut value: Value, id: &str, place: Place) -> Value {
        if let Data::Object(attributes) = &mut value.data {
            attributes.push(self.attribute("id", id, place));
        }
        value
    }

    fn attribute(&self, name: &str, text: &str, place: Place) -> Attribute {
        Attribute {
            name: name.to_owned(),
            key: place,
            value: self.text(text.to_owned(), place),
        }
    }

    /// Gives the subnets of a VNet their ids.
    fn give_ids(&self, properties: &mut Value, id: &str, place: Place) {
        let Data::Object(attributes) = &mut properties.data else {
            return;
        };
        let subnets = attributes.iter_mut().find(|one| one.name == "subnets");
        let Some(Data::List(subnets)) = subnets.map(|one| &mut one.value.data) else {
            return;
        };
        for subnet in subnets {
            let name = subnet.get("name").and_then(text_of);
            if let (Data::Object(fields), Some(name)) = (&mut subnet.data, name) {
                let own = format!("{id}/subnets/{name}");
                fields.push(self.attribute("id", &own, place));
            }
        }
    }
}

/// The resource of an id, or of a name in the template.
fn found_in<'i, 't>(all: &'i [ArmResource<'t>], wanted: &Value) -> Option<&'i ArmResource<'t>> {
    let text = text_of(wanted)?;
    let is_it = |one: &&ArmResource<'_>| {
        one.symbol == Some(text.as_str()) || one.id.eq_ignore_ascii_case(&text)
    };
    all.iter().find(is_it)
}

/// What `reference` gives of a deployment: its outputs, each with its value.
fn outputs(inner: &TemplateScope<'_>, place: Place) -> Value {
    let object = |attributes| Value {
        place,
        data: Data::Object(attributes),
    };
    let attribute = |name: &str, value| Attribute {
        name: name.to_owned(),
        key: place,
        value,
    };
    let mut all = Vec::new();
    for (key, output) in inner.outputs().into_iter().flat_map(Node::entries) {
        let value = match (output.get("value"), output.get("copy")) {
            (Some(value), _) => inner.evaluate(value, &Locals::default()),
            (None, Some(copy)) => {
                match (inner.turns(copy, &Locals::default()), copy.get("input")) {
                    (Ok(turns), Some(input)) => {
                        let items = (0..turns)
                            .map(|at| inner.evaluate(input, &Locals::default().with_turn("", at)));
                        list(items.collect(), place)
                    }
                    _ => not_known("an output is not known".to_owned(), place),
                }
            }
            (None, None) => not_known("an output is not known".to_owned(), place),
        };
        let name = key.text().unwrap_or_default();
        all.push(attribute(name, object(vec![attribute("value", value)])));
    }
    object(vec![attribute("outputs", object(all))])
}
