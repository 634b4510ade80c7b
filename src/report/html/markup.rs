//! Escaped texts. All markup is both HTML and well-formed XML.

use crate::text::xml;

/// The length in characters from which a text scrolls on its own.
const LONG: usize = 800;
/// The length in bytes to which [`brief`] shortens.
const BRIEF: usize = 200;

/// A text as character data or attribute value.
pub(crate) fn text(value: &str) -> String {
    xml(value)
}

/// A name of the input among other words, whose order its writing direction does not affect.
pub(crate) fn name(value: &str) -> String {
    format!("<bdi>{}</bdi>", text(value))
}

/// As [`name`], but only the beginning of a long text that is shown whole elsewhere.
pub(crate) fn brief(value: &str) -> String {
    format!("<bdi>{}</bdi>", shortened(value, BRIEF))
}

/// A paragraph of a class, with markup before its text.
pub(crate) fn paragraph(class: &str, before: &str, value: &str) -> String {
    let scroll = match value.char_indices().nth(LONG) {
        Some(_) => " long\" tabindex=\"0",
        None => "",
    };
    format!("<p class=\"{class}{scroll}\">{before}{}</p>\n", text(value))
}

/// A text, of which only the beginning is kept if it has more than `most` bytes.
pub(crate) fn shortened(value: &str, most: usize) -> String {
    match value.len() <= most {
        true => text(value),
        false => {
            let end = crate::report::excerpt::boundary(value, most);
            format!("{}…", text(value.get(..end).unwrap_or_default()))
        }
    }
}
