//! Texts as markup. All of it is HTML and well-formed XML at once.

use crate::text::xml;

/// Characters from which a text scrolls inside itself, lest it push all else away.
const LONG: usize = 800;
/// Most of a text that is only named, in bytes.
const BRIEF: usize = 200;

/// A text as character data or attribute value.
pub(crate) fn text(value: &str) -> String {
    xml(value)
}

/// A name of the input among other words: whatever its direction, it does not move them.
pub(crate) fn name(value: &str) -> String {
    format!("<bdi>{}</bdi>", text(value))
}

/// As [`name`], but of a long text the beginning: it stands in whole elsewhere.
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

/// A text of at most `most` bytes; of a longer one the beginning.
pub(crate) fn shortened(value: &str, most: usize) -> String {
    match value.len() <= most {
        true => text(value),
        false => {
            let end = crate::report::excerpt::boundary(value, most);
            format!("{}…", text(value.get(..end).unwrap_or_default()))
        }
    }
}
