//! The typed descent: takes known keys out of an object, and records what is of the wrong shape.

use std::cell::RefCell;
use std::collections::HashSet;

use super::resolve::{Resolver, is_substituted, marked_unknown};
use super::view::{Member, Shape, View};
use crate::model::{Located, Provenance, Unknown};
use crate::problem::{Problem, ProblemKind, Problems};
use crate::source::{Expense, Place};
use crate::syntax::{Kind, Node, TextMap};
use crate::text::{any_of, closest, short};

/// What is carried along while one input is read.
#[derive(Debug)]
pub(crate) struct Reading<'r> {
    /// What macros can be resolved with.
    pub(crate) resolver: &'r Resolver,
    /// Whether a key that is nearly a known one is read as that one.
    reads_near_keys: bool,
    problems: RefCell<Problems>,
}

impl<'r> Reading<'r> {
    pub(crate) fn new(resolver: &'r Resolver) -> Self {
        Reading {
            resolver,
            reads_near_keys: true,
            problems: RefCell::default(),
        }
    }

    /// Reading where a misspelt key must not take effect: what it does is not for packlint to guess.
    pub(crate) fn strict(resolver: &'r Resolver) -> Self {
        Reading {
            reads_near_keys: false,
            ..Reading::new(resolver)
        }
    }

    /// Records what is wrong.
    pub(crate) fn push(&self, place: Place, kind: ProblemKind) {
        self.extend([Problem { place, kind }]);
    }

    pub(crate) fn extend(&self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.borrow_mut().extend(problems);
    }

    /// Everything that was wrong.
    pub(crate) fn finish(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        let exceeded = self.resolver.budget.take_exceeded();
        problems.extend(exceeded.into_iter().map(Problem::from));
        problems.into_vec()
    }

    /// Spends for what is read; `false` where the limit does not allow it.
    pub(crate) fn spend(&self, expense: Expense, amount: usize, place: Place) -> bool {
        self.resolver.budget.spend(expense, amount as u64, place)
    }

    /// Whether a text of so many bytes may be read: aliases repeat one for the cost of a few bytes.
    /// What the file itself has is free.
    pub(crate) fn may_repeat(&self, bytes: usize, free: usize, place: Place) -> bool {
        let (bytes, free) = (bytes as u64, free as u64);
        let budget = &self.resolver.budget;
        budget.spend_beside(Expense::RepeatedBytes, bytes, free, place)
    }

    /// Whether a node of one of packlint's own forms may be looked through.
    fn may_scan(&self, node: Node<'_>) -> bool {
        let bytes = node.text().map_or(0, str::len);
        self.may_repeat(bytes, node.source().text.len(), node.place())
    }

    /// Records a value of the wrong shape.
    pub(crate) fn wrong(&self, name: &str, value: View<'_>, expected: &str) {
        let kind = ProblemKind::WrongType {
            name: short(name).into_owned(),
            expected: expected.to_owned(),
            found: value.describe(),
        };
        self.push(value.place(), kind);
    }
}

/// A key of an object with its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'t> {
    /// What to call it in messages.
    pub(crate) name: &'t str,
    pub(crate) key: Place,
    pub(crate) value: View<'t>,
}

impl<'t> Entry<'t> {
    /// A value that has no key: the root of a text, or an item of a list.
    pub(crate) fn item(name: &'t str, value: View<'t>) -> Self {
        Entry {
            name,
            key: value.place(),
            value,
        }
    }

    /// An entry of an object.
    pub(crate) fn of(member: Member<'t>) -> Self {
        Entry {
            name: member.name,
            key: member.key,
            value: member.value,
        }
    }

    /// The value's place, or the key's where no value is written.
    pub(crate) fn place(self) -> Place {
        match self.value {
            View::Own(node) if node.is_absent() => self.key,
            value => value.place(),
        }
    }

    /// Records a value of the wrong shape; where nothing is written, at the key. A macro that has no
    /// value here may be of the right one.
    pub(crate) fn wrong(self, reading: &Reading<'_>, expected: impl Into<String>) {
        let kind = match self.value {
            View::Own(node) if node.leads_nowhere() => return,
            View::Own(node) => unresolved(node, reading).map(ProblemKind::NotKnown),
            _ => None,
        };
        let kind = kind.unwrap_or_else(|| ProblemKind::WrongType {
            name: short(self.name).into_owned(),
            expected: expected.into(),
            found: self.value.describe(),
        });
        reading.push(self.place(), kind);
    }

    fn invalid<T>(self) -> Located<T> {
        Located::unknown(Unknown::Invalid, self.place())
    }

    /// Whether it is the text `""`, which Terraform and the API take for nothing.
    fn is_empty_text(self) -> bool {
        !self.value.is_own() && self.value.as_text() == Some("")
    }

    /// A scalar's text, macros resolved; a number as it is written. Anything else is recorded, and
    /// invalid.
    pub(crate) fn text(self, reading: &Reading<'_>, expected: &str) -> Located<String> {
        self.try_text(reading, expected)
            .unwrap_or_else(|| self.invalid())
    }

    /// As [`Entry::text`]; nothing where the value has the wrong shape.
    pub(crate) fn try_text(self, reading: &Reading<'_>, expected: &str) -> Option<Located<String>> {
        let place = self.value.place();
        if let View::Own(node) = self.value {
            if !reading.may_scan(node) {
                return Some(self.invalid());
            }
            if let Some(text) = macro_text(node) {
                return Some(Located {
                    value: (reading.resolver.resolve(text, place)).map(|text| text.into_owned()),
                    place,
                    provenance: Provenance::Macro,
                });
            }
        }
        match self.value.shape() {
            Shape::Unknown(unknown) => Some(Located::unknown(unknown.clone(), place)),
            Shape::Text(text) | Shape::Number(text, _) => Some(match self.hole() {
                Some(unknown) => Located::unknown(unknown, place),
                None => Located::written(text.to_owned(), place),
            }),
            _ => {
                self.wrong(reading, expected);
                None
            }
        }
    }

    /// Why a part of Terraform's text is not known.
    fn hole(self) -> Option<Unknown> {
        match self.value {
            View::Own(_) => None,
            value => marked_unknown(value.as_text()?),
        }
    }

    /// A whole number. Providers take one that is written as text.
    pub(crate) fn whole(self, reading: &Reading<'_>) -> Located<i64> {
        let expected = "a whole number";
        let place = self.value.place();
        match (self.value, self.value.shape()) {
            (_, Shape::Number(_, Some(number))) => return Located::written(number, place),
            (_, Shape::Unknown(unknown)) => return Located::unknown(unknown.clone(), place),
            (View::Own(node), Shape::Text(_) | Shape::Object) if !reading.may_scan(node) => {
                return self.invalid();
            }
            (View::Own(node), _) if macro_text(node).is_some() => {
                let text = self.text(reading, expected);
                let number = text.map(|text| text.parse().map_err(|_| Unknown::Invalid));
                if text.known().is_none() || number.known().is_some() {
                    return number;
                }
            }
            (View::Own(_), _) => {}
            (_, Shape::Text(text)) => match (self.hole(), text.parse()) {
                (Some(unknown), _) => return Located::unknown(unknown, place),
                (None, Ok(number)) => return Located::written(number, place),
                (None, Err(_)) => {}
            },
            _ => {}
        }
        self.wrong(reading, expected);
        self.invalid()
    }

    /// `true` or `false`. Providers take either as text.
    pub(crate) fn flag(self, reading: &Reading<'_>) -> Located<bool> {
        let expected = "true or false";
        let place = self.value.place();
        match (self.value, self.value.shape()) {
            (_, Shape::Bool(flag)) => return Located::written(flag, place),
            (_, Shape::Unknown(unknown)) => return Located::unknown(unknown.clone(), place),
            (View::Own(node), Shape::Text(_) | Shape::Object) if !reading.may_scan(node) => {
                return self.invalid();
            }
            (View::Own(node), _) if macro_text(node).is_some() => {
                let text = self.text(reading, expected);
                let flag = text.map(|text| text.parse().map_err(|_| Unknown::Invalid));
                if flag.value != Err(Unknown::Invalid) {
                    return flag;
                }
            }
            (View::Own(_), _) => {}
            (_, Shape::Text(text)) => {
                if let Ok(flag) = text.parse() {
                    return Located::written(flag, place);
                }
            }
            _ => {}
        }
        self.wrong(reading, expected);
        self.invalid()
    }

    /// One of some names, in any case.
    pub(crate) fn name<T>(
        self,
        reading: &Reading<'_>,
        names: &'static [&'static str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Located<T> {
        let expected = any_of(names);
        let text = match self.value.is_own() {
            true => self.text(reading, &expected),
            false => self.text(reading, "a string"),
        };
        let canonical = |text: &str| {
            let mut names = names.iter();
            names
                .find(|name| name.eq_ignore_ascii_case(text))
                .and_then(|name| parse(name))
        };
        let named = text.map(|text| canonical(text).ok_or(Unknown::Invalid));
        if let (Ok(text), Err(Unknown::Invalid)) = (&text.value, &named.value) {
            let found = match self.value.is_own() {
                true => format!("'{}'", short(text)),
                false => self.value.describe(),
            };
            let kind = ProblemKind::WrongType {
                name: short(self.name).into_owned(),
                expected,
                found,
            };
            reading.push(self.value.place(), kind);
        }
        named
    }

    /// The items of a list. One that is not known has none.
    pub(crate) fn items(self, reading: &Reading<'_>, expected: &str) -> Vec<View<'t>> {
        if !matches!(self.value.shape(), Shape::List | Shape::Unknown(_)) {
            self.wrong(reading, expected);
        }
        let items = self.value.items();
        match reading.spend(Expense::Items, items.len(), self.value.place()) {
            true => items,
            false => Vec::new(),
        }
    }

    /// A list of texts; a list that is not known as a whole is one such item.
    pub(crate) fn texts(self, reading: &Reading<'_>, expected: &str) -> Vec<Located<String>> {
        if let Some(unknown) = self.value.unknown() {
            return vec![Located::unknown(unknown.clone(), self.value.place())];
        }
        let item = |value| Entry { value, ..self };
        let items = self.items(reading, expected).into_iter();
        match self.value.is_own() {
            true => items
                .filter_map(|value| item(value).try_text(reading, expected))
                .collect(),
            false => items
                .map(|value| item(value).text(reading, "a string"))
                .collect(),
        }
    }
}

/// The text of a scalar that is, or holds, a macro.
fn macro_text(node: Node<'_>) -> Option<&str> {
    if node.is_unquoted_macro() {
        return Some(node.raw());
    }
    let text = node.text().filter(|text| is_substituted(text))?;
    matches!(node.kind(), Kind::Scalar(_)).then_some(text)
}

/// Why a macro has no value here, where the node is one.
fn unresolved(node: Node<'_>, reading: &Reading<'_>) -> Option<Unknown> {
    if !reading.may_scan(node) {
        return None;
    }
    reading
        .resolver
        .resolve(macro_text(node)?, node.place())
        .err()
}

/// The entries of a mapping with `<<` merged in, each key once: one that stands twice has its own
/// finding, and its first value counts.
pub(crate) fn distinct_entries<'t>(mapping: Node<'t>) -> Vec<(Node<'t>, Node<'t>)> {
    let mut seen = TextMap::default();
    let mut entries = mapping.merged_entries();
    entries.retain(|(key, _)| {
        key.text()
            .is_none_or(|name| seen.insert(name, ()).is_none())
    });
    entries
}

/// A key of an object that was not taken yet.
struct Left<'t> {
    key: Place,
    value: View<'t>,
    /// The key's text; `None` for a key that is no text.
    written: Option<&'t str>,
    /// What it is read as.
    name: Option<&'t str>,
}

/// The keys of one object, taken one by one.
pub(crate) struct Reader<'t, 'r> {
    pub(crate) reading: &'r Reading<'r>,
    within: &'static str,
    known: Vec<&'static str>,
    left: Vec<Left<'t>>,
    /// Keys that were read as others, which they nearly are.
    misspelled: Vec<(Place, &'t str)>,
}

impl<'t, 'r> Reader<'t, 'r> {
    /// Opens an object of one of packlint's own forms; records anything else. `within` is what it is,
    /// with its article; `keys` are those that it may have. A key that is nearly a known one is read
    /// as that one, where the object has no other for it: the checks go on with what was meant, and
    /// its default says nothing wrong beside.
    pub(crate) fn open(
        entry: Entry<'t>,
        within: &'static str,
        keys: &[&'static str],
        reading: &'r Reading<'r>,
    ) -> Option<Self> {
        let node = entry.value.node()?;
        if node.kind() != Kind::Mapping || node.is_unquoted_macro() {
            entry.wrong(reading, "a mapping");
            return None;
        }
        let mut left: Vec<_> = distinct_entries(node)
            .into_iter()
            .map(|(key, value)| Left {
                key: key.place(),
                value: View::Own(value),
                written: key.text(),
                name: key.text(),
            })
            .collect();
        let mut taken: HashSet<&str> = left.iter().filter_map(|one| one.name).collect();
        for one in &mut left {
            let name = one.written;
            let Some(name) = name.filter(|name| reading.reads_near_keys && !keys.contains(name))
            else {
                continue;
            };
            let near = closest(name, keys.iter().copied());
            let meant = keys.iter().find(|known| near == Some(**known));
            if let Some(meant) = meant.filter(|meant| taken.insert(meant)) {
                taken.remove(name);
                one.name = Some(meant);
            }
        }
        Some(Reader {
            reading,
            within,
            known: keys.to_vec(),
            left,
            misspelled: Vec::new(),
        })
    }

    /// Takes a known key.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Entry<'t>> {
        let at = self.left.iter().position(|one| one.name == Some(name))?;
        let one = self.left.remove(at);
        if let Some(written) = one.written.filter(|written| *written != name) {
            self.misspelled.push((one.key, written));
        }
        Some(Entry {
            name,
            key: one.key,
            value: one.value,
        })
    }

    /// Records the keys that are not known.
    pub(crate) fn finish(self) {
        let left = self.left.iter();
        let left = left.map(|one| (one.key, one.written.unwrap_or("a complex key")));
        for (place, name) in left.chain(self.misspelled.iter().copied()) {
            let near = closest(name, self.known.iter().copied());
            let suggestion = near.and_then(|near| self.known.iter().find(|known| **known == near));
            let kind = ProblemKind::UnknownField {
                name: short(name).into_owned(),
                within: self.within,
                suggestion: suggestion.copied(),
                known: self.known.clone(),
            };
            self.reading.push(place, kind);
        }
    }
}

/// An object that another tool wrote, read key by key: those that packlint does not ask for are
/// left alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object<'t, 'r> {
    pub(crate) view: View<'t>,
    pub(crate) reading: &'r Reading<'r>,
}

impl<'t, 'r> Object<'t, 'r> {
    pub(crate) fn new(view: View<'t>, reading: &'r Reading<'r>) -> Self {
        Object { view, reading }
    }

    pub(crate) fn place(self) -> Place {
        self.view.place()
    }

    /// A key with its value; null is the same as none.
    pub(crate) fn entry(self, name: &'t str) -> Option<Entry<'t>> {
        let value = self.view.get(name)?;
        Some(Entry {
            name,
            key: value.place(),
            value,
        })
    }

    /// An object in this one.
    pub(crate) fn object(self, name: &str) -> Option<Object<'t, 'r>> {
        Some(Object::new(self.view.get(name)?, self.reading))
    }

    /// A text, or a number as it is written; `""` is nothing.
    pub(crate) fn text(self, name: &'t str) -> Option<Located<String>> {
        let entry = self.entry(name).filter(|entry| !entry.is_empty_text())?;
        Some(entry.text(self.reading, "a string"))
    }

    pub(crate) fn whole(self, name: &'t str) -> Option<Located<i64>> {
        Some(self.entry(name)?.whole(self.reading))
    }

    pub(crate) fn flag(self, name: &'t str) -> Option<Located<bool>> {
        Some(self.entry(name)?.flag(self.reading))
    }

    /// One of some names, in any case; `""` is nothing.
    pub(crate) fn name<T>(
        self,
        name: &'t str,
        names: &'static [&'static str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Located<T>> {
        let entry = self.entry(name).filter(|entry| !entry.is_empty_text())?;
        Some(entry.name(self.reading, names, parse))
    }

    /// The items of a list that may be missing.
    pub(crate) fn items(self, name: &'t str) -> Vec<Object<'t, 'r>> {
        let items = self
            .entry(name)
            .map(|entry| entry.items(self.reading, "a list"));
        let items = items.unwrap_or_default().into_iter();
        items.map(|item| Object::new(item, self.reading)).collect()
    }

    pub(crate) fn texts(self, name: &'t str) -> Vec<Located<String>> {
        let entry = self.entry(name);
        entry.map_or(Vec::new(), |entry| entry.texts(self.reading, "a list"))
    }

    /// Records a value of the wrong shape under a name.
    pub(crate) fn wrong(self, name: &str, expected: &str) {
        self.reading.wrong(name, self.view, expected);
    }
}
