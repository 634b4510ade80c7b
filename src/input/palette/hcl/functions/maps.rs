//! Functions on objects and maps.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Function, Invocation, MANY};
use crate::input::palette::hcl::convert::{self, Type};
use crate::input::palette::hcl::eval::{Evaluated, Halt};
use crate::input::palette::hcl::value::{Absence, Datum, List, ListKind, Record, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    ("keys", 1, 1, keys),
    ("lookup", 2, 3, lookup),
    ("merge", 0, MANY, merge),
    ("transpose", 1, 1, transpose),
    ("values", 1, 1, values),
    ("zipmap", 2, 2, zip_map),
];

fn keys(call: &Invocation<'_, '_>) -> Evaluated {
    let object = call.object(0)?;
    let kind = match object.is_map {
        true => ListKind::List,
        false => ListKind::Tuple,
    };
    let keys = object.entries.iter();
    let items = keys.map(|(name, entry)| convert::plain(name, entry.key));
    call.data(Datum::List(Rc::new(List::open(
        kind,
        items.collect(),
        object.open.clone(),
    ))))
}

fn values(call: &Invocation<'_, '_>) -> Evaluated {
    let object = call.object(0)?;
    let kind = match object.is_map {
        true => ListKind::List,
        false => ListKind::Tuple,
    };
    let items = object.entries.values().map(|entry| entry.value.clone());
    call.data(Datum::List(Rc::new(List::open(
        kind,
        items.collect(),
        object.open.clone(),
    ))))
}

fn lookup(call: &Invocation<'_, '_>) -> Evaluated {
    let (object, key) = (call.object(0)?, call.text(1)?);
    let common = |value: &Val| match call.given(2) {
        // In a map, the default is converted to the type of its values.
        Some(default) if object.is_map => {
            let types = [Type::of(value), Type::of(default)];
            Type::unify(&types).unwrap_or(Type::Any)
        }
        _ => Type::Any,
    };
    match (object.get(&key), &object.open, call.given(2)) {
        (Some(value), _, _) => convert::convert(value, &common(value)),
        (None, Some(gap), _) => Err(Halt::Unknown(Rc::clone(gap))),
        (None, None, Some(default)) => {
            let first = object.entries.values().next().filter(|_| object.is_map);
            match first {
                Some(entry) => convert::convert(default, &Type::of(&entry.value)),
                None => Ok(default.clone()),
            }
        }
        (None, None, None) => Err(Halt::error(format!("there is no '{key}'"))),
    }
}

/// What comes later takes precedence. Of something that is not known, that may be any entry.
fn merge(call: &Invocation<'_, '_>) -> Evaluated {
    let mut merged = Record {
        is_map: true,
        ..Record::default()
    };
    let obscure = |merged: &mut Record, gap: &Rc<Absence>| {
        for entry in merged.entries.values_mut() {
            entry.value = Val::unknown(Rc::clone(gap), entry.value.place);
        }
        merged.open = Some(Rc::clone(gap));
    };
    for (at, value) in call.arguments.iter().enumerate() {
        match &value.data {
            Datum::Null => {}
            Datum::Unknown(gap) => obscure(&mut merged, gap),
            _ => {
                let object = call.object(at)?;
                call.spend_items(object.entries.len())?;
                if let Some(gap) = &object.open {
                    obscure(&mut merged, gap);
                }
                merged.is_map &= object.is_map;
                let entries = object.entries.iter();
                let entries = entries.map(|(name, entry)| (Rc::clone(name), entry.clone()));
                merged.entries.extend(entries);
            }
        }
    }
    merged.is_map &= !call.arguments.is_empty();
    call.data(Datum::Object(Rc::new(merged)))
}

fn transpose(call: &Invocation<'_, '_>) -> Evaluated {
    let mut result = Record {
        is_map: true,
        ..Record::default()
    };
    let mut lists: BTreeMap<Rc<str>, Vec<Val>> = BTreeMap::new();
    let object = call.object(0)?;
    call.whole(0)?;
    for (name, entry) in &object.entries {
        let list = entry.value.as_list();
        let list = list.ok_or_else(|| Halt::error("a value is not a list"))?;
        for item in &list.items {
            let item = convert::text(item)?;
            let key = convert::plain(name, entry.key);
            lists.entry(item).or_default().push(key);
        }
    }
    for (name, items) in lists {
        let place = call.expr.place();
        result.insert(&name, place, Datum::list(ListKind::List, items).at(place));
    }
    call.data(Datum::Object(Rc::new(result)))
}

fn zip_map(call: &Invocation<'_, '_>) -> Evaluated {
    let (keys, values) = (call.closed_list(0)?, call.closed_list(1)?);
    if keys.len() != values.len() {
        return Err(Halt::error("the lists differ in length"));
    }
    let mut object = Record {
        is_map: call.list(1)?.kind == ListKind::List,
        ..Record::default()
    };
    for (key, value) in keys.iter().zip(values) {
        object.insert(&convert::text(key)?, key.place, value.clone());
    }
    call.spend_items(keys.len())?;
    call.data(Datum::Object(Rc::new(object)))
}
