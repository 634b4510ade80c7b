//! Functions on numbers.

use std::cmp::Ordering;

use super::{Function, Invocation, MANY};
use crate::input::palette::hcl::convert;
use crate::input::palette::hcl::eval::{Evaluated, Halt};
use crate::input::palette::hcl::number::ExactNumber;
use crate::input::palette::hcl::value::{Datum, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    ("abs", 1, 1, |call| of(call, ExactNumber::abs)),
    ("ceil", 1, 1, |call| rounded(call, true)),
    ("floor", 1, 1, |call| rounded(call, false)),
    ("log", 2, 2, log),
    ("max", 1, MANY, |call| extreme(call, Ordering::Greater)),
    ("min", 1, MANY, |call| extreme(call, Ordering::Less)),
    ("parseint", 2, 2, parse_int),
    ("pow", 2, 2, power),
    ("signum", 1, 1, |call| of(call, ExactNumber::sign)),
    ("sum", 1, 1, sum),
];

fn of(call: &Invocation<'_, '_>, change: fn(ExactNumber) -> ExactNumber) -> Evaluated {
    call.data(Datum::Number(change(call.number(0)?)))
}

fn certain(call: &Invocation<'_, '_>, number: Option<ExactNumber>) -> Evaluated {
    let number = number.ok_or_else(|| Halt::unknown("Terraform rounds this number"))?;
    call.data(Datum::Number(number))
}

fn rounded(call: &Invocation<'_, '_>, up: bool) -> Evaluated {
    certain(call, call.number(0)?.rounded(up))
}

/// A logarithm that is not whole is a rounded number.
fn log(call: &Invocation<'_, '_>) -> Evaluated {
    let (number, base) = (call.number(0)?, call.number(1)?);
    let (Some(number), Some(base)) = (number.as_whole(), base.as_whole()) else {
        return certain(call, None);
    };
    let is_two = base == 2 && number > 0 && number & (number - 1) == 0;
    certain(
        call,
        is_two.then(|| ExactNumber::whole(number.trailing_zeros())),
    )
}

fn power(call: &Invocation<'_, '_>) -> Evaluated {
    let power = call.number(0)?.power(call.number(1)?);
    certain(call, power)
}

fn extreme(call: &Invocation<'_, '_>, wanted: Ordering) -> Evaluated {
    let all = (0..call.arguments.len()).map(|at| Ok((call.number(at)?, call.argument(at)?)));
    let all = all.collect::<Result<Vec<(ExactNumber, &Val)>, Halt>>()?;
    let mut all = all.into_iter();
    let Some(mut best) = all.next() else {
        return Err(Halt::error("there are no numbers"));
    };
    for one in all {
        let Some(order) = one.0.compare(best.0) else {
            return certain(call, None);
        };
        if order == wanted {
            best = one;
        }
    }
    Ok(Datum::Number(best.0).at(best.1.place))
}

fn sum(call: &Invocation<'_, '_>) -> Evaluated {
    let items = call.closed_list(0)?;
    let mut numbers = items.iter().map(convert::number);
    let first = numbers.next();
    let first = first.ok_or_else(|| Halt::error("there is nothing to add"))??;
    let mut total = Some(first);
    for number in numbers {
        let number = number?;
        total = total.and_then(|total| total.add(number));
    }
    certain(call, total)
}

fn parse_int(call: &Invocation<'_, '_>) -> Evaluated {
    let (text, base) = (call.text(0)?, call.whole_number(1)?);
    let base = u32::try_from(base)
        .ok()
        .filter(|base| (2..=62).contains(base));
    match base {
        None => Err(Halt::error("the base is not between 2 and 62")),
        Some(base) if base > 36 || text.len() > 20 => {
            Err(Halt::unknown("packlint cannot read this number"))
        }
        Some(base) => match i128::from_str_radix(&text, base) {
            Ok(number) => call.data(Datum::number(number)),
            Err(_) => Err(Halt::error("the text is not a number")),
        },
    }
}
