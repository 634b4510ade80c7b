//! JSON and YAML as values, each with the place that it has in its file.

use std::rc::Rc;

use super::convert;
use super::eval::{Evaluated, Stop};
use super::number::Number;
use super::value::{Data, Gap, ListKind, Object, Val};
use crate::source::Place;
use crate::syntax::{Kind, Node, Spelled, Typed, check_strict_json};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Yaml,
}

/// The value of a text; `place` is where a result that is written nowhere is pointed at.
pub(super) fn decode(text: &Spelled, format: Format, place: Place) -> Evaluated {
    if format == Format::Json && check_strict_json(&text.content).is_err() {
        return Err(match text.hole() {
            Some(reason) => Stop::unknown(reason),
            None => Stop::error("the text is not JSON"),
        });
    }
    let parsed = text.parse_yaml();
    if !parsed.tree.is_whole() || parsed.tree.documents().count() > 1 {
        return Err(match text.hole() {
            Some(reason) => Stop::unknown(reason),
            None => Stop::error("the text is not YAML"),
        });
    }
    match parsed.tree.root() {
        Some(root) => value(root, format),
        None if format == Format::Yaml => Ok(Data::Null.at(place)),
        None => Err(Stop::error("the text is empty")),
    }
}

fn value(node: Node<'_>, format: Format) -> Evaluated {
    let place = node.place();
    if let Some(reason) = node.hole() {
        return Ok(Val::unknown(Gap::because(reason), place));
    }
    if node.tag().is_some() {
        return Err(Stop::unknown("tags in YAML are read by Terraform only"));
    }
    let data = match node.kind() {
        Kind::Sequence => {
            let items = node.items().map(|item| value(item, format));
            Data::list(ListKind::Tuple, items.collect::<Result<_, _>>()?)
        }
        Kind::Mapping => {
            let mut object = Object::default();
            for (key, entry) in node.merged_entries() {
                let Some(name) = key.text() else {
                    return Err(Stop::unknown("a key in YAML is no text"));
                };
                if object.get(name).is_none() {
                    object.insert(name, key.place(), value(entry, format)?);
                }
            }
            Data::Object(Rc::new(object))
        }
        Kind::Scalar(Typed::Null) => Data::Null,
        Kind::Scalar(Typed::Bool(flag)) => Data::Bool(flag),
        Kind::Scalar(Typed::Int(_) | Typed::Float(_)) => {
            let text = node.text().unwrap_or_default();
            let digits = text.trim_start_matches('-');
            let is_octal = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
            match Number::parse(text).filter(|_| !is_octal) {
                Some(number) => Data::Number(number),
                None => return Err(Stop::unknown("this number is read by Terraform only")),
            }
        }
        Kind::Scalar(Typed::Str(text)) => {
            let is_yaml = format == Format::Yaml && node.style().is_some_and(|style| {
                style == crate::syntax::Style::Plain
            });
            let is_date = |text: &str| {
                let mut bytes = text.bytes();
                text.len() >= 8 && bytes.by_ref().take(4).all(|byte| byte.is_ascii_digit())
                    && bytes.next() == Some(b'-')
            };
            if is_yaml && is_date(text) {
                return Err(Stop::unknown("dates in YAML are read by Terraform only"));
            }
            match Spelled::of(node.source(), node) {
                Some(spelled) => Data::Text(Rc::new(spelled)),
                None => return Ok(convert::plain(text, place)),
            }
        }
    };
    Ok(data.at(place))
}
