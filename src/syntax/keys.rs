//! What can be wrong with the keys of mappings.

use super::problem::{SyntaxLimit, SyntaxProblem, SyntaxProblemKind, SyntaxProblems};
use super::text_map::TextMap;
use super::tree::{NodeKind, Tree};
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

/// Takes the merge keys out of mappings once they have brought as many values as they may: a mapping
/// of a thousand keys is merged a thousand times at the cost of a few bytes each.
pub(super) fn bound_merges(tree: &mut Tree, problems: &mut SyntaxProblems) {
    if !tree.source.text.contains("<<") {
        return;
    }
    let ids = 0..u32::try_from(tree.nodes.len()).unwrap_or(u32::MAX);
    let merges = |id: &u32| {
        matches!(&tree.data(*id).kind, NodeKind::Mapping(entries)
            if entries.iter().any(|(key, _)| tree.node(*key).is_merge_key()))
    };
    let mut left = LIMITS.merged;
    let mut beyond = ids.filter(merges).skip_while(|id| {
        let merged = tree.node(*id).merge_order().into_iter().skip(1);
        let values: usize = merged.map(|mapping| mapping.entries().count()).sum();
        left = left.saturating_sub(values);
        left > 0
    });
    let Some(first) = beyond.next() else { return };
    let beyond: Vec<u32> = beyond.collect();
    problems.push(SyntaxProblem {
        span: Span::empty(tree.node(first).span().start as usize),
        kind: SyntaxProblemKind::Limit(SyntaxLimit::Merged),
    });
    for id in [vec![first], beyond].concat() {
        let own = tree.node(id).entries();
        let own = own.filter(|(key, _)| !key.is_merge_key());
        let own = own.map(|(key, value)| (key.index(), value.index()));
        let own: Box<[(u32, u32)]> = own.collect();
        if let Some(node) = tree.nodes.get_mut(id as usize) {
            node.kind = NodeKind::Mapping(own);
        }
    }
}
