//! Scalars of a tree: what they are for people, and where their content is.

use super::resolve::has_macro;
use crate::source::{Place, Span};
use crate::syntax::{Kind, Node, Style, Typed};

/// What a value is, for messages: `a list`, `a boolean (true)`, `a string (three)`.
pub(crate) fn describe(value: Node<'_>) -> String {
    match value.kind() {
        Kind::Sequence => "a list".to_owned(),
        Kind::Mapping => "a mapping".to_owned(),
        Kind::Scalar(Typed::Null) => "without a value".to_owned(),
        Kind::Scalar(typed) => {
            let text: String = value.text().unwrap_or_default().chars().take(40).collect();
            format!("{} ({text})", typed.type_name())
        }
    }
}

/// The place of a value, or of its key where no value is written.
pub(crate) fn place_or_key(key: Node<'_>, value: Node<'_>) -> Place {
    if value.is_absent() {
        key.place()
    } else {
        value.place()
    }
}

/// A part of a place without its quotes.
fn without_quotes(place: Place) -> Place {
    Place {
        span: Span {
            start: place.span.start + 1,
            end: place.span.end - 1,
        },
        ..place
    }
}

/// The place of a scalar without its quotes, where nothing in it is escaped.
pub(crate) fn inner_place(node: Node<'_>) -> Place {
    let is_plain = node.text().is_some_and(|text| {
        let raw = node.raw();
        raw.get(1..raw.len().saturating_sub(1)) == Some(text) && !text.is_empty()
    });
    match node.style() {
        Some(Style::DoubleQuoted | Style::SingleQuoted) if is_plain => without_quotes(node.place()),
        _ => node.place(),
    }
}

/// The bytes of a scalar without its quotes, where a plain word may replace them.
pub(crate) fn content(value: Node<'_>) -> Option<Place> {
    let text = value.text()?;
    if has_macro(text) || value.hole().is_some() || !value.raw().contains(text) {
        return None;
    }
    match value.style()? {
        Style::Plain => Some(value.place()),
        // In a JSON string the quotes themselves are escaped.
        _ if value.raw().len() != text.len() + 2 => None,
        Style::SingleQuoted | Style::DoubleQuoted => Some(without_quotes(value.place())),
        Style::Literal | Style::Folded => None,
    }
}

/// Whether a mark in JSON plainly says no.
pub(crate) fn is_false(mark: Node<'_>) -> bool {
    match mark.kind() {
        Kind::Scalar(Typed::Bool(false) | Typed::Null) => true,
        Kind::Scalar(Typed::Str(_)) => mark.text() == Some("false"),
        _ => false,
    }
}
