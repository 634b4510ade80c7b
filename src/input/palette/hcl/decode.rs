//! JSON and YAML as values, each with the place that it has in its file.

use std::rc::Rc;

use super::convert;
use super::eval::{Evaluated, Halt};
use super::number::ExactNumber;
use super::value::{Absence, Datum, ListKind, Record, Val};
use crate::source::Place;
use crate::syntax::{Kind, Node, Spelled, Typed, check_strict_json};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Json,
    Yaml,
}

/// The value of a text; `place` is the place of a result that is written nowhere. Each value of it is
/// spent: aliases and merges multiply them.
pub(super) fn decode(
    text: &Spelled,
    format: Notation,
    place: Place,
    spend: &dyn Fn() -> Evaluated<()>,
) -> Evaluated {
    if format == Notation::Json && check_strict_json(&text.content).is_err() {
        return Err(match text.hole() {
            Some(reason) => Halt::unknown(reason),
            None => Halt::error("the text is not JSON"),
        });
    }
    let parsed = text.parse_yaml();
    if !parsed.tree.is_whole() || parsed.tree.documents().count() > 1 {
        return Err(match text.hole() {
            Some(reason) => Halt::unknown(reason),
            None => Halt::error("the text is not YAML"),
        });
    }
    match parsed.tree.root() {
        Some(root) => value(root, format, spend),
        None if format == Notation::Yaml => Ok(Datum::Null.at(place)),
        None => Err(Halt::error("the text is empty")),
    }
}

fn value(node: Node<'_>, format: Notation, spend: &dyn Fn() -> Evaluated<()>) -> Evaluated {
    let place = node.place();
    spend()?;
    if let Some(reason) = node.hole() {
        return Ok(Val::unknown(Absence::because(reason), place));
    }
    if node.tag().is_some() {
        return Err(Halt::unknown("packlint does not read YAML tags"));
    }
    let data = match node.kind() {
        Kind::Sequence => {
            let items = node.items().map(|item| value(item, format, spend));
            Datum::list(ListKind::Tuple, items.collect::<Result<_, _>>()?)
        }
        Kind::Mapping => {
            let mut object = Record::default();
            for (key, entry) in node.merged_entries() {
                let Some(name) = key.text() else {
                    return Err(Halt::unknown("a YAML key is not text"));
                };
                if object.get(name).is_none() {
                    object.insert(name, key.place(), value(entry, format, spend)?);
                }
            }
            Datum::Object(Rc::new(object))
        }
        Kind::Scalar(Typed::Null) => Datum::Null,
        Kind::Scalar(Typed::Bool(flag)) => Datum::Bool(flag),
        Kind::Scalar(Typed::Int(_) | Typed::Float(_)) => {
            let text = node.text().unwrap_or_default();
            let digits = text.trim_start_matches('-');
            let is_octal = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
            match ExactNumber::parse(text).filter(|_| !is_octal) {
                Some(number) => Datum::Number(number),
                None => return Err(Halt::unknown("packlint does not read this number")),
            }
        }
        Kind::Scalar(Typed::Str(text)) => {
            let is_yaml = format == Notation::Yaml
                && node
                    .style()
                    .is_some_and(|style| style == crate::syntax::Style::Plain);
            let is_date = |text: &str| {
                let mut bytes = text.bytes();
                text.len() >= 8
                    && bytes.by_ref().take(4).all(|byte| byte.is_ascii_digit())
                    && bytes.next() == Some(b'-')
            };
            let word = text.to_ascii_lowercase();
            if is_yaml && ["yes", "no", "on", "off", "y", "n"].contains(&word.as_str()) {
                return Err(Halt::unknown(format!(
                    "packlint does not read '{text}' in YAML"
                )));
            }
            if is_yaml && is_date(text) {
                return Err(Halt::unknown("packlint does not read YAML dates"));
            }
            match Spelled::of(node.source(), node) {
                Some(spelled) => Datum::Text(Rc::new(spelled)),
                None => return Ok(convert::plain(text, place)),
            }
        }
    };
    Ok(data.at(place))
}
