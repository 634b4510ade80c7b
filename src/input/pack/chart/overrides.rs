//! Values for a chart that nothing in the chart reads, and what was probably meant by them.

use std::cell::OnceCell;

use super::contents::{Contents, look_up};
use super::reads::{Paths, ReadState, read_paths};
use crate::model::UnreadOverride;
use crate::problem::{Problem, ProblemKind};
use crate::source::{Budget, Place, Span};
use crate::syntax::{Kind, Node};
use crate::text::closest;

/// Deepest values that are looked at.
const MAX_DEPTH: usize = 64;
/// Most keys that are compared with one that nothing reads.
const COMPARED_KEYS: usize = 500;

/// Values for a chart.
#[derive(Clone, Copy)]
pub(crate) struct Overrides<'t> {
    /// The mapping under the chart's name.
    pub(crate) values: Node<'t>,
    /// The preset that adds them, in words: `preset 'small'`.
    pub(crate) preset: Option<&'t str>,
}

/// A chart of which it is asked what it reads. Its templates are followed at the first question.
pub(crate) struct ChartReads<'c> {
    contents: &'c Contents,
    /// All values that the chart may get: their texts can be templates too.
    given: Vec<Overrides<'c>>,
    budget: &'c Budget,
    /// Where the pack lists the chart.
    place: Place,
    paths: OnceCell<Option<Paths>>,
}

impl<'c> ChartReads<'c> {
    pub(crate) fn new(
        contents: &'c Contents,
        given: Vec<Overrides<'c>>,
        budget: &'c Budget,
        place: Place,
    ) -> Self {
        ChartReads {
            contents,
            given,
            budget,
            place,
            paths: OnceCell::new(),
        }
    }

    /// What the templates read; `None` if that is not known.
    fn paths(&self) -> Option<&Paths> {
        let paths = self.paths.get_or_init(|| {
            let given: Vec<_> = self.given.iter().map(|of| of.values).collect();
            // A chart without any template is not the one that is meant.
            let has_templates = self.has_templates();
            let read = || read_paths(self.contents, &given, self.budget, self.place);
            has_templates.then(read).flatten()
        });
        paths.as_ref()
    }

    fn has_templates(&self) -> bool {
        let all = self.contents.all();
        all.iter().any(|chart| !chart.templates.is_empty())
    }

    /// Whether the chart takes no values: it has none of its own, and reads none.
    pub(crate) fn takes_none(&self) -> bool {
        let all = self.contents.all();
        let mut roots = all.iter().filter_map(|chart| chart.values());
        let has_values = roots.any(|root| root.entries().next().is_some());
        !has_values
            && match self.has_templates() {
                true => self.paths().is_some_and(Paths::is_nothing),
                false => self.contents.has_crds,
            }
    }

    /// Whether the chart may read a path.
    pub(crate) fn may_read(&self, path: &[&str]) -> bool {
        let paths = self.paths();
        let reads = |paths: &Paths| paths.reading(path) == ReadState::Yes;
        paths.map_or_else(|| self.has_templates(), reads)
    }

    /// The given values that nothing in the chart reads. Those that the chart has itself are its own
    /// business.
    pub(crate) fn unread(&self) -> Vec<Problem> {
        let mut unread = Vec::new();
        for overrides in &self.given {
            self.walk(*overrides, overrides.values, &mut Vec::new(), &mut unread);
        }
        unread
    }

    fn walk<'t>(
        &self,
        overrides: Overrides<'t>,
        mapping: Node<'t>,
        path: &mut Vec<&'t str>,
        unread: &mut Vec<Problem>,
    ) {
        let is_mapping = mapping.kind() == Kind::Mapping && !mapping.is_unquoted_macro();
        if !is_mapping || mapping.is_alias() || path.len() > MAX_DEPTH {
            return;
        }
        for (key, value) in mapping.entries() {
            let Some(name) = key.text().filter(|name| !is_special(key, name)) else {
                continue;
            };
            path.push(name);
            let is_own = self.contents.has_default(path);
            if !is_own && self.is_unread(path, overrides) {
                let problem = self.problem(overrides, (key, value), mapping, path);
                unread.extend(problem);
            } else {
                self.walk(overrides, value, path, unread);
            }
            path.pop();
        }
    }

    fn is_unread(&self, path: &[&str], overrides: Overrides<'_>) -> bool {
        let Some(paths) = self.paths() else {
            return false;
        };
        match paths.reading(path) {
            ReadState::Yes => false,
            ReadState::No => true,
            // Whether a mapping is empty does not hang on a key if it has others that count.
            ReadState::IfEmpty => path.split_last().is_some_and(|(key, at)| {
                self.contents.has_keys_at(at) || has_other_key(paths, overrides.values, at, key)
            }),
        }
    }

    fn problem(
        &self,
        overrides: Overrides<'_>,
        (key, value): (Node<'_>, Node<'_>),
        mapping: Node<'_>,
        path: &[&str],
    ) -> Option<Problem> {
        let chart = self.contents.name.clone();
        let (last, parent) = path.split_last()?;
        let written = |path: &[&str]| format!("charts.{chart}.{}", path.join("."));
        let near = self
            .near(last, parent, overrides.values)
            .map(|(near, is_renamed)| {
                let of: Vec<&str> = near.iter().map(String::as_str).collect();
                let fix = match (is_renamed, near.as_slice()) {
                    (true, [.., name]) => Some((key.place(), name.clone())),
                    (false, [.., above, _]) if near.len() == path.len() + 1 => {
                        nested(above, key, value, mapping)
                    }
                    _ => None,
                };
                (written(&of), fix)
            });
        let place = key.place();
        let kind = ProblemKind::UnreadOverride(Box::new(UnreadOverride {
            path: written(path),
            chart: chart.clone(),
            listed: self.place,
            preset: overrides.preset.map(str::to_owned),
            near,
        }));
        Some(Problem { place, kind })
    }

    /// The path that is probably meant by one that nothing reads, and whether its last key only has
    /// another name.
    fn near(&self, last: &str, parent: &[&str], values: Node<'_>) -> Option<(Vec<String>, bool)> {
        let paths = self.paths()?;
        let join = |above: &[&str], rest: &[&str]| {
            let all = above.iter().chain(rest);
            all.map(|key| (*key).to_owned()).collect::<Vec<String>>()
        };
        let siblings = paths.keys(parent);
        if siblings.len() > COMPARED_KEYS {
            return None;
        }
        let is_free = |key: &&&str| {
            let there = look_up(values, parent).and_then(|mapping| mapping.get(key));
            there.is_none()
        };
        let free = siblings.iter().filter(is_free).copied();
        if let Some(meant) = closest(last, free).filter(|_| last.len() > 2) {
            return Some((join(parent, &[meant]), true));
        }
        let mut below = siblings
            .iter()
            .filter(|key| {
                let mut at = parent.to_vec();
                at.push(key);
                paths.keys(&at).binary_search(&last).is_ok()
            })
            .copied();
        if let (Some(key), None) = (below.next(), below.next()) {
            return Some((join(parent, &[key, last]), false));
        }
        let (_, above) = parent.split_last()?;
        let is_above = paths.keys(above).binary_search(&last).is_ok();
        is_above.then(|| (join(above, &[last]), false))
    }
}

/// Whether a key is for YAML or Palette, or no key that a chart can have.
fn is_special(key: Node<'_>, name: &str) -> bool {
    name == "<<" || key.is_unquoted_macro() || name.contains("{{") || name.is_empty()
}

/// Whether the mapping at a path of the values has another key that the chart reads.
fn has_other_key(paths: &Paths, values: Node<'_>, at: &[&str], key: &str) -> bool {
    let entries = look_up(values, at).into_iter().flat_map(Node::entries);
    let mut others = entries.filter_map(|(other, _)| other.text());
    let read = paths.keys(at);
    others.any(|other| other != key && read.contains(&other))
}

/// The entry with the key that is missing above it, where it is one line and that key is not there.
fn nested(
    above: &str,
    key: Node<'_>,
    value: Node<'_>,
    mapping: Node<'_>,
) -> Option<(Place, String)> {
    let source = key.source();
    let span = Span {
        start: key.span().start,
        end: value.span().end,
    };
    let text = span.slice(&source.text);
    let line = source.text.get(..span.start as usize)?;
    let indent = line.get(line.rfind('\n').map_or(0, |at| at + 1)..)?;
    let is_plain = indent.bytes().all(|byte| byte == b' ')
        && matches!(value.kind(), Kind::Scalar(_))
        && !value.is_absent()
        && !text.contains('\n')
        && mapping.entry(above).is_none();
    is_plain.then(|| (source.place(span), format!("{above}:\n{indent}  {text}")))
}
