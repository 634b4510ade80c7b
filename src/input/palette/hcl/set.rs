//! Sets: each value once.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::rc::Rc;

use super::value::{Absence, Datum, List, ListKind, Val};

/// A text that two values have in common if they are the same; nothing where that is not known.
fn identity(value: &Val) -> Option<String> {
    let mut text = String::new();
    identify(value, &mut text).then_some(text)
}

/// Each part begins with its kind, and a text with its length: nothing else reads the same.
fn identify(value: &Val, into: &mut String) -> bool {
    let mut say = |what: std::fmt::Arguments<'_>| into.write_fmt(what).is_ok();
    match &value.data {
        Datum::Unknown(_) => false,
        Datum::Null => say(format_args!("null ")),
        Datum::Bool(flag) => say(format_args!("bool {flag} ")),
        Datum::Number(number) => {
            let fraction = number.fraction();
            fraction.is_some_and(|(above, below)| say(format_args!("{above}/{below} ")))
        }
        Datum::Text(_) => value
            .as_text()
            .is_some_and(|text| say(format_args!("text {} {text}", text.len()))),
        Datum::List(list) => {
            let count = list.items.len();
            list.open.is_none()
                && say(format_args!("{:?} {count} ", list.kind))
                && list.items.iter().all(|item| identify(item, into))
        }
        Datum::Object(object) => {
            let (is_map, count) = (object.is_map, object.entries.len());
            object.open.is_none()
                && say(format_args!("object {is_map} {count} "))
                && object.entries.iter().all(|(name, entry)| {
                    write!(into, "{} {name}", name.len()).is_ok() && identify(&entry.value, into)
                })
        }
    }
}

/// A set: each value once, in Terraform's order where that is certain.
pub(super) fn set(items: Vec<Val>, open: Option<Rc<Absence>>) -> Datum {
    let mut distinct: Vec<Val> = Vec::new();
    let mut open = open;
    let key = |value: &Val| match &value.data {
        Datum::Text(_) => value.as_text().map(str::to_owned),
        _ => None,
    };
    if items.iter().all(|item| key(item).is_some()) {
        let mut sorted = items;
        sorted.sort_by_cached_key(key);
        sorted.dedup_by(|one, two| one.as_text() == two.as_text());
        distinct = sorted;
    } else {
        let mut known = HashSet::new();
        for item in items {
            match identity(&item) {
                // It may be the same as another one.
                None => {
                    open = open.or_else(|| item.any_gap());
                    distinct.push(item);
                }
                Some(identity) => {
                    if known.insert(identity) {
                        distinct.push(item);
                    }
                }
            }
        }
        sort_numbers(&mut distinct);
    }
    Datum::List(Rc::new(List::open(ListKind::Set, distinct, open)))
}

/// Sorts numbers, as sets of them are. The order of other things is Terraform's own matter.
fn sort_numbers(items: &mut [Val]) {
    let number = |value: &Val| match value.data {
        Datum::Number(number) => Some(number),
        _ => None,
    };
    if items.iter().all(|item| number(item).is_some()) {
        items.sort_by(|one, two| {
            let order = number(one).and_then(|one| one.compare(number(two)?));
            order.unwrap_or(std::cmp::Ordering::Equal)
        });
    }
}
