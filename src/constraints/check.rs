//! Whether a value's text fits its format. Texts are compared, not YAML types: Palette's check
//! sees `"500"` and `500` alike.

use std::net::Ipv4Addr;

use super::format::{Format, FormatKind, Piece, Placeholder, Range};
use super::shape;
use crate::text::{any_of, closest, short};
use crate::version::VersionText;

/// How many options of a list a message names.
const SHOWN_OPTIONS: usize = 12;
/// The longest list of options in which one is looked for that a value nearly is.
const COMPARED_OPTIONS: usize = 200;

impl Format {
    /// Whether a text fits.
    pub fn accepts(&self, text: &str) -> bool {
        match (self.pieces.as_slice(), &self.whole) {
            ([Piece::Placeholder(only)], _) => only.accepts(text),
            (pieces, Some(whole)) => {
                let captures = whole.get().and_then(|whole| whole.captures(text));
                captures.is_some_and(|captures| {
                    pieces.iter().enumerate().all(|(index, piece)| {
                        let Piece::Placeholder(placeholder) = piece else {
                            return true;
                        };
                        let Some(range) = &placeholder.range else {
                            return true;
                        };
                        let part = captures.name(&shape::group(index));
                        part.is_none_or(|part| range.holds(part.as_str()))
                    })
                })
            }
            (_, None) => true,
        }
    }

    /// Whether every text fits: then nothing need be known of the value.
    pub fn accepts_all(&self) -> bool {
        let any = [FormatKind::String, FormatKind::Password, FormatKind::Input];
        matches!(self.pieces.as_slice(), [Piece::Placeholder(only)]
            if only.pattern.is_none() && any.contains(&only.kind))
    }

    /// What is expected, for people.
    pub fn expected(&self) -> String {
        match self.pieces.as_slice() {
            [Piece::Placeholder(only)] => only.expected(),
            _ => format!("text of the form {}", short(&self.text)),
        }
    }

    /// The options, where the format is a list.
    pub fn options(&self) -> &[String] {
        match self.pieces.as_slice() {
            [Piece::Placeholder(only)] => &only.options,
            _ => &[],
        }
    }

    /// The option of a list that a text is most like.
    pub fn similar(&self, text: &str) -> Option<&str> {
        let options = self.options();
        if options.len() > COMPARED_OPTIONS {
            return None;
        }
        closest(text, options.iter().map(String::as_str))
    }
}

impl Placeholder {
    fn accepts(&self, text: &str) -> bool {
        let is_of_kind = match self.kind {
            FormatKind::String | FormatKind::Password | FormatKind::Input => true,
            FormatKind::Number => number(text).is_some(),
            FormatKind::Boolean => {
                matches!(text, "true" | "false" | "True" | "False" | "TRUE" | "FALSE")
            }
            FormatKind::List => self.options.is_empty() || self.has_option(text),
            FormatKind::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            FormatKind::Version => is_version(text),
        };
        is_of_kind
            && self
                .pattern
                .as_ref()
                .is_none_or(|regex| regex.is_match(text))
            && self.range.as_ref().is_none_or(|range| range.holds(text))
    }

    fn expected(&self) -> String {
        let what = match (self.kind, &self.range) {
            (FormatKind::Number, Some(range)) => {
                format!(
                    "a number from {} to {}",
                    short(&range.min.1),
                    short(&range.max.1)
                )
            }
            (FormatKind::Number, None) => "a number".to_owned(),
            (FormatKind::Boolean, _) => "true or false".to_owned(),
            (FormatKind::List, _) if self.options.len() > SHOWN_OPTIONS => {
                format!("one of {} options", self.options.len())
            }
            (FormatKind::List, _) if !self.options.is_empty() => {
                let options: Vec<_> = self.options.iter().map(|option| short(option)).collect();
                any_of(&options)
            }
            (FormatKind::Ipv4, _) => "an IPv4 address".to_owned(),
            (FormatKind::Version, _) => "a version such as 1.2.3".to_owned(),
            _ => "text".to_owned(),
        };
        match &self.pattern {
            Some(pattern) => format!("{what} that matches /{}/", short(&pattern.text)),
            None => what,
        }
    }
}

impl Range {
    fn holds(&self, text: &str) -> bool {
        number(text).is_some_and(|number| self.min.0 <= number && number <= self.max.0)
    }
}

/// A number as YAML writes it.
fn number(text: &str) -> Option<f64> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let all = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
            return all.then(|| i128::from_str_radix(digits, radix).map_or(f64::MAX, |n| n as f64));
        }
    }
    // Rust's parser also takes "inf" and "nan", which are no numbers to a format.
    let is_plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    is_plain.then(|| text.parse().ok())?
}

/// The documentation says "semantic version"; versions of two parts, with a `v` and with any suffix
/// are in use.
fn is_version(text: &str) -> bool {
    VersionText::read(text)
        .is_some_and(|version| version.prefix != "V" && version.has_usual_suffix())
}
