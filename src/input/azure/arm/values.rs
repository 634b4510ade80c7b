//! Values of ARM's expressions.

use std::sync::Arc;

use super::scope::TemplateScope;
use crate::input::read::{Data, Value};
use crate::model::Unknown;
use crate::source::{Place, Span};
use crate::syntax::{Hole, Spelled};

/// A value that is not known, with the reason.
pub(super) fn not_known(reason: String, place: Place) -> Value {
    Value::unknown(Unknown::Terraform(reason), place)
}

pub(super) fn null(place: Place) -> Value {
    Value {
        place,
        data: Data::Null,
    }
}

pub(super) fn list(items: Vec<Value>, place: Place) -> Value {
    Value {
        place,
        data: Data::List(items),
    }
}

pub(super) fn flag(flag: bool, place: Place) -> Value {
    Value {
        place,
        data: Data::Bool(flag),
    }
}

pub(super) fn whole(number: i64, place: Place) -> Value {
    Value {
        place,
        data: Data::Number(number.to_string()),
    }
}

/// The text of a text, with words in place of what is not known of it.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match &value.data {
        Data::Text(spelled) => Some(spelled.content.clone()),
        Data::Number(number) => Some(number.clone()),
        Data::Bool(flag) => Some(if *flag { "True" } else { "False" }.to_owned()),
        _ => None,
    }
}

pub(super) fn whole_of(value: &Value) -> Option<i64> {
    match &value.data {
        Data::Number(number) => number.parse().ok(),
        Data::Text(_) => value.as_text()?.parse().ok(),
        _ => None,
    }
}

pub(super) fn flag_of(value: &Value) -> Option<bool> {
    match &value.data {
        Data::Bool(flag) => Some(*flag),
        Data::Text(_) => value.as_text()?.to_lowercase().parse().ok(),
        _ => None,
    }
}

/// Why a value is not known, or not all of it.
pub(super) fn why_not(value: &Value) -> Option<Unknown> {
    match &value.data {
        Data::Unknown(unknown) => Some(unknown.clone()),
        Data::Text(spelled) => {
            let reason = spelled.hole()?;
            Some(Unknown::Terraform(reason.to_owned()))
        }
        _ => None,
    }
}

/// Whether two values are equal, as far as both are known.
pub(super) fn are_equal(one: &Value, other: &Value) -> Option<bool> {
    if why_not(one).or_else(|| why_not(other)).is_some() {
        return None;
    }
    Some(match (&one.data, &other.data) {
        (Data::Null, Data::Null) => true,
        (Data::Bool(one), Data::Bool(other)) => one == other,
        (Data::Number(one), Data::Number(other)) => one == other,
        (Data::Text(one), Data::Text(other)) => one.content == other.content,
        (Data::List(one), Data::List(other)) => {
            let pairs = one
                .iter()
                .zip(other)
                .map(|(one, other)| are_equal(one, other));
            one.len() == other.len() && pairs.collect::<Option<Vec<_>>>()?.iter().all(|is| *is)
        }
        (Data::Object(_), Data::Object(_)) => return None,
        _ => false,
    })
}

/// Texts of which parts are not known: a word for each is in its place, so that two of the same
/// expressions are the same text.
pub(super) struct Symbol;

impl Symbol {
    /// A text that is not known, under what it is written as.
    pub(super) fn text(
        scope: &TemplateScope<'_>,
        name: String,
        reason: &str,
        place: Place,
    ) -> Value {
        Symbol::join(scope, &[Err((name, reason.to_owned()))], place)
    }

    /// A text of known parts, and of others under their names with the reasons.
    pub(super) fn join(
        scope: &TemplateScope<'_>,
        parts: &[Result<String, (String, String)>],
        place: Place,
    ) -> Value {
        let (mut content, mut holes) = (String::new(), Vec::new());
        for part in parts {
            match part {
                Ok(text) => content.push_str(text),
                Err((name, reason)) => {
                    let start = content.len();
                    content.push_str(&format!("{{{name}}}"));
                    holes.push(Hole {
                        at: Span::new(start, content.len()),
                        reason: Arc::from(reason.as_str()),
                    });
                }
            }
        }
        with_holes(scope.text(content, place), holes)
    }

    /// Texts one after the other.
    pub(super) fn concat(scope: &TemplateScope<'_>, values: &[&Value], place: Place) -> Value {
        let (mut content, mut holes) = (String::new(), Vec::new());
        for value in values {
            if let Data::Text(spelled) = &value.data {
                let start = content.len();
                holes.extend(spelled.holes.iter().map(|hole| Hole {
                    at: Span::new(start + hole.at.start as usize, start + hole.at.end as usize),
                    reason: Arc::clone(&hole.reason),
                }));
            }
            match text_of(value) {
                Some(text) => content.push_str(&text),
                None => {
                    let unknown = why_not(value);
                    return Value::unknown(unknown.unwrap_or(Unknown::Invalid), place);
                }
            }
        }
        with_holes(scope.text(content, place), holes)
    }
}

fn with_holes(value: Value, holes: Vec<Hole>) -> Value {
    match value.data {
        Data::Text(spelled) => Value {
            data: Data::Text(Box::new(Spelled::with_holes(*spelled, holes))),
            ..value
        },
        _ => value,
    }
}
