//! Values that are checked against a constraint's format.

use crate::constraints::Format;
use crate::model::Content;

/// Characters of a value that a message shows.
const SHOWN: usize = 40;

/// The value for a message, if it breaks the format. Another rule reports empty values.
pub(super) fn violation(content: &Content, format: &Format) -> Option<String> {
    match content {
        Content::Empty => None,
        Content::Text(text, _) => (!format.accepts(text)).then(|| shown(text)),
        Content::Collection(what) => Some((*what).to_owned()),
    }
}

/// A value in quotes; long ones are cut.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let start: String = line.chars().take(SHOWN).collect();
    if start.len() < text.trim_end().len() {
        format!("'{start}…'")
    } else {
        format!("'{start}'")
    }
}
