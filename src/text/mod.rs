//! Words and numbers for messages; text made safe for what reads it.

mod commands;
mod safe;
mod xml;

use std::borrow::Borrow;

pub(crate) use safe::{
    diff_line, diff_name, github_message, github_property, in_place, in_place_for_log, json,
    markdown, sarif,
};
pub use safe::{log, log_line, printable};
pub(crate) use xml::{xml, xml_document};

/// The longest word that is compared with others, in characters: longer than any path of settings.
const LONGEST_WORD: usize = 200;

/// The candidate most like a misspelled word, if one is near: at most a third of the word's
/// letters differ, or only the case does.
pub(crate) fn closest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let length = word.chars().count();
    // The comparison takes time and memory of both lengths, and nobody misspells a whole text.
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
    let plural = if value == 1 { "" } else { "s" };
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
        assert_eq!(
            (count(1, "node"), count(2, "node")),
            ("1 node".into(), "2 nodes".into())
        );
    }
}
