//! Escaped text for XML: the SVG picture, JUnit, and the HTML page, which is XML too.

use super::commands::broken;
use super::safe::printable_lines;

/// A text as XML character data or attribute value.
pub(crate) fn xml(text: &str) -> String {
    let text = printable_lines(text);
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A finished document, in which what a log would take for a command is written as a reference: it
/// means the same to whoever reads the document.
pub(crate) fn xml_document(text: &str) -> String {
    let text = broken(text, |c| match c {
        ':' => "&#58;",
        _ => "&#35;",
    });
    text.into_owned()
}
