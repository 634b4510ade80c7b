//! Functions on sets.

use super::{Function, Invocation, MANY};
use crate::input::palette::hcl::convert;
use crate::input::palette::hcl::eval::{Evaluated, Halt};
use crate::input::palette::hcl::set::set;
use crate::input::palette::hcl::value::{Datum, ListKind, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    ("setintersection", 1, MANY, |call| combine(call, true)),
    ("setproduct", 1, MANY, product),
    ("setsubtract", 2, 2, |call| combine(call, false)),
    ("setunion", 1, MANY, union),
];

fn items(call: &Invocation<'_, '_>, at: usize) -> Evaluated<Vec<Val>> {
    call.whole(at)?;
    convert::same_type(call.closed_list(at)?.to_vec())
}

fn has(items: &[Val], wanted: &Val) -> Evaluated<bool> {
    for item in items {
        if item.equals(wanted).map_err(Halt::Unknown)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The items of the first set that all others have, or that the second does not have.
fn combine(call: &Invocation<'_, '_>, has_them: bool) -> Evaluated {
    let mut kept = items(call, 0)?;
    for at in 1..call.arguments.len() {
        let other = items(call, at)?;
        call.spend_items(kept.len().saturating_mul(other.len()) / 64)?;
        let mut next = Vec::new();
        for item in kept {
            if has(&other, &item)? == has_them {
                next.push(item);
            }
        }
        kept = next;
    }
    call.data(set(kept, None))
}

fn union(call: &Invocation<'_, '_>) -> Evaluated {
    let mut all = Vec::new();
    for at in 0..call.arguments.len() {
        all.extend(items(call, at)?);
    }
    call.spend_items(all.len())?;
    let all = convert::same_type(all)?;
    call.data(set(all, None))
}

fn product(call: &Invocation<'_, '_>) -> Evaluated {
    let mut rows: Vec<Vec<Val>> = vec![Vec::new()];
    let mut kind = ListKind::List;
    for at in 0..call.arguments.len() {
        let items = call.closed_list(at)?;
        if call.list(at)?.kind == ListKind::Set {
            kind = ListKind::Set;
        }
        call.spend_items(
            rows.len()
                .saturating_mul(items.len())
                .saturating_mul(at + 1),
        )?;
        let longer = rows.iter().flat_map(|row| {
            items
                .iter()
                .map(|item| [row.as_slice(), std::slice::from_ref(item)].concat())
        });
        rows = longer.collect();
    }
    let place = call.expr.place();
    let rows = rows.into_iter();
    let rows = rows.map(|row| Datum::list(ListKind::Tuple, row).at(place));
    call.list_data(kind, rows.collect())
}
