//! Functions on numbers.

use std::cmp::Ordering;

use super::{Call, Function, MANY};
use crate::input::palette::hcl::convert;
use crate::input::palette::hcl::eval::{Evaluated, Stop};
use crate::input::palette::hcl::number::Number;
use crate::input::palette::hcl::value::{Data, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    ("abs", 1, 1, |call| of(call, Number::abs)),
    ("ceil", 1, 1, |call| rounded(call, true)),
    ("floor", 1, 1, |call| rounded(call, false)),
    ("log", 2, 2, log),
    ("max", 1, MANY, |call| extreme(call, Ordering::Greater)),
    ("min", 1, MANY, |call| extreme(call, Ordering::Less)),
    ("parseint", 2, 2, parse_int),
    ("pow", 2, 2, power),
    ("signum", 1, 1, |call| of(call, Number::sign)),
    ("sum", 1, 1, sum),
];

fn of(call: &Call<'_, '_>, change: fn(Number) -> Number) -> Evaluated {
    call.data(Data::Number(change(call.number(0)?)))
}

fn certain(call: &Call<'_, '_>, number: Option<Number>) -> Evaluated {
    let number = number.ok_or_else(|| Stop::unknown("Terraform rounds this number"))?;
    call.data(Data::Number(number))
}

fn rounded(call: &Call<'_, '_>, up: bool) -> Evaluated {
    certain(call, call.number(0)?.rounded(up))
}

/// A logarithm that is not whole is a rounded number.
fn log(call: &Call<'_, '_>) -> Evaluated {
    let (number, base) = (call.number(0)?, call.number(1)?);
    let (Some(number), Some(base)) = (number.as_whole(), base.as_whole()) else {
        return certain(call, None);
    };
    let is_two = base == 2 && number > 0 && number & (number - 1) == 0;
    certain(call, is_two.then(|| Number::whole(number.trailing_zeros())))
}

fn power(call: &Call<'_, '_>) -> Evaluated {
    let power = call.number(0)?.power(call.number(1)?);
    certain(call, power)
}

fn extreme(call: &Call<'_, '_>, wanted: Ordering) -> Evaluated {
    let all = (0..call.arguments.len()).map(|at| Ok((call.number(at)?, call.argument(at)?)));
    let all = all.collect::<Result<Vec<(Number, &Val)>, Stop>>()?;
    let mut all = all.into_iter();
    let Some(mut best) = all.next() else {
        return Err(Stop::error("there are no numbers"));
    };
    for one in all {
        let Some(order) = one.0.compare(best.0) else {
            return certain(call, None);
        };
        if order == wanted {
            best = one;
        }
    }
    Ok(Data::Number(best.0).at(best.1.place))
}

fn sum(call: &Call<'_, '_>) -> Evaluated {
    let items = call.closed_list(0)?;
    let mut numbers = items.iter().map(convert::number);
    let first = numbers.next();
    let first = first.ok_or_else(|| Stop::error("there is nothing to add"))??;
    let mut total = Some(first);
    for number in numbers {
        let number = number?;
        total = total.and_then(|total| total.add(number));
    }
    certain(call, total)
}

fn parse_int(call: &Call<'_, '_>) -> Evaluated {
    let (text, base) = (call.text(0)?, call.whole_number(1)?);
    let base = u32::try_from(base).ok().filter(|base| (2..=62).contains(base));
    match base {
        None => Err(Stop::error("the base is not between 2 and 62")),
        Some(base) if base > 36 || text.len() > 20 => {
            Err(Stop::unknown("this number is known to Terraform only"))
        }
        Some(base) => match i128::from_str_radix(&text, base) {
            Ok(number) => call.data(Data::number(number)),
            Err(_) => Err(Stop::error("the text is not a number")),
        },
    }
}
