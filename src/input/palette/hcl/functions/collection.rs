//! Functions on lists and objects, and conversions.

use std::rc::Rc;

use super::{Call, Function, MANY};
use crate::input::palette::hcl::convert::{self, Type};
use crate::input::palette::hcl::eval::{Evaluated, Stop};
use crate::input::palette::hcl::value::{Data, Gap, List, ListKind, Object, Val};
use crate::model::Unknown;

pub(super) const FUNCTIONS: &[Function] = &[
    ("alltrue", 1, 1, |call| truth(call, false)),
    ("anytrue", 1, 1, |call| truth(call, true)),
    ("chunklist", 2, 2, chunks),
    ("coalesce", 1, MANY, coalesce),
    ("coalescelist", 1, MANY, coalesce_list),
    ("compact", 1, 1, compact),
    ("concat", 1, MANY, concat),
    ("contains", 2, 2, contains),
    ("distinct", 1, 1, distinct),
    ("element", 2, 2, element),
    ("flatten", 1, 1, flatten),
    ("index", 2, 2, index),
    ("issensitive", 1, 1, |_| Err(Stop::unknown("what is sensitive is not known"))),
    ("keys", 1, 1, keys),
    ("length", 1, 1, length),
    ("lookup", 2, 3, lookup),
    ("matchkeys", 3, 3, match_keys),
    ("merge", 0, MANY, merge),
    ("nonsensitive", 1, 1, |call| call.raw(0).cloned()),
    ("one", 1, 1, one),
    ("range", 1, 3, range),
    ("reverse", 1, 1, reverse),
    ("sensitive", 1, 1, sensitive),
    ("slice", 3, 3, slice),
    ("sort", 1, 1, sort),
    ("tobool", 1, 1, |call| convert::convert(call.raw(0)?, &Type::Bool)),
    ("tolist", 1, 1, |call| to(call, &Type::List(Box::new(Type::Any)))),
    ("tomap", 1, 1, |call| to(call, &Type::Map(Box::new(Type::Any)))),
    ("tonumber", 1, 1, |call| convert::convert(call.raw(0)?, &Type::Number)),
    ("toset", 1, 1, |call| to(call, &Type::Set(Box::new(Type::Any)))),
    ("tostring", 1, 1, |call| convert::convert(call.raw(0)?, &Type::String)),
    ("transpose", 1, 1, transpose),
    ("values", 1, 1, values),
    ("zipmap", 2, 2, zip_map),
];

fn to(call: &Call<'_, '_>, wanted: &Type<'_>) -> Evaluated {
    convert::convert(call.raw(0)?, wanted)
}

fn sensitive(call: &Call<'_, '_>) -> Evaluated {
    let gap = Gap::new(Unknown::Sensitive);
    call.data(Data::Unknown(gap))
}

fn truth(call: &Call<'_, '_>, decisive: bool) -> Evaluated {
    let list = call.list(0)?;
    let mut unsure = list.open.clone();
    for item in &list.items {
        match item.is_null().then_some(false).map_or_else(|| convert::flag(item), Ok) {
            Ok(flag) if flag == decisive => return call.data(Data::Bool(decisive)),
            Ok(_) => {}
            Err(Stop::Unknown(gap)) => unsure = Some(gap),
            error => drop(error?),
        }
    }
    match unsure {
        Some(gap) => Err(Stop::Unknown(gap)),
        None => call.data(Data::Bool(!decisive)),
    }
}

fn chunks(call: &Call<'_, '_>) -> Evaluated {
    let items = call.closed_list(0)?;
    let size = call.whole_number(1)?;
    let size = usize::try_from(size).map_err(|_| Stop::error("the size is negative"))?;
    let chunk = |items: &[Val]| Data::list(ListKind::List, items.to_vec()).at(call.expr.place());
    let chunks = match size {
        0 => vec![chunk(items)],
        size => items.chunks(size).map(chunk).collect(),
    };
    call.list_data(ListKind::List, chunks)
}

/// The first argument that is neither null nor `""`, converted as all of them are.
fn coalesce(call: &Call<'_, '_>) -> Evaluated {
    let types: Vec<_> = call.arguments.iter().map(Type::of).collect();
    let common = Type::unify(&types);
    for value in &call.arguments {
        if let Some(gap) = value.gap() {
            return Err(Stop::Unknown(Rc::clone(gap)));
        }
        let is_empty = value.is_null() || value.as_text() == Some("");
        if !is_empty {
            return match &common {
                Some(common) => convert::convert(value, common),
                None => Err(Stop::unknown("the arguments have several types")),
            };
        }
    }
    Err(Stop::error("all arguments are null or empty"))
}

fn coalesce_list(call: &Call<'_, '_>) -> Evaluated {
    for (at, value) in call.arguments.iter().enumerate() {
        if !value.is_null() && !call.closed_list(at)?.is_empty() {
            return Ok(value.clone());
        }
    }
    Err(Stop::error("all arguments are empty"))
}

fn compact(call: &Call<'_, '_>) -> Evaluated {
    let list = call.list(0)?;
    let mut open = list.open.clone();
    let mut items = Vec::new();
    for item in &list.items {
        match &item.data {
            Data::Null => {}
            Data::Unknown(gap) => open = Some(Rc::clone(gap)),
            _ if item.as_text() == Some("") => {}
            _ => items.push(convert::convert(item, &Type::String)?),
        }
    }
    call.data(Data::List(Rc::new(List {
        kind: ListKind::List,
        items,
        open,
    })))
}

fn concat(call: &Call<'_, '_>) -> Evaluated {
    let mut items = Vec::new();
    let mut open = None;
    let mut kind = ListKind::List;
    for (at, value) in call.arguments.iter().enumerate() {
        match value.gap() {
            Some(gap) => open = Some(Rc::clone(gap)),
            None => {
                let list = call.list(at)?;
                if list.kind != ListKind::List {
                    kind = ListKind::Tuple;
                }
                open = open.or_else(|| list.open.clone());
                items.extend(list.items.iter().cloned());
            }
        }
    }
    call.spend_items(items.len())?;
    if kind == ListKind::List {
        items = convert::same_type(items)?;
    }
    call.data(Data::List(Rc::new(List { kind, items, open })))
}

fn contains(call: &Call<'_, '_>) -> Evaluated {
    let (list, wanted) = (call.list(0)?, call.raw(1)?);
    let mut unsure = list.open.clone();
    for item in &list.items {
        match same(item, wanted) {
            Ok(true) => return call.data(Data::Bool(true)),
            Ok(false) => {}
            Err(gap) => unsure = Some(gap),
        }
    }
    match unsure {
        Some(gap) => Err(Stop::Unknown(gap)),
        None => call.data(Data::Bool(false)),
    }
}

/// Whether two values are the same. Scalars of two types are no business of these functions: the one
/// may be converted to the other's.
fn same(one: &Val, two: &Val) -> Result<bool, Rc<Gap>> {
    let (one_type, two_type) = (Type::of(one), Type::of(two));
    match (&one_type, &two_type) {
        (Type::String, Type::Bool | Type::Number) | (Type::Bool | Type::Number, Type::String) => {
            Err(Gap::because("values of two types are compared"))
        }
        _ => one.equals(two),
    }
}

fn distinct(call: &Call<'_, '_>) -> Evaluated {
    let items = convert::same_type(call.closed_list(0)?.to_vec())?;
    call.spend_items(items.len().saturating_mul(items.len()) / 64)?;
    let mut found: Vec<Val> = Vec::new();
    for item in items {
        let mut is_new = true;
        for known in &found {
            if known.equals(&item).map_err(Stop::Unknown)? {
                is_new = false;
                break;
            }
        }
        if is_new {
            found.push(item);
        }
    }
    call.list_data(ListKind::List, found)
}

fn element(call: &Call<'_, '_>) -> Evaluated {
    let items = call.closed_list(0)?;
    let at = call.whole_number(1)?;
    let length = items.len() as i128;
    if length == 0 {
        return Err(Stop::error("the list is empty"));
    }
    let at = usize::try_from(at.rem_euclid(length)).unwrap_or(0);
    items.get(at).cloned().ok_or_else(|| Stop::error("the list is empty"))
}

fn flatten(call: &Call<'_, '_>) -> Evaluated {
    fn add(list: &List, items: &mut Vec<Val>, open: &mut Option<Rc<Gap>>) {
        if list.open.is_some() {
            open.clone_from(&list.open);
        }
        for item in &list.items {
            match &item.data {
                Data::List(inner) => add(inner, items, open),
                // It may be a list of its own.
                Data::Unknown(gap) => *open = Some(Rc::clone(gap)),
                _ => items.push(item.clone()),
            }
        }
    }
    let (mut items, mut open) = (Vec::new(), None);
    add(call.list(0)?, &mut items, &mut open);
    call.spend_items(items.len())?;
    let kind = ListKind::Tuple;
    call.data(Data::List(Rc::new(List { kind, items, open })))
}

fn index(call: &Call<'_, '_>) -> Evaluated {
    let (items, wanted) = (call.closed_list(0)?, call.raw(1)?);
    for (at, item) in items.iter().enumerate() {
        if same(item, wanted).map_err(Stop::Unknown)? {
            return call.data(Data::number(at as i128));
        }
    }
    Err(Stop::error("the list has no such item"))
}

fn keys(call: &Call<'_, '_>) -> Evaluated {
    let object = call.object(0)?;
    let kind = match object.is_map {
        true => ListKind::List,
        false => ListKind::Tuple,
    };
    let keys = object.entries.iter();
    let items = keys.map(|(name, entry)| convert::plain(name, entry.key));
    call.data(Data::List(Rc::new(List {
        kind,
        items: items.collect(),
        open: object.open.clone(),
    })))
}

fn values(call: &Call<'_, '_>) -> Evaluated {
    let object = call.object(0)?;
    let kind = match object.is_map {
        true => ListKind::List,
        false => ListKind::Tuple,
    };
    let items = object.entries.values().map(|entry| entry.value.clone());
    call.data(Data::List(Rc::new(List {
        kind,
        items: items.collect(),
        open: object.open.clone(),
    })))
}

fn length(call: &Call<'_, '_>) -> Evaluated {
    let value = call.argument(0)?;
    let (length, open) = match &value.data {
        Data::List(list) => {
            let is_set = list.kind == ListKind::Set;
            let unsure = list.items.iter().find_map(Val::any_gap).filter(|_| is_set);
            (list.items.len(), list.open.clone().or(unsure))
        }
        Data::Object(object) => (object.entries.len(), object.open.clone()),
        Data::Text(_) => {
            let text = convert::text(value)?;
            if !text.is_ascii() {
                return Err(Stop::unknown("the length of this text is known to Terraform only"));
            }
            (text.len() - text.matches("\r\n").count(), None)
        }
        _ => return Err(Stop::error("it has no length")),
    };
    match open {
        Some(gap) => Err(Stop::Unknown(gap)),
        None => call.data(Data::number(length as i128)),
    }
}

fn lookup(call: &Call<'_, '_>) -> Evaluated {
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
        (None, Some(gap), _) => Err(Stop::Unknown(Rc::clone(gap))),
        (None, None, Some(default)) => {
            let first = object.entries.values().next().filter(|_| object.is_map);
            match first {
                Some(entry) => convert::convert(default, &Type::of(&entry.value)),
                None => Ok(default.clone()),
            }
        }
        (None, None, None) => Err(Stop::error(format!("there is no '{key}'"))),
    }
}

fn match_keys(call: &Call<'_, '_>) -> Evaluated {
    let (values, keys) = (call.closed_list(0)?, call.closed_list(1)?);
    let wanted = call.closed_list(2)?;
    if values.len() != keys.len() {
        return Err(Stop::error("the lists differ in length"));
    }
    call.spend_items(keys.len().saturating_mul(wanted.len()))?;
    let mut found = Vec::new();
    for (value, key) in values.iter().zip(keys) {
        for one in wanted {
            if same(key, one).map_err(Stop::Unknown)? {
                found.push(value.clone());
                break;
            }
        }
    }
    call.list_data(ListKind::List, found)
}

/// What comes later takes precedence. Of something that is not known, that may be any entry.
fn merge(call: &Call<'_, '_>) -> Evaluated {
    let mut merged = Object {
        is_map: true,
        ..Object::default()
    };
    let obscure = |merged: &mut Object, gap: &Rc<Gap>| {
        for entry in merged.entries.values_mut() {
            entry.value = Val::unknown(Rc::clone(gap), entry.value.place);
        }
        merged.open = Some(Rc::clone(gap));
    };
    for (at, value) in call.arguments.iter().enumerate() {
        match &value.data {
            Data::Null => {}
            Data::Unknown(gap) => obscure(&mut merged, gap),
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
    call.data(Data::Object(Rc::new(merged)))
}

fn one(call: &Call<'_, '_>) -> Evaluated {
    let list = call.list(0)?;
    match (list.items.as_slice(), &list.open) {
        // There is at most one.
        ([only], _) => Ok(only.clone()),
        ([], Some(gap)) => Err(Stop::Unknown(Rc::clone(gap))),
        ([], None) => call.data(Data::Null),
        _ => Err(Stop::error("the list has more than one item")),
    }
}

fn range(call: &Call<'_, '_>) -> Evaluated {
    let number = |at| call.whole_number(at).map_err(|stop| match stop {
        Stop::Error(_) => Stop::unknown("this range is known to Terraform only"),
        unknown => unknown,
    });
    let (start, end) = match call.arguments.len() {
        1 => (0, number(0)?),
        _ => (number(0)?, number(1)?),
    };
    let step = match call.arguments.len() {
        3 => number(2)?,
        _ if end < start => -1,
        _ => 1,
    };
    if step == 0 || (step > 0 && end < start) || (step < 0 && end > start) {
        return Err(Stop::error("the step leads away from the end"));
    }
    let mut items = Vec::new();
    let mut at = start;
    while (step > 0 && at < end) || (step < 0 && at > end) {
        // Terraform has at most so many.
        if items.len() >= 1024 {
            return Err(Stop::error("the range has more than 1,024 items"));
        }
        items.push(Data::number(at).at(call.expr.place()));
        at = at.saturating_add(step);
    }
    call.list_data(ListKind::List, items)
}

fn reverse(call: &Call<'_, '_>) -> Evaluated {
    let mut items = call.closed_list(0)?.to_vec();
    items.reverse();
    let kind = match call.list(0)?.kind {
        ListKind::Tuple => ListKind::Tuple,
        _ => ListKind::List,
    };
    call.list_data(kind, items)
}

fn slice(call: &Call<'_, '_>) -> Evaluated {
    let items = call.closed_list(0)?;
    let bound = |at| usize::try_from(call.whole_number(at)?).map_err(|_| Stop::error("no index"));
    let (start, end) = (bound(1)?, bound(2)?);
    let part = items.get(start..end);
    let part = part.ok_or_else(|| Stop::error("the list has no such part"))?;
    call.list_data(call.list(0)?.kind, part.to_vec())
}

fn sort(call: &Call<'_, '_>) -> Evaluated {
    let mut items = Vec::new();
    for item in call.closed_list(0)? {
        let text = convert::text(item)?;
        items.push((text, convert::convert(item, &Type::String)?));
    }
    items.sort_by(|one, two| one.0.cmp(&two.0));
    let items = items.into_iter().map(|(_, item)| item);
    call.list_data(ListKind::List, items.collect())
}

fn transpose(call: &Call<'_, '_>) -> Evaluated {
    let mut result = Object {
        is_map: true,
        ..Object::default()
    };
    let mut lists: std::collections::BTreeMap<Rc<str>, Vec<Val>> = Default::default();
    let object = call.object(0)?;
    call.whole(0)?;
    for (name, entry) in &object.entries {
        let list = entry.value.as_list();
        let list = list.ok_or_else(|| Stop::error("a value is not a list"))?;
        for item in &list.items {
            let item = convert::text(item)?;
            let key = convert::plain(name, entry.key);
            lists.entry(item).or_default().push(key);
        }
    }
    for (name, items) in lists {
        let place = call.expr.place();
        result.insert(&name, place, Data::list(ListKind::List, items).at(place));
    }
    call.data(Data::Object(Rc::new(result)))
}

fn zip_map(call: &Call<'_, '_>) -> Evaluated {
    let (keys, values) = (call.closed_list(0)?, call.closed_list(1)?);
    if keys.len() != values.len() {
        return Err(Stop::error("the lists differ in length"));
    }
    let mut object = Object {
        is_map: call.list(1)?.kind == ListKind::List,
        ..Object::default()
    };
    for (key, value) in keys.iter().zip(values) {
        object.insert(&convert::text(key)?, key.place, value.clone());
    }
    call.spend_items(keys.len())?;
    call.data(Data::Object(Rc::new(object)))
}
