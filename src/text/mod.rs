//! Words and numbers for messages; text made safe for what reads it.

mod commands;
mod keys;
mod safe;
mod xml;

use std::borrow::{Borrow, Cow};

pub(crate) use keys::meant_key;
pub(crate) use safe::{
    diff_line, diff_name, github_message, github_property, in_place, in_place_for_log, json,
    markdown, sarif,
};
pub use safe::{log, log_line, printable};
pub(crate) use xml::{xml, xml_document};

/// The longest word that is compared with others, in characters: longer than any path of settings.
const LONGEST_WORD: usize = 64;

/// The candidate most like a misspelled word, if one is near: at most a third of the word's
/// letters differ, or only the case does.
pub(crate) fn closest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let length = word.chars().count();
    // Time and memory of the comparison grow with both lengths, and no one misspells a whole text.
    if length > LONGEST_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let most = (length / 3).max(1);
    // At least as many letters differ as there are more of them on one side.
    let is_near = |candidate: &&str| {
        candidate.len() <= 4 * LONGEST_WORD && candidate.chars().count().abs_diff(length) <= most
    };
    candidates
        .into_iter()
        .filter(is_near)
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Longest value that a message shows whole, in characters.
const LONGEST_VALUE: usize = 120;
/// How much of a longer value a message shows, in characters.
const VALUE_START: usize = 80;
/// Longest text of a finding, in bytes: the values in it are shortened one by one.
const LONGEST_TEXT: usize = 1_000;
/// Most items of a list that a message names.
const LONGEST_LIST: usize = 12;
/// Size from which the length of a text is given in bytes, which takes no time to count.
const COUNTED_IN_BYTES: usize = 64 * 1024;

/// A value of the input as messages show it: the beginning of a long one, with its length.
pub(crate) fn short(value: &str) -> Cow<'_, str> {
    if value.len() <= LONGEST_VALUE || value.chars().nth(LONGEST_VALUE).is_none() {
        return Cow::Borrowed(value);
    }
    let end = value.char_indices().nth(VALUE_START);
    let start = end.and_then(|(end, _)| value.get(..end));
    Cow::Owned(format!(
        "{}… ({})",
        start.unwrap_or_default(),
        length(value)
    ))
}

/// As [`short`], for a value that nothing else needs.
pub(crate) fn shortened(value: String) -> String {
    match short(&value) {
        Cow::Borrowed(_) => value,
        Cow::Owned(short) => short,
    }
}

/// A text of a finding, within bounds: the values in one that is too long are shortened. Values are
/// between quotes, or begin or end what is not.
pub(crate) fn bounded(text: String) -> String {
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    let parts = text.split('\'').enumerate().map(|(at, part)| match at % 2 {
        1 => short(part),
        _ => cut(part, LONGEST_TEXT / 4),
    });
    let text = parts.collect::<Vec<_>>().join("'");
    match text.len() {
        long if long > 2 * LONGEST_TEXT => cut(&text, LONGEST_TEXT).into_owned(),
        _ => text,
    }
}

/// The beginning and the end of a text that is longer than so many bytes.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let start = text.get(..text.floor_char_boundary(most / 2));
    let end = text.get(text.ceil_char_boundary(text.len() - most / 2)..);
    Cow::Owned(format!(
        "{}… ({}) …{}",
        start.unwrap_or_default(),
        length(text),
        end.unwrap_or_default()
    ))
}

fn length(text: &str) -> String {
    match text.len() {
        bytes if bytes > COUNTED_IN_BYTES => count(bytes as u64, "byte"),
        _ => count(text.chars().count() as u64, "character"),
    }
}

/// A list for people of which only the first items are named: `a, b, c and 1,196 more`.
pub(crate) fn all_of_many(words: &[impl Borrow<str>]) -> String {
    match words.get(..LONGEST_LIST) {
        Some(first) if words.len() > LONGEST_LIST + 1 => {
            let more = number((words.len() - LONGEST_LIST) as u64);
            format!("{} and {more} more", first.join(", "))
        }
        _ => all_of(words),
    }
}

/// A number with commas: `1,450`.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 node`, `1,450 nodes`.
pub(crate) fn count(value: u64, singular: &str) -> String {
    let plural = match singular.ends_with('s') {
        _ if value == 1 => "",
        true => "es",
        false => "s",
    };
    format!("{} {singular}{plural}", number(value))
}

/// A list for people: `a, b or c`.
pub(crate) fn any_of(words: &[impl Borrow<str>]) -> String {
    join(words, "or")
}

/// A list for people: `a, b and c`.
pub(crate) fn all_of(words: &[impl Borrow<str>]) -> String {
    join(words, "and")
}

fn join(words: &[impl Borrow<str>], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [init @ .., end] => format!("{} {last} {}", init.join(", "), end.borrow()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_shortened_and_say_how_long_they_are() {
        assert_eq!(short(&"ä".repeat(120)), "ä".repeat(120));
        let start = "ä".repeat(80);
        assert_eq!(
            short(&"ä".repeat(1_121)),
            format!("{start}… (1,121 characters)")
        );
        let start = "a".repeat(80);
        let long = "a".repeat(1 << 20);
        assert_eq!(shortened(long), format!("{start}… (1,048,576 bytes)"));
        let text = bounded(format!("pool '{}' has no nodes", "ä".repeat(9_000)));
        let start = "ä".repeat(80);
        assert_eq!(
            text,
            format!("pool '{start}… (9,000 characters)' has no nodes")
        );
        let text = bounded(format!("{} is not a key", "ä".repeat(9_000)));
        assert!(text.contains("… (9,013 characters) …ä") && text.ends_with("ä is not a key"));
        assert!(text.len() < LONGEST_TEXT);
        assert!(bounded("'a b".repeat(9_000)).len() < 2 * LONGEST_TEXT);
        assert_eq!(bounded("a".repeat(LONGEST_TEXT)).len(), LONGEST_TEXT);
    }

    #[test]
    fn near_misses_and_numbers() {
        assert_eq!(
            closest("calcio", ["none", "azure", "calico"]),
            Some("calico")
        );
        assert_eq!(
            closest("Calico", ["none", "azure", "calico"]),
            Some("calico")
        );
        assert_eq!(closest("flannel", ["none", "azure", "calico"]), None);
        assert_eq!(closest("yes", ["none", "azure"]), None);
        let (long, longer) = ("a".repeat(1 << 20), "a".repeat((1 << 20) + 1));
        assert_eq!(closest(&long, [longer.as_str(), "none"]), None);
        assert_eq!(closest("nine", [longer.as_str(), "none"]), Some("none"));
        assert_eq!(
            [0, 999, 1_450, 1_000_000].map(number),
            ["0", "999", "1,450", "1,000,000"]
        );
        assert_eq!(any_of(&["a", "b", "c"]), "a, b or c");
        assert_eq!(all_of_many(&["a"; 13]), all_of(&["a"; 13]));
        assert!(all_of_many(&["a"; 1_200]).ends_with("a, a and 1,188 more"));
        assert_eq!(
            (count(1, "node"), count(2, "node")),
            ("1 node".into(), "2 nodes".into())
        );
    }
}
