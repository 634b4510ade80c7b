//! Dotted paths into values: `charts.demo.port`, `registry.addresses.$[]`, `list.0.name`.

use std::collections::HashSet;

use crate::input::read::{Resolver, content as content_place};
use crate::model::{Content, Located, Provenance, Unknown};
use crate::source::{Budget, Expense, Place};
use crate::syntax::{Kind, Node, Tree, Typed};
use crate::text::closest;

/// Matches every item of a list.
const EVERY_ITEM: &str = "$[]";

/// What a path leads to.
#[derive(Debug, Default)]
pub(crate) struct PathMatch<'t> {
    /// The values at its end, each with its key; an item of a list is its own key.
    pub(crate) values: Vec<(Node<'t>, Node<'t>)>,
    /// The last key of the path that is there.
    pub(crate) last_key: Option<Node<'t>>,
    /// The mapping that has not the next key, and how many segments of the path were left.
    ends_in: Option<(Node<'t>, usize)>,
    /// A value where the path needs a mapping or a list.
    pub(crate) blocked: Option<Node<'t>>,
    /// Whether it ends at a list without items.
    pub(crate) is_empty_list: bool,
    /// What aliases led to, each with the number of segments that were left: once is enough, and
    /// lists of aliases to lists of aliases would not end.
    seen: HashSet<(u32, usize)>,
    /// Whether a limit ended the walk, so that it is not known what is there.
    pub(crate) is_cut: bool,
}

/// How far paths are followed.
#[derive(Clone, Copy)]
pub(crate) struct Steps<'b> {
    pub(crate) budget: &'b Budget,
    /// Where the path is written.
    pub(crate) place: Place,
}

/// How many entries of a mapping are looked through in one step.
const ENTRIES_A_STEP: usize = 8;

impl Steps<'_> {
    /// Goes on by some steps; `false` where the limit does not allow it.
    pub(crate) fn go(self, entries: usize) -> bool {
        let steps = 1 + entries / ENTRIES_A_STEP;
        self.budget
            .spend(Expense::PathSteps, steps as u64, self.place)
    }
}

impl<'t> PathMatch<'t> {
    /// Whether the values have the path, be it without a value.
    pub(crate) fn exists(&self) -> bool {
        !self.values.is_empty() || self.is_empty_list || self.is_cut
    }

    /// Where the path ends early: a key that is nearly its next one, and what that would be.
    pub(crate) fn near(&self, path: &str, steps: Steps<'_>) -> Option<(Node<'t>, String)> {
        let (mapping, left) = self.ends_in.filter(|_| !self.exists())?;
        if !steps.go(mapping.entries().count()) {
            return None;
        }
        let segments = segments(path);
        let meant = segments.get(segments.len().checked_sub(left)?)?;
        let mut keys = mapping.entries().map(|(key, _)| key);
        let is_near = |key: &Node<'_>| {
            let name = key.text();
            name.is_some_and(|name| closest(name, [*meant]).is_some())
        };
        keys.find(is_near).map(|key| (key, (*meant).to_owned()))
    }
}

/// Follows a path through the documents of a text: the first that has it counts.
pub(crate) fn find<'t>(tree: &'t Tree, path: &str, steps: Steps<'_>) -> PathMatch<'t> {
    let segments: Vec<&str> = segments(path);
    let mut first = None;
    for root in tree.roots() {
        let mut found = PathMatch::default();
        walk(root, root, &segments, steps, &mut found);
        if found.exists() {
            return found;
        }
        first.get_or_insert(found);
    }
    first.unwrap_or_default()
}

/// The keys of a path. A dot behind a backslash is part of its key.
fn segments(path: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    let mut start = 0;
    for (at, _) in path.match_indices('.') {
        let segment = path.get(start..at).unwrap_or_default();
        if !segment.ends_with('\\') {
            segments.push(segment);
            start = at + 1;
        }
    }
    segments.push(path.get(start..).unwrap_or_default());
    segments
}

fn walk<'t>(
    key: Node<'t>,
    node: Node<'t>,
    segments: &[&str],
    steps: Steps<'_>,
    found: &mut PathMatch<'t>,
) {
    if !steps.go(0) {
        found.is_cut = true;
        return;
    }
    if node.is_alias() {
        let anchor = node.resolve().map_or(node.index(), Node::index);
        if !found.seen.insert((anchor, segments.len())) {
            return;
        }
    }
    let Some((first, rest)) = segments.split_first() else {
        found.values.push((key, node));
        return;
    };
    let is_macro = node.is_unquoted_macro();
    match node.kind() {
        Kind::Sequence if *first == EVERY_ITEM => {
            found.is_empty_list |= node.items().next().is_none();
            for item in node.items() {
                walk(item, item, rest, steps, found);
            }
        }
        Kind::Sequence => {
            let item = first.parse().ok().and_then(|at: usize| node.item(at));
            match item {
                Some(item) => walk(item, item, rest, steps, found),
                None => found.blocked = Some(node),
            }
        }
        Kind::Mapping if !is_macro => {
            // Keys contain dots too (`spectrocloud.com/display-name`): the shortest that exists.
            let longest = segments
                .iter()
                .take_while(|part| **part != EVERY_ITEM)
                .count();
            for length in 1..=longest {
                if !steps.go(node.entries().count() + length) {
                    found.is_cut = true;
                    return;
                }
                let (name, rest) = segments.split_at(length);
                let name = name.join(".").replace("\\.", ".");
                if let Some((key, value)) = node.entry(&name) {
                    found.last_key = Some(key);
                    walk(key, value, rest, steps, found);
                    return;
                }
            }
            found.ends_in = Some((node, segments.len()));
        }
        _ => found.blocked = Some(node),
    }
}

/// A value as a constraint sees it; where nothing is written, at its key.
pub(crate) fn content(key: Node<'_>, node: Node<'_>, resolver: &Resolver) -> Located<Content> {
    let place = if node.is_absent() {
        key.place()
    } else {
        node.place()
    };
    let written = |content| Located::written(content, place);
    if node.is_unquoted_macro() {
        return substituted(node.raw(), place, resolver);
    }
    if node.leads_nowhere() {
        return Located::unknown(Unknown::Invalid, place);
    }
    match node.kind() {
        Kind::Scalar(Typed::Null) => written(Content::Empty),
        Kind::Scalar(_) => {
            let text = node.text().unwrap_or_default();
            if text.contains("{{") {
                return substituted(text, place, resolver);
            }
            let free = node.source().text.len() as u64;
            let (bytes, budget) = (text.len() as u64, &resolver.budget);
            if !budget.spend_beside(Expense::RepeatedBytes, bytes, free, place) {
                return Located::unknown(Unknown::Invalid, place);
            }
            written(of_text(text, content_place(node)))
        }
        Kind::Sequence if node.items().next().is_none() => written(Content::Empty),
        Kind::Sequence => written(Content::Collection("a list")),
        Kind::Mapping if node.entries().next().is_none() => written(Content::Empty),
        Kind::Mapping => written(Content::Collection("a mapping")),
    }
}

fn substituted(text: &str, place: Place, resolver: &Resolver) -> Located<Content> {
    Located {
        value: resolver
            .resolve(text, place)
            .map(|text| of_text(&text, None)),
        place,
        provenance: Provenance::Macro,
    }
}

fn of_text(text: &str, place: Option<Place>) -> Content {
    if text.trim().is_empty() {
        Content::Empty
    } else {
        Content::Text(text.to_owned(), place)
    }
}
