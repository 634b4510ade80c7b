//! A key of an object with its value, to be read as what is expected there.

use std::str::FromStr;

use super::reading::{ReadForm, Reading};
use super::resolve::has_macro;
use super::view::{Member, Shape, View};
use crate::model::{Located, Provenance, Unknown};
use crate::problem::{Meant, ProblemKind};
use crate::source::{Expense, Place};
use crate::syntax::{Kind, Node};
use crate::text::{any_of, closest, short};

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
        self.wrong_with(reading, expected, None);
    }

    fn wrong_with(self, reading: &Reading<'_>, expected: impl Into<String>, meant: Option<Meant>) {
        if reading.form == ReadForm::PackJson {
            let path = reading.path.borrow().clone();
            let field = if path.is_empty() {
                self.name.to_owned()
            } else {
                path
            };
            return reading.wrong_in_pack(field, self.value, &expected.into());
        }
        let kind = match self.value {
            View::Own(node) if node.leads_nowhere() => return,
            View::Own(node) => unresolved(node, reading).map(ProblemKind::NotKnown),
            _ => None,
        };
        let kind = kind.unwrap_or_else(|| ProblemKind::WrongType {
            name: short(self.name).into_owned(),
            expected: expected.into(),
            found: self.value.describe(),
            meant,
        });
        reading.push(self.place(), kind);
    }

    fn invalid<T>(self) -> Located<T> {
        Located::unknown(Unknown::Invalid, self.place())
    }

    /// Whether it is the text `""`, which Terraform and the API take for nothing.
    pub(super) fn is_empty_text(self) -> bool {
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
            Shape::PartlyKnown(reason) => Some(partly_known(reason, place)),
            Shape::Text(text) | Shape::Number(text, _) => {
                Some(Located::written(text.to_owned(), place))
            }
            _ => {
                self.wrong(reading, expected);
                None
            }
        }
    }

    /// The text of a value that is one, or a number; nothing where it is something else, which is
    /// not recorded.
    pub(crate) fn text_if_any(self, reading: &Reading<'_>) -> Option<Located<String>> {
        let is_text = match self.value.shape() {
            Shape::Text(_) | Shape::Number(..) | Shape::Unknown(_) | Shape::PartlyKnown(_) => true,
            _ => matches!(self.value, View::Own(node) if node.is_unquoted_macro()),
        };
        is_text.then(|| self.text(reading, "a text"))
    }

    /// A whole number. Providers accept one that is written as text.
    pub(crate) fn whole(self, reading: &Reading<'_>) -> Located<i64> {
        self.parsed(reading, "a whole number", |shape| match shape {
            Shape::Number(_, number) => number,
            _ => None,
        })
    }

    /// `true` or `false`. Providers accept either as text.
    pub(crate) fn flag(self, reading: &Reading<'_>) -> Located<bool> {
        self.parsed(reading, "true or false", |shape| match shape {
            Shape::Bool(flag) => Some(flag),
            _ => None,
        })
    }

    /// A scalar of a type: written as such, the value of a macro, or a provider's text.
    fn parsed<T: FromStr>(
        self,
        reading: &Reading<'_>,
        expected: &str,
        written: impl Fn(Shape<'t>) -> Option<T>,
    ) -> Located<T> {
        let place = self.value.place();
        let shape = self.value.shape();
        if let Some(value) = written(shape) {
            return Located::written(value, place);
        }
        match (self.value, shape) {
            (_, Shape::Unknown(unknown)) => return Located::unknown(unknown.clone(), place),
            (_, Shape::PartlyKnown(reason)) => return partly_known(reason, place),
            (View::Own(node), Shape::Text(_) | Shape::Object) if !reading.may_scan(node) => {
                return self.invalid();
            }
            (View::Own(node), _) if macro_text(node).is_some() => {
                let text = self.text(reading, expected);
                let value = text.map(|text| text.parse().map_err(|_| Unknown::Invalid));
                if text.known().is_none() || value.known().is_some() {
                    return value;
                }
            }
            (View::Own(_), _) => {}
            (_, Shape::Text(text)) => {
                if let Ok(value) = text.parse() {
                    return Located::written(value, place);
                }
            }
            _ => {}
        }
        // A number or flag in quotes.
        let meant = match (self.value, shape) {
            (View::Own(_), Shape::Text(text)) if text.parse::<T>().is_ok() => {
                let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
                is_plain.then(|| Meant::Unquoted(text.to_owned()))
            }
            _ => None,
        };
        self.wrong_with(reading, expected, meant);
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
            let similar = closest(text, names.iter().copied());
            let similar = similar.filter(|_| self.value.is_own());
            let kind = ProblemKind::WrongType {
                name: short(self.name).into_owned(),
                expected,
                found,
                meant: similar.map(|name| Meant::Name {
                    written: text.clone(),
                    name,
                }),
            };
            reading.push(self.value.place(), kind);
        }
        named
    }

    /// The items of a list. One that is not known has none.
    pub(crate) fn items(self, reading: &Reading<'_>, expected: &str) -> Vec<View<'t>> {
        let shape = self.value.shape();
        if !matches!(
            shape,
            Shape::List | Shape::Unknown(_) | Shape::PartlyKnown(_)
        ) {
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

/// A value in a text of which not all is known.
pub(crate) fn partly_known<T>(reason: &str, place: Place) -> Located<T> {
    Located::unknown(Unknown::Terraform(reason.to_owned()).shortened(), place)
}

/// The text of a scalar that is, or contains, a macro.
fn macro_text(node: Node<'_>) -> Option<&str> {
    if node.is_unquoted_macro() {
        return Some(node.raw());
    }
    let text = node.text().filter(|text| has_macro(text))?;
    matches!(node.kind(), Kind::Scalar(_)).then_some(text)
}

/// Why a macro has no value here, where the node is one.
fn unresolved(node: Node<'_>, reading: &Reading<'_>) -> Option<Unknown> {
    if !reading.may_scan(node) {
        return None;
    }
    let text = macro_text(node)?;
    reading.resolver.resolve(text, node.place()).err()
}
