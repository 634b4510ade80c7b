//! A value as a constraint's format sees it.

use crate::constraints::Format;
use crate::model::Content;

/// How much of a value a message shows.
const SHOWN: usize = 40;

/// What a value that breaks a format is, for people; `None` where it fits. An empty value is
/// another rule's matter.
pub(super) fn misfit(content: &Content, format: &Format) -> Option<String> {
    match content {
        Content::Empty => None,
        Content::Text(text, _) => (!format.accepts(text)).then(|| shown(text)),
        Content::Collection(what) => Some((*what).to_owned()),
    }
}

/// A value in quotes, long ones cut.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let start: String = line.chars().take(SHOWN).collect();
    if start.len() < text.trim_end().len() {
        format!("'{start}…'")
    } else {
        format!("'{start}'")
    }
}
