//! The typed descent: takes known keys out of a mapping, and records the rest.

use std::collections::HashSet;

use super::resolve::{Resolver, is_substituted};
use crate::model::{Located, Provenance, Unknown};
use crate::problem::{Problem, ProblemKind};
use crate::source::Place;
use crate::syntax::{Kind, Node, Typed};
use crate::text::{any_of, closest};

/// What a descent through a document carries along.
#[derive(Debug)]
pub(crate) struct Descent<'r> {
    /// What was wrong so far.
    pub(crate) problems: Vec<Problem>,
    /// What macros can be resolved with.
    pub(crate) resolver: &'r Resolver,
}

impl<'r> Descent<'r> {
    /// A descent without problems yet.
    pub(crate) fn new(resolver: &'r Resolver) -> Self {
        Descent {
            problems: Vec::new(),
            resolver,
        }
    }

    /// Records a value of the wrong shape; where nothing is written, at the key. A macro that has no
    /// value here may be of the right one.
    pub(crate) fn wrong_type(&mut self, entry: Entry<'_>, expected: impl Into<String>) {
        let value = entry.value;
        if value.leads_nowhere() {
            return;
        }
        let text = match value.is_unquoted_macro() {
            true => Some(value.raw()),
            false => value.text().filter(|text| is_substituted(text)),
        };
        if let Some(Err(unknown)) = text.map(|text| self.resolver.resolve(text)) {
            self.problems.push(Problem {
                place: entry.place(),
                kind: ProblemKind::NotKnown(unknown),
            });
            return;
        }
        self.problems.push(Problem {
            place: entry.place(),
            kind: ProblemKind::WrongType {
                name: entry.name.to_owned(),
                expected: expected.into(),
                found: describe(entry.value),
            },
        });
    }

    /// A scalar's text, macros resolved. Numbers are taken as they are written.
    pub(crate) fn text(&mut self, entry: Entry<'_>, expected: &str) -> Option<Located<String>> {
        let value = entry.value;
        let place = value.place();
        if value.is_unquoted_macro() {
            return Some(self.substitute(value.raw(), place));
        }
        match value.kind() {
            Kind::Scalar(Typed::Str(_) | Typed::Int(_) | Typed::Float(_)) => {
                let text = value.text().unwrap_or_default();
                Some(if is_substituted(text) {
                    self.substitute(text, place)
                } else {
                    Located::written(text.to_owned(), place)
                })
            }
            _ => {
                self.wrong_type(entry, expected);
                None
            }
        }
    }

    fn substitute(&self, text: &str, place: Place) -> Located<String> {
        Located {
            value: self.resolver.resolve(text).map(|text| text.into_owned()),
            place,
            provenance: Provenance::Macro,
        }
    }

    /// A whole number.
    pub(crate) fn integer(&mut self, entry: Entry<'_>) -> Option<Located<i64>> {
        let expected = "a whole number";
        if let Kind::Scalar(Typed::Int(number)) = entry.value.kind() {
            let number =
                i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX });
            return Some(Located::written(number, entry.value.place()));
        }
        let text = entry.value.text().unwrap_or_default();
        if !is_substituted(text) && !entry.value.is_unquoted_macro() {
            self.wrong_type(entry, expected);
            return None;
        }
        let text = self.text(entry, expected)?;
        if text
            .known()
            .is_some_and(|text| text.parse::<i64>().is_err())
        {
            self.wrong_type(entry, expected);
            return None;
        }
        Some(text.map(|text| text.parse().map_err(|_| Unknown::Invalid)))
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, entry: Entry<'_>) -> Option<Located<bool>> {
        if let Kind::Scalar(Typed::Bool(value)) = entry.value.kind() {
            return Some(Located::written(value, entry.value.place()));
        }
        let expected = "true or false";
        let text = entry.value.text().unwrap_or_default();
        if !is_substituted(text) && !entry.value.is_unquoted_macro() {
            self.wrong_type(entry, expected);
            return None;
        }
        let text = self.text(entry, expected)?;
        let value = text.map(|text| text.parse().map_err(|_| Unknown::Invalid));
        if value.value == Err(Unknown::Invalid) {
            self.wrong_type(entry, expected);
        }
        Some(value)
    }

    /// One of some names, in any case.
    pub(crate) fn name<T>(
        &mut self,
        entry: Entry<'_>,
        names: &'static [&'static str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Located<T>> {
        let expected = any_of(names);
        let text = self.text(entry, &expected)?;
        let canonical = |text: &str| {
            names
                .iter()
                .find(|name| name.eq_ignore_ascii_case(text))
                .copied()
        };
        let named = text.map(|text| canonical(text).and_then(&parse).ok_or(Unknown::Invalid));
        if let (Ok(text), Err(Unknown::Invalid)) = (&text.value, &named.value) {
            self.problems.push(Problem {
                place: entry.value.place(),
                kind: ProblemKind::WrongType {
                    name: entry.name.to_owned(),
                    expected,
                    found: format!("'{text}'"),
                },
            });
        }
        Some(named)
    }

    /// The items of a list.
    pub(crate) fn list<'t>(&mut self, entry: Entry<'t>, expected: &str) -> Vec<Node<'t>> {
        if entry.value.kind() != Kind::Sequence {
            self.wrong_type(entry, expected);
        }
        entry.value.items().collect()
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, entry: Entry<'_>, expected: &str) -> Vec<Located<String>> {
        let items = self.list(entry, expected);
        let item = |value| Entry { value, ..entry };
        items
            .into_iter()
            .filter_map(|value| self.text(item(value), expected))
            .collect()
    }
}

/// What a value is, for messages: `a list`, `a boolean (true)`, `"three"`.
pub(crate) fn describe(value: Node<'_>) -> String {
    match value.kind() {
        Kind::Sequence => "a list".to_owned(),
        Kind::Mapping => "a mapping".to_owned(),
        Kind::Scalar(Typed::Null) => "without a value".to_owned(),
        Kind::Scalar(typed) => {
            let text: String = value.text().unwrap_or_default().chars().take(40).collect();
            format!("{} ({text})", typed.type_name())
        }
    }
}

/// A key with its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'t> {
    /// What to call it in messages.
    pub(crate) name: &'t str,
    /// The key.
    pub(crate) key: Node<'t>,
    /// The value.
    pub(crate) value: Node<'t>,
}

impl Entry<'_> {
    /// The value, or the key where no value is written.
    pub(crate) fn place(self) -> Place {
        if self.value.is_absent() {
            self.key.place()
        } else {
            self.value.place()
        }
    }

    /// What was read of a value that is there; one that could not be read has its own finding.
    pub(crate) fn or_invalid<T>(self, read: Option<Located<T>>) -> Located<T> {
        read.unwrap_or_else(|| Located::unknown(Unknown::Invalid, self.place()))
    }
}

/// The entries of a mapping with `<<` merged in, each key once: one that stands twice has its own
/// finding, and its first value counts.
pub(crate) fn distinct_entries<'t>(mapping: Node<'t>) -> Vec<(Node<'t>, Node<'t>)> {
    let mut seen = HashSet::new();
    let mut entries = mapping.merged_entries();
    entries.retain(|(key, _)| key.text().is_none_or(|name| seen.insert(name)));
    entries
}

/// A key of a mapping that nobody has taken yet.
struct Left<'t> {
    key: Node<'t>,
    value: Node<'t>,
    /// What it is taken for; `None` for a key that is no text.
    name: Option<&'t str>,
}

/// The keys of one mapping, taken one by one.
pub(crate) struct Fields<'t> {
    within: &'static str,
    left: Vec<Left<'t>>,
    known: Vec<&'static str>,
    /// Keys that were read as others, which they nearly are.
    misspelled: Vec<Node<'t>>,
}

impl<'t> Fields<'t> {
    /// Opens a mapping; records anything else as of the wrong type. `within` is what it is, with
    /// its article.
    pub(crate) fn open(
        entry: Entry<'t>,
        within: &'static str,
        descent: &mut Descent<'_>,
    ) -> Option<Self> {
        if entry.value.kind() != Kind::Mapping || entry.value.is_unquoted_macro() {
            descent.wrong_type(entry, "a mapping");
            return None;
        }
        Some(Fields::root(entry.value, within))
    }

    /// Opens the root of a document.
    pub(crate) fn root(node: Node<'t>, within: &'static str) -> Self {
        let entries = distinct_entries(node).into_iter();
        Fields {
            within,
            left: entries
                .map(|(key, value)| Left {
                    key,
                    value,
                    name: key.text(),
                })
                .collect(),
            known: Vec::new(),
            misspelled: Vec::new(),
        }
    }

    /// Says beforehand which keys the mapping may have. One that is nearly a known key is read as
    /// that one, where the mapping has no other for it: the checks go on with what was meant, and
    /// its default says nothing wrong beside.
    #[must_use]
    pub(crate) fn expecting(mut self, names: &'static [&'static str]) -> Self {
        let has = |left: &[Left<'t>], name| left.iter().any(|one| one.name == Some(name));
        for index in 0..self.left.len() {
            let name = self.left.get(index).and_then(|left| left.name);
            let Some(name) = name.filter(|name| !names.contains(name)) else {
                continue;
            };
            let near = closest(name, names.iter().copied());
            let meant = near.filter(|near| !has(&self.left, near));
            if let (Some(meant), Some(left)) = (meant, self.left.get_mut(index)) {
                left.name = names.iter().find(|known| **known == meant).copied();
            }
        }
        self.known = names.to_vec();
        self
    }

    /// The value of a key, which stays where it is.
    pub(crate) fn peek(&self, name: &str) -> Option<Node<'t>> {
        let is_it = |left: &&Left<'t>| left.name == Some(name);
        self.left.iter().find(is_it).map(|left| left.value)
    }

    /// Takes a known key.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Entry<'t>> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        let at = self.left.iter().position(|left| left.name == Some(name))?;
        let Left { key, value, .. } = self.left.remove(at);
        if key.text() != Some(name) {
            self.misspelled.push(key);
        }
        Some(Entry { name, key, value })
    }

    /// Records the keys that are not known.
    pub(crate) fn finish(self, descent: &mut Descent<'_>) {
        let left = self.left.iter().map(|left| left.key);
        for key in left.chain(self.misspelled.iter().copied()) {
            let name = key.text().unwrap_or("a complex key").to_owned();
            descent.problems.push(Problem {
                place: key.place(),
                kind: ProblemKind::UnknownField {
                    suggestion: closest(&name, self.known.iter().copied())
                        .and_then(|near| self.known.iter().find(|known| **known == near).copied()),
                    name,
                    within: self.within,
                    known: self.known.clone(),
                },
            });
        }
    }
}
