//! What can be wrong with the keys of mappings.

use super::problem::{SyntaxProblem, SyntaxProblemKind, SyntaxProblems};
use super::text_map::TextMap;
use super::tree::Tree;
use crate::source::{LIMITS, Span};
use crate::text::short;

/// What ends a line.
const BREAK: [char; 2] = ['\n', '\r'];

/// The key that is too long on the line of an error, where the line is `KEY: …`.
pub(super) fn long_key_at(text: &str, error: usize) -> Option<Span> {
    let start = text.get(..error)?.rfind(BREAK).map_or(0, |at| at + 1);
    let line = text.get(start..)?.split(BREAK).next()?;
    let blanks = line.len()
        - line
            .trim_start_matches([' ', '-', '?', '{', '[', ','])
            .len();
    // Of a flow collection the key may be any of the line's.
    let mut parts = line.get(blanks..)?.split_inclusive(", ");
    let mut at = start + blanks;
    parts.find_map(|part| {
        let key = part
            .find(": ")
            .or(part.ends_with(':').then(|| part.len() - 1));
        let key = key.and_then(|end| part.get(..end)).map(str::trim_end);
        let own = at;
        at += part.len();
        is_long_key(key).then(|| Span::new(own, own + key.map_or(0, str::len)))
    })
}

/// Whether a key is longer than keys may be.
pub(super) fn is_long_key(text: Option<&str>) -> bool {
    let most = LIMITS.key_characters;
    text.is_some_and(|text| text.len() > most && text.chars().nth(most).is_some())
}

/// Finds keys that a mapping has twice. Keys are compared by their text; `<<` may be repeated.
pub(super) fn find_duplicates(tree: &Tree, children: &[u32], problems: &mut SyntaxProblems) {
    let key = |id: u32| tree.node(id).text().filter(|text| *text != "<<");
    let keys = children.iter().step_by(2).copied();
    let mut found = |first: u32, second: u32| {
        problems.push(SyntaxProblem {
            span: tree.node(second).span(),
            kind: SyntaxProblemKind::DuplicateKey {
                key: short(tree.node(second).text().unwrap_or_default()).into_owned(),
                first: tree.node(first).span(),
            },
        });
    };
    if children.len() <= 16 {
        for (at, id) in keys.clone().enumerate() {
            let first = keys
                .clone()
                .take(at)
                .find(|other| key(*other).is_some() && key(*other) == key(id));
            if let Some(first) = first {
                found(first, id);
            }
        }
        return;
    }
    let mut seen: TextMap<'_, u32> = TextMap::default();
    for id in keys {
        let Some(text) = key(id) else { continue };
        if let Some(first) = seen.insert(text, id) {
            found(first, id);
        }
    }
}
