//! Resources and their instances: `count`, `for_each`, and the blocks that `dynamic` makes.

use std::collections::HashMap;
use std::rc::Rc;

use super::ast::{Block, Body, Step};
use super::convert;
use super::eval::{Evaluated, Halt, elements};
use super::module::{Evaluator, Instance};
use super::scope::Bindings;
use super::value::{Absence, Datum, List, ListKind, ObjectEntry, Record, Val};
use crate::source::{Expense, Place};

/// The instances of a resource or of a called module.
pub(super) enum InstanceSet<T> {
    /// One, without `count` and `for_each`.
    One(T),
    /// An unknown number of equal instances.
    Some(T, Rc<Absence>),
    Counted(Vec<T>),
    /// By the keys of `for_each`; there may be more.
    Each(Vec<(Rc<str>, T)>, Option<Rc<Absence>>),
    /// Nothing is known of them.
    Unknown(Rc<Absence>),
}

/// Arguments of a resource that are not attributes of it.
const META: [&str; 8] = [
    "count",
    "for_each",
    "provider",
    "providers",
    "depends_on",
    "lifecycle",
    "provisioner",
    "connection",
];

impl<T> InstanceSet<T> {
    /// The value of a reference to all of them, and the steps that are left.
    pub(super) fn collection<'s>(
        &self,
        value: impl Fn(&T) -> Val,
        rest: &'s [Step],
        place: Place,
    ) -> (Val, &'s [Step]) {
        let list = |items, open| {
            let kind = ListKind::Tuple;
            Datum::List(Rc::new(List::open(kind, items, open)))
        };
        let data = match self {
            InstanceSet::One(one) => return (value(one), rest),
            // The one that there is, if there is any, is meant by every index.
            InstanceSet::Some(one, gap) => match rest {
                [Step::Index(_), rest @ ..] => return (value(one), rest),
                _ => list(vec![value(one)], Some(Rc::clone(gap))),
            },
            InstanceSet::Counted(all) => list(all.iter().map(value).collect(), None),
            InstanceSet::Each(all, open) => {
                let entries = all.iter().map(|(key, one)| {
                    let value = value(one);
                    let key_place = value.place;
                    let entry = ObjectEntry {
                        key: key_place,
                        value,
                    };
                    (Rc::clone(key), entry)
                });
                Datum::Object(Rc::new(Record {
                    entries: entries.collect(),
                    open: open.clone(),
                    ..Record::default()
                }))
            }
            InstanceSet::Unknown(gap) => Datum::Unknown(Rc::clone(gap)),
        };
        (data.at(place), rest)
    }

    /// All of them, and one for those that are unknown.
    pub(super) fn all(&self) -> Vec<&T> {
        match self {
            InstanceSet::One(one) | InstanceSet::Some(one, _) => vec![one],
            InstanceSet::Counted(all) => all.iter().collect(),
            InstanceSet::Each(all, _) => all.iter().map(|(_, one)| one).collect(),
            InstanceSet::Unknown(_) => Vec::new(),
        }
    }
}

impl<'m> Evaluator<'m> {
    /// The instances that `count` and `for_each` of a block make; each is made in a scope that has
    /// its `count` or `each`, with its address.
    pub(super) fn instances<T>(
        &self,
        scope: &Bindings<'m>,
        block: &Block,
        address: &str,
        make: impl Fn(Bindings<'m>, &str) -> T,
    ) -> InstanceSet<T> {
        let object = |place: Place, names: Vec<(&str, Val)>| {
            let mut object = Record::default();
            for (name, value) in names {
                object.insert(name, place, value);
            }
            Datum::Object(Rc::new(object)).at(place)
        };
        if let Some(count) = block.body.attribute("count") {
            let place = count.value.place();
            let with =
                |index: Val| scope.with(vec![("count", object(place, vec![("index", index)]))]);
            let value = self.eval(scope, &count.value);
            let number = value.and_then(|value| convert::number(&value));
            let number = number.and_then(|number| {
                let number = number.as_index();
                number.ok_or_else(|| Halt::unknown("count is not a whole number"))
            });
            return match number {
                Ok(number) if self.spend(Expense::Items, number, place) => {
                    let all = (0..number).map(|at| {
                        let index = Datum::number(at as i128).at(place);
                        make(with(index), &format!("{address}[{at}]"))
                    });
                    InstanceSet::Counted(all.collect())
                }
                Ok(_) => InstanceSet::Unknown(Absence::because("there are too many of them")),
                Err(stop) => {
                    let gap = stop.gap();
                    let index = Val::unknown(Rc::clone(&gap), place);
                    InstanceSet::Some(make(with(index), address), gap)
                }
            };
        }
        let Some(for_each) = block.body.attribute("for_each") else {
            return InstanceSet::One(make(scope.clone(), address));
        };
        let place = for_each.value.place();
        let with = |key: Val, value: Val| {
            scope.with(vec![(
                "each",
                object(place, vec![("key", key), ("value", value)]),
            )])
        };
        let value = self.eval(scope, &for_each.value);
        match value.and_then(|value| elements(&value)) {
            Ok((_, (items, mut open))) => {
                let mut all = Vec::new();
                for (key, value) in items {
                    match convert::text(&key) {
                        Ok(name) if self.spend(Expense::Items, 1, place) => {
                            let address = format!("{address}[{:?}]", &*name);
                            all.push((name, make(with(key, value), &address)));
                        }
                        Ok(_) => {}
                        Err(stop) => open = Some(stop.gap()),
                    }
                }
                match open {
                    Some(gap) if all.is_empty() => {
                        let unknown = || Val::unknown(Rc::clone(&gap), place);
                        InstanceSet::Some(make(with(unknown(), unknown()), address), gap)
                    }
                    open => InstanceSet::Each(all, open),
                }
            }
            Err(stop) => {
                let gap = stop.gap();
                let unknown = || Val::unknown(Rc::clone(&gap), place);
                InstanceSet::Some(make(with(unknown(), unknown()), address), gap)
            }
        }
    }

    /// What references to one instance of a resource see.
    pub(super) fn resource_value(&self, scope: &Bindings<'m>, block: &Block, address: &str) -> Val {
        let mut object = self.body(scope, &block.body, true);
        let place = block.labels.last().map_or(block.place, |label| label.place);
        let is_data = block.kind == "data";
        if is_data {
            self.read_data(block, &mut object, place);
        }
        let gap = Absence::because(match is_data {
            true => format!("Terraform reads {address}: check the plan to get its value"),
            false => format!("{address} has this value only after apply: the plan may contain it"),
        });
        if object.get("id").is_none() {
            let id = Absence {
                why: gap.why.clone(),
                id_of: (!is_data).then(|| address.into()),
            };
            object.insert("id", place, Val::unknown(Rc::new(id), place));
        }
        object.open = Some(gap);
        Datum::Object(Rc::new(object)).at(block.place)
    }

    /// The attributes and blocks of a body; blocks of one name are a list.
    fn body(&self, scope: &Bindings<'m>, body: &Body, is_resource: bool) -> Record {
        let is_meta = |name: &str| is_resource && META.contains(&name);
        let mut object = Record::default();
        for attribute in body.attributes.iter().filter(|one| !is_meta(&one.name)) {
            let value = self.value(scope, &attribute.value);
            object.insert(&attribute.name, attribute.key, value);
        }
        let mut lists: HashMap<&str, (Place, List)> = HashMap::new();
        for block in body.blocks.iter().filter(|block| !is_meta(&block.kind)) {
            let is_dynamic = block.kind == "dynamic";
            let name = match block.label(0) {
                Some(label) if is_dynamic => label,
                _ => &block.kind,
            };
            let (_, list) = lists
                .entry(name)
                .or_insert_with(|| (block.place, List::new(ListKind::Tuple, Vec::new())));
            if !is_dynamic {
                let data = Datum::Object(Rc::new(self.body(scope, &block.body, false)));
                list.items.push(data.at(block.place));
            } else if let Err(stop) = self.dynamic(scope, name, block, list) {
                list.open = Some(stop.gap());
            }
        }
        for (name, (place, list)) in lists {
            let value = Datum::List(Rc::new(list)).at(place);
            let key = place;
            let entry = ObjectEntry { key, value };
            object.entries.entry(name.into()).or_insert(entry);
        }
        object
    }

    /// The blocks that a `dynamic` block makes.
    fn dynamic(
        &self,
        scope: &Bindings<'m>,
        name: &str,
        block: &Block,
        into: &mut List,
    ) -> Evaluated<()> {
        let for_each = block.body.attribute("for_each");
        let for_each = for_each.ok_or_else(|| Halt::error("for_each is missing"))?;
        let content = block.body.blocks_of("content").next();
        let content = content.ok_or_else(|| Halt::error("content is missing"))?;
        let iterator = block.body.attribute("iterator");
        let iterator = iterator.and_then(|own| own.value.names().first().copied());
        let collection = self.eval(scope, &for_each.value)?;
        let (_, (items, open)) = elements(&collection)?;
        let place = for_each.value.place();
        for (key, value) in items {
            if !self.spend(Expense::Items, 1, place) {
                return Err(Halt::unknown("there are too many blocks"));
            }
            // The block is where its values are written.
            let place = match value.data {
                Datum::Object(_) => value.place,
                _ => block.place,
            };
            let mut each = Record::default();
            each.insert("key", place, key);
            each.insert("value", place, value);
            let each = Datum::Object(Rc::new(each)).at(place);
            let scope = scope.with(vec![(iterator.unwrap_or(name), each)]);
            let data = Datum::Object(Rc::new(self.body(&scope, &content.body, false)));
            into.items.push(data.at(block.place));
        }
        if open.is_some() {
            into.open = open;
        }
        Ok(())
    }
}

/// What an instance of a module counts as, in values.
const INSTANCE: usize = 16;

/// All instances of modules, the root first; each with its own.
pub(super) fn all_instances<'m>(evaluator: &Evaluator<'m>) -> Vec<Rc<Instance<'m>>> {
    let mut all: Vec<_> = evaluator.root().into_iter().collect();
    let mut next = 0;
    while let Some(instance) = all.get(next).map(Rc::clone) {
        let depth = instance.prefix.matches("module.").count();
        for (name, call) in &instance.module.calls {
            let place = call.block.place;
            let may = depth < crate::source::LIMITS.depth
                && evaluator.spend(Expense::ModuleValues, INSTANCE, place);
            if let Some(made) = may.then(|| evaluator.called(&instance, name)).flatten() {
                all.extend(made.all().into_iter().map(Rc::clone));
            }
        }
        next += 1;
    }
    all
}
