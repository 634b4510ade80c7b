//! Functions on lists and objects, and conversions.

use std::rc::Rc;

use super::{Function, Invocation, MANY};
use crate::input::palette::hcl::convert::{self, Type};
use crate::input::palette::hcl::eval::{Evaluated, Halt};
use crate::input::palette::hcl::value::{Absence, Datum, List, ListKind, Val};
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
    ("issensitive", 1, 1, |_| {
        Err(Halt::unknown("sensitive values are not read"))
    }),
    ("length", 1, 1, length),
    ("matchkeys", 3, 3, match_keys),
    ("nonsensitive", 1, 1, |call| call.raw(0).cloned()),
    ("one", 1, 1, one),
    ("range", 1, 3, range),
    ("reverse", 1, 1, reverse),
    ("sensitive", 1, 1, sensitive),
    ("slice", 3, 3, slice),
    ("sort", 1, 1, sort),
    ("tobool", 1, 1, |call| {
        convert::convert(call.raw(0)?, &Type::Bool)
    }),
    ("tolist", 1, 1, |call| {
        to(call, &Type::List(Box::new(Type::Any)))
    }),
    ("tomap", 1, 1, |call| {
        to(call, &Type::Map(Box::new(Type::Any)))
    }),
    ("tonumber", 1, 1, |call| {
        convert::convert(call.raw(0)?, &Type::Number)
    }),
    ("toset", 1, 1, |call| {
        to(call, &Type::Set(Box::new(Type::Any)))
    }),
    ("tostring", 1, 1, |call| {
        convert::convert(call.raw(0)?, &Type::String)
    }),
];

fn to(call: &Invocation<'_, '_>, wanted: &Type<'_>) -> Evaluated {
    convert::convert(call.raw(0)?, wanted)
}

fn sensitive(call: &Invocation<'_, '_>) -> Evaluated {
    let gap = Absence::new(Unknown::Sensitive);
    call.data(Datum::Unknown(gap))
}

fn truth(call: &Invocation<'_, '_>, decisive: bool) -> Evaluated {
    let list = call.list(0)?;
    let mut unsure = list.open.clone();
    for item in &list.items {
        match item
            .is_null()
            .then_some(false)
            .map_or_else(|| convert::flag(item), Ok)
        {
            Ok(flag) if flag == decisive => return call.data(Datum::Bool(decisive)),
            Ok(_) => {}
            Err(Halt::Unknown(gap)) => unsure = Some(gap),
            error => drop(error?),
        }
    }
    match unsure {
        Some(gap) => Err(Halt::Unknown(gap)),
        None => call.data(Datum::Bool(!decisive)),
    }
}

fn chunks(call: &Invocation<'_, '_>) -> Evaluated {
    let items = call.closed_list(0)?;
    let size = call.whole_number(1)?;
    let size = usize::try_from(size).map_err(|_| Halt::error("the size is negative"))?;
    let chunk = |items: &[Val]| Datum::list(ListKind::List, items.to_vec()).at(call.expr.place());
    let chunks = match size {
        0 => vec![chunk(items)],
        size => items.chunks(size).map(chunk).collect(),
    };
    call.list_data(ListKind::List, chunks)
}

/// The first argument that is neither null nor `""`, converted as all of them are.
fn coalesce(call: &Invocation<'_, '_>) -> Evaluated {
    let types: Vec<_> = call.arguments.iter().map(Type::of).collect();
    let common = Type::unify(&types);
    for value in &call.arguments {
        if let Some(gap) = value.gap() {
            return Err(Halt::Unknown(Rc::clone(gap)));
        }
        let is_empty = value.is_null() || value.as_text() == Some("");
        if !is_empty {
            return match &common {
                Some(common) => convert::convert(value, common),
                None => Err(Halt::unknown("the arguments have several types")),
            };
        }
    }
    Err(Halt::error("all arguments are null or empty"))
}

fn coalesce_list(call: &Invocation<'_, '_>) -> Evaluated {
    for (at, value) in call.arguments.iter().enumerate() {
        if !value.is_null() && !call.closed_list(at)?.is_empty() {
            return Ok(value.clone());
        }
    }
    Err(Halt::error("all arguments are empty"))
}

fn compact(call: &Invocation<'_, '_>) -> Evaluated {
    let list = call.list(0)?;
    let mut open = list.open.clone();
    let mut items = Vec::new();
    for item in &list.items {
        match &item.data {
            Datum::Null => {}
            Datum::Unknown(gap) => open = Some(Rc::clone(gap)),
            _ if item.as_text() == Some("") => {}
            _ => items.push(convert::convert(item, &Type::String)?),
        }
    }
    call.data(Datum::List(Rc::new(List::open(
        ListKind::List,
        items,
        open,
    ))))
}

fn concat(call: &Invocation<'_, '_>) -> Evaluated {
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
    call.data(Datum::List(Rc::new(List::open(kind, items, open))))
}

fn contains(call: &Invocation<'_, '_>) -> Evaluated {
    let (list, wanted) = (call.list(0)?, call.raw(1)?);
    let mut unsure = list.open.clone();
    for item in &list.items {
        match same(item, wanted) {
            Ok(true) => return call.data(Datum::Bool(true)),
            Ok(false) => {}
            Err(gap) => unsure = Some(gap),
        }
    }
    match unsure {
        Some(gap) => Err(Halt::Unknown(gap)),
        None => call.data(Datum::Bool(false)),
    }
}

/// Whether two values are the same. Scalars of two types are no business of these functions: the one
/// may be converted to the other's.
fn same(one: &Val, two: &Val) -> Result<bool, Rc<Absence>> {
    let (one_type, two_type) = (Type::of(one), Type::of(two));
    match (&one_type, &two_type) {
        (Type::String, Type::Bool | Type::Number) | (Type::Bool | Type::Number, Type::String) => {
            Err(Absence::because("values of two types are compared"))
        }
        _ => one.equals(two),
    }
}

fn distinct(call: &Invocation<'_, '_>) -> Evaluated {
    let items = convert::same_type(call.closed_list(0)?.to_vec())?;
    call.spend_items(items.len().saturating_mul(items.len()) / 64)?;
    let mut found: Vec<Val> = Vec::new();
    for item in items {
        let mut is_new = true;
        for known in &found {
            if known.equals(&item).map_err(Halt::Unknown)? {
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

fn element(call: &Invocation<'_, '_>) -> Evaluated {
    let items = call.closed_list(0)?;
    let at = call.whole_number(1)?;
    let length = items.len() as i128;
    if length == 0 {
        return Err(Halt::error("the list is empty"));
    }
    let at = usize::try_from(at.rem_euclid(length)).unwrap_or(0);
    items
        .get(at)
        .cloned()
        .ok_or_else(|| Halt::error("the list is empty"))
}

fn flatten(call: &Invocation<'_, '_>) -> Evaluated {
    fn add(list: &List, items: &mut Vec<Val>, open: &mut Option<Rc<Absence>>) {
        if list.open.is_some() {
            open.clone_from(&list.open);
        }
        for item in &list.items {
            match &item.data {
                Datum::List(inner) => add(inner, items, open),
                // It may be a list of its own.
                Datum::Unknown(gap) => *open = Some(Rc::clone(gap)),
                _ => items.push(item.clone()),
            }
        }
    }
    let (mut items, mut open) = (Vec::new(), None);
    add(call.list(0)?, &mut items, &mut open);
    call.spend_items(items.len())?;
    let kind = ListKind::Tuple;
    call.data(Datum::List(Rc::new(List::open(kind, items, open))))
}

fn index(call: &Invocation<'_, '_>) -> Evaluated {
    let (items, wanted) = (call.closed_list(0)?, call.raw(1)?);
    for (at, item) in items.iter().enumerate() {
        if same(item, wanted).map_err(Halt::Unknown)? {
            return call.data(Datum::number(at as i128));
        }
    }
    Err(Halt::error("the list has no such item"))
}

fn length(call: &Invocation<'_, '_>) -> Evaluated {
    let value = call.argument(0)?;
    let (length, open) = match &value.data {
        Datum::List(list) => {
            let is_set = list.kind == ListKind::Set;
            let unsure = list.items.iter().find_map(Val::any_gap).filter(|_| is_set);
            (list.items.len(), list.open.clone().or(unsure))
        }
        Datum::Object(object) => (object.entries.len(), object.open.clone()),
        Datum::Text(_) => {
            let text = convert::text(value)?;
            if !text.is_ascii() {
                return Err(Halt::unknown(
                    "packlint cannot compute the length of this text",
                ));
            }
            (text.len() - text.matches("\r\n").count(), None)
        }
        _ => return Err(Halt::error("it has no length")),
    };
    match open {
        Some(gap) => Err(Halt::Unknown(gap)),
        None => call.data(Datum::number(length as i128)),
    }
}

fn match_keys(call: &Invocation<'_, '_>) -> Evaluated {
    let (values, keys) = (call.closed_list(0)?, call.closed_list(1)?);
    let wanted = call.closed_list(2)?;
    if values.len() != keys.len() {
        return Err(Halt::error("the lists differ in length"));
    }
    call.spend_items(keys.len().saturating_mul(wanted.len()))?;
    let mut found = Vec::new();
    for (value, key) in values.iter().zip(keys) {
        for one in wanted {
            if same(key, one).map_err(Halt::Unknown)? {
                found.push(value.clone());
                break;
            }
        }
    }
    call.list_data(ListKind::List, found)
}

fn one(call: &Invocation<'_, '_>) -> Evaluated {
    let list = call.list(0)?;
    match (list.items.as_slice(), &list.open) {
        // There is at most one.
        ([only], _) => Ok(only.clone()),
        ([], Some(gap)) => Err(Halt::Unknown(Rc::clone(gap))),
        ([], None) => call.data(Datum::Null),
        _ => Err(Halt::error("the list has more than one item")),
    }
}

fn range(call: &Invocation<'_, '_>) -> Evaluated {
    let number = |at| {
        call.whole_number(at).map_err(|stop| match stop {
            Halt::Error(_) => Halt::unknown("packlint cannot evaluate this range"),
            unknown => unknown,
        })
    };
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
        return Err(Halt::error("the step points away from the end"));
    }
    let mut items = Vec::new();
    let mut at = start;
    while (step > 0 && at < end) || (step < 0 && at > end) {
        // Terraform has at most so many.
        if items.len() >= 1024 {
            return Err(Halt::error("the range has more than 1,024 items"));
        }
        items.push(Datum::number(at).at(call.expr.place()));
        at = at.saturating_add(step);
    }
    call.list_data(ListKind::List, items)
}

fn reverse(call: &Invocation<'_, '_>) -> Evaluated {
    let mut items = call.closed_list(0)?.to_vec();
    items.reverse();
    let kind = match call.list(0)?.kind {
        ListKind::Tuple => ListKind::Tuple,
        _ => ListKind::List,
    };
    call.list_data(kind, items)
}

fn slice(call: &Invocation<'_, '_>) -> Evaluated {
    let items = call.closed_list(0)?;
    let bound = |at| {
        usize::try_from(call.whole_number(at)?)
            .map_err(|_| Halt::error("an index is negative or too large"))
    };
    let (start, end) = (bound(1)?, bound(2)?);
    let part = items.get(start..end);
    let part = part.ok_or_else(|| Halt::error("the list is shorter"))?;
    call.list_data(call.list(0)?.kind, part.to_vec())
}

fn sort(call: &Invocation<'_, '_>) -> Evaluated {
    let mut items = Vec::new();
    for item in call.closed_list(0)? {
        let text = convert::text(item)?;
        items.push((text, convert::convert(item, &Type::String)?));
    }
    items.sort_by(|one, two| one.0.cmp(&two.0));
    let items = items.into_iter().map(|(_, item)| item);
    call.list_data(ListKind::List, items.collect())
}
