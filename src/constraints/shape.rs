//! What the text of each type looks like, as regexes: for formats of several pieces.

use super::format::{FormatKind, Piece, Placeholder};
use crate::version::VersionText;

/// Any text.
const ANY: &str = "[\\s\\S]*?";
/// A number as YAML writes it.
pub(crate) const NUMBER: &str =
    "[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+";
/// One number of an IPv4 address; like Go's, without leading zeros.
const OCTET: &str = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

/// The regex of a whole text that consists of pieces; each number range's text is a group.
pub(crate) fn of_pieces(pieces: &[Piece]) -> String {
    let mut syntax = String::from("^");
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => syntax.push_str(&regex::escape(text)),
            Piece::Placeholder(placeholder) => {
                let part = of_placeholder(placeholder);
                syntax.push_str(&format!("(?P<{}>{part})", group(index)));
            }
        }
    }
    syntax.push('$');
    syntax
}

/// The name of a piece's group. A regex of the template may have names of its own.
pub(crate) fn group(index: usize) -> String {
    format!("__{index}")
}

fn of_placeholder(placeholder: &Placeholder) -> String {
    let pattern = placeholder.pattern.as_ref();
    if let Some(part) = pattern.and_then(super::Pattern::part) {
        return part;
    }
    match placeholder.kind {
        FormatKind::String | FormatKind::Password | FormatKind::Input => ANY.to_owned(),
        FormatKind::Number => NUMBER.to_owned(),
        FormatKind::Boolean => "true|false|True|False|TRUE|FALSE".to_owned(),
        FormatKind::List if placeholder.options.is_empty() => ANY.to_owned(),
        FormatKind::List => {
            let options: Vec<_> = placeholder
                .options
                .iter()
                .map(|option| regex::escape(option))
                .collect();
            options.join("|")
        }
        FormatKind::Ipv4 => format!("{OCTET}(?:\\.{OCTET}){{3}}"),
        FormatKind::Version => VersionText::PATTERN.to_owned(),
    }
}
