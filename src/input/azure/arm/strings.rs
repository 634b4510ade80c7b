//! ARM's functions on texts, lists and address ranges.

use std::net::Ipv4Addr;

use ipnetwork::Ipv4Network;

use super::functions::{Call, Called};
use super::values::{Symbol, are_equal, flag, list, text_of, whole};
use crate::input::read::{Attribute, Data, Value};
use crate::model::Unknown;

/// Functions whose results are texts that only Azure knows, the same for the same arguments.
const SYMBOLS: [&str; 6] = [
    "uniquestring",
    "guid",
    "newguid",
    "utcnow",
    "deployment",
    "tenant",
];

pub(super) fn call(call: &Call<'_, '_>) -> Called {
    let place = call.place;
    match call.name {
        "concat" => concat(call),
        "format" => format(call),
        "string" if matches!(call.at(0).data, Data::Text(_)) => Ok(call.at(0)),
        "string" => call.make(call.text(0)?),
        "tolower" => changed(call, |text| text.to_lowercase()),
        "toupper" => changed(call, |text| text.to_uppercase()),
        "trim" => call.make(call.text(0)?.trim().to_owned()),
        "replace" => call.make(call.text(0)?.replace(&call.text(1)?, &call.text(2)?)),
        "startswith" | "endswith" => {
            let (text, part) = (call.text(0)?.to_lowercase(), call.text(1)?.to_lowercase());
            let is = match call.name {
                "startswith" => text.starts_with(&part),
                _ => text.ends_with(&part),
            };
            Ok(flag(is, place))
        }
        "substring" | "skip" | "take" | "first" | "last" => part(call),
        "length" => Ok(whole(length(call)?, place)),
        "empty" => match call.known(0)?.data {
            Data::Null => Ok(flag(true, place)),
            _ => Ok(flag(length(call)? == 0, place)),
        },
        "contains" => contains(call),
        "join" => {
            let items = call.items(0)?;
            let texts: Option<Vec<_>> = items.iter().map(text_of).collect();
            call.make(texts.ok_or_else(|| call.wrong())?.join(&call.text(1)?))
        }
        "split" => {
            let (text, by) = (call.text(0)?, call.text(1)?);
            let parts = text
                .split(by.as_str())
                .map(|part| call.make(part.to_owned()));
            Ok(list(parts.collect::<Result<_, _>>()?, place))
        }
        "cidrsubnet" => cidr_subnet(call),
        "cidrhost" => cidr_host(call),
        "parsecidr" => parse_cidr(call),
        name if SYMBOLS.contains(&name) => call.symbol(),
        _ => Err(call.wrong()),
    }
}

fn concat(call: &Call<'_, '_>) -> Called {
    let values = call.all();
    if values
        .iter()
        .any(|value| matches!(value.data, Data::List(_)))
    {
        let items = (0..values.len()).map(|index| call.items(index));
        let items: Vec<Vec<_>> = items.collect::<Result<_, _>>()?;
        return Ok(list(items.into_iter().flatten().collect(), call.place));
    }
    Ok(Symbol::concat(
        call.scope,
        &values.iter().collect::<Vec<_>>(),
        call.place,
    ))
}

/// `{0}` stands for the first argument, `{{` for a brace.
fn format(call: &Call<'_, '_>) -> Called {
    let pattern = call.text(0)?;
    let mut parts: Vec<Value> = Vec::new();
    let mut rest = pattern.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        parts.push(call.make(before.to_owned())?);
        if from.starts_with("{{") || from.starts_with("}}") {
            parts.push(call.make(from[..1].to_owned())?);
            rest = &from[2..];
            continue;
        }
        let inside = from.strip_prefix('{').and_then(|from| from.split_once('}'));
        let (inside, after) = inside.ok_or_else(|| call.wrong())?;
        let (index, how) = inside.split_once(':').unwrap_or((inside, ""));
        let index: usize = index.trim().parse().map_err(|_| call.wrong())?;
        let value = call.at(index.saturating_add(1));
        let digits = how
            .strip_prefix(['D', 'd'])
            .map(|digits| digits.parse().unwrap_or(1));
        parts.push(match (digits, how) {
            (_, "") => value,
            (Some(digits), _) if digits <= 32_usize => {
                let number = call.whole(index.saturating_add(1))?;
                call.make(format!("{number:0digits$}"))?
            }
            _ => return Err(call.wrong()),
        });
        rest = after;
    }
    parts.push(call.make(rest.to_owned())?);
    Ok(Symbol::concat(
        call.scope,
        &parts.iter().collect::<Vec<_>>(),
        call.place,
    ))
}

/// A text with each letter changed; what is not known of it stays a word.
fn changed(call: &Call<'_, '_>, change: impl Fn(&str) -> String) -> Called {
    let value = call.at(0);
    match &value.data {
        Data::Text(spelled) => {
            let content = change(&spelled.content);
            let is_same_length = content.len() == spelled.content.len();
            let spelled = match is_same_length || spelled.holes.is_empty() {
                true => spelled.with_content(content),
                false => return Err(call.wrong()),
            };
            Ok(Value {
                place: value.place,
                data: Data::Text(Box::new(spelled)),
            })
        }
        _ => call.make(change(&call.text(0)?)),
    }
}

fn length(call: &Call<'_, '_>) -> Result<i64, Unknown> {
    let length = match call.known(0)?.data {
        Data::Text(spelled) => spelled.content.chars().count(),
        Data::List(items) => items.len(),
        Data::Object(attributes) => attributes.len(),
        _ => return Err(call.wrong()),
    };
    i64::try_from(length).map_err(|_| call.wrong())
}

fn contains(call: &Call<'_, '_>) -> Called {
    let wanted = call.known(1)?;
    let is = match call.known(0)?.data {
        Data::Text(spelled) => spelled.content.contains(&call.text(1)?),
        Data::List(items) => {
            let mut equal = items.iter().map(|item| are_equal(item, &wanted));
            equal.any(|is| is == Some(true))
        }
        Data::Object(attributes) => {
            let name = call.text(1)?;
            attributes
                .iter()
                .any(|one| one.name.eq_ignore_ascii_case(&name))
        }
        _ => return Err(call.wrong()),
    };
    Ok(flag(is, call.place))
}

/// A part of a text or a list.
fn part(call: &Call<'_, '_>) -> Called {
    let size = |index| {
        call.whole(index)
            .map(|size| usize::try_from(size).unwrap_or(0))
    };
    let (skip, take) = match call.name {
        "first" => (0, 1),
        "last" => (
            usize::try_from(length(call)?.saturating_sub(1)).unwrap_or(0),
            1,
        ),
        "skip" => (size(1)?, usize::MAX),
        "take" => (0, size(1)?),
        _ => (size(1)?, if call.has(2) { size(2)? } else { usize::MAX }),
    };
    match call.known(0)?.data {
        Data::Text(spelled) => call.make(spelled.content.chars().skip(skip).take(take).collect()),
        Data::List(items) => {
            let mut items = items.into_iter().skip(skip).take(take);
            match call.name {
                "first" | "last" => items.next().ok_or_else(|| call.wrong()),
                _ => Ok(list(items.collect(), call.place)),
            }
        }
        _ => Err(call.wrong()),
    }
}

fn range(call: &Call<'_, '_>) -> Result<Ipv4Network, Unknown> {
    let text = call.text(0)?;
    text.parse().map_err(|_| call.wrong())
}

/// The subnet of a prefix length at an index.
fn cidr_subnet(call: &Call<'_, '_>) -> Called {
    let (range, index) = (range(call)?, call.whole(2)?);
    let prefix = u8::try_from(call.whole(1)?)
        .ok()
        .filter(|prefix| *prefix <= 32);
    let prefix = prefix
        .filter(|prefix| *prefix >= range.prefix())
        .ok_or_else(|| call.wrong())?;
    let index = u64::try_from(index).map_err(|_| call.wrong())?;
    if index >= 1_u64 << (prefix - range.prefix()) {
        return Err(call.wrong());
    }
    let start = u64::from(u32::from(range.network())) + (index << (32 - prefix));
    let start = u32::try_from(start).map_err(|_| call.wrong())?;
    call.make(format!("{}/{prefix}", Ipv4Addr::from(start)))
}

/// The usable address at an index: the first one follows that of the network.
fn cidr_host(call: &Call<'_, '_>) -> Called {
    let (range, index) = (range(call)?, call.whole(1)?);
    let index = u32::try_from(index)
        .ok()
        .and_then(|index| index.checked_add(1));
    let address = index
        .and_then(|index| range.nth(index))
        .ok_or_else(|| call.wrong())?;
    call.make(address.to_string())
}

fn parse_cidr(call: &Call<'_, '_>) -> Called {
    let range = range(call)?;
    let field = |name: &str, value: Value| Attribute {
        name: name.to_owned(),
        key: call.place,
        value,
    };
    let text = |address: Option<Ipv4Addr>| {
        let address = address.ok_or_else(|| call.wrong())?;
        call.make(address.to_string())
    };
    let size = range.size();
    Ok(Value {
        place: call.place,
        data: Data::Object(vec![
            field("network", text(Some(range.network()))?),
            field("netmask", text(Some(range.mask()))?),
            field("broadcast", text(Some(range.broadcast()))?),
            field("firstUsable", text(range.nth(1))?),
            field("lastUsable", text(range.nth(size.saturating_sub(2)))?),
            field("cidr", whole(i64::from(range.prefix()), call.place)),
        ]),
    })
}
