//! Values of Terraform's language. Each knows where it is written, and may be unknown in part: a text
//! with holes, a list with further items, an object with further entries.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::number::Number;
use crate::model::Unknown;
use crate::source::Place;
use crate::syntax::Spelled;

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Val {
    pub(super) place: Place,
    pub(super) data: Data,
}

#[derive(Clone, Debug)]
pub(super) enum Data {
    Null,
    Bool(bool),
    Number(Number),
    Text(Rc<Spelled>),
    List(Rc<List>),
    Object(Rc<Object>),
    Unknown(Rc<Gap>),
}

/// Why a value is not known.
#[derive(Clone, Debug)]
pub(super) struct Gap {
    pub(super) why: Unknown,
    /// The resource whose `id` it is, by its address.
    pub(super) id_of: Option<Rc<str>>,
}

/// A tuple, list or set.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) kind: ListKind,
    pub(super) items: Vec<Val>,
    /// There may be more items.
    pub(super) open: Option<Rc<Gap>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListKind {
    Tuple,
    List,
    Set,
}

/// An object or a map.
#[derive(Clone, Debug, Default)]
pub(super) struct Object {
    pub(super) is_map: bool,
    pub(super) entries: BTreeMap<Rc<str>, Entry>,
    /// There may be more entries.
    pub(super) open: Option<Rc<Gap>>,
}

/// An entry of an object.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Place,
    pub(super) value: Val,
}

impl Gap {
    pub(super) fn new(why: Unknown) -> Rc<Self> {
        Rc::new(Gap { why, id_of: None })
    }

    /// Not known, with a reason in words.
    pub(super) fn because(reason: impl Into<String>) -> Rc<Self> {
        Gap::new(Unknown::Terraform(reason.into()))
    }
}

impl List {
    pub(super) fn new(kind: ListKind, items: Vec<Val>) -> Self {
        List {
            kind,
            items,
            open: None,
        }
    }
}

impl Object {
    pub(super) fn insert(&mut self, name: &str, key: Place, value: Val) {
        self.entries.insert(name.into(), Entry { key, value });
    }

    pub(super) fn get(&self, name: &str) -> Option<&Val> {
        self.entries.get(name).map(|entry| &entry.value)
    }
}

impl Data {
    pub(super) fn list(kind: ListKind, items: Vec<Val>) -> Self {
        Data::List(Rc::new(List::new(kind, items)))
    }

    pub(super) fn number(value: impl Into<i128>) -> Self {
        Data::Number(Number::whole(value))
    }

    pub(super) fn at(self, place: Place) -> Val {
        Val { place, data: self }
    }
}

impl Val {
    pub(super) fn unknown(gap: Rc<Gap>, place: Place) -> Self {
        Data::Unknown(gap).at(place)
    }

    /// Why it is not known, where nothing of it is.
    pub(super) fn gap(&self) -> Option<&Rc<Gap>> {
        match &self.data {
            Data::Unknown(gap) => Some(gap),
            _ => None,
        }
    }

    /// The first reason why something in it is not known.
    pub(super) fn any_gap(&self) -> Option<Rc<Gap>> {
        match &self.data {
            Data::Unknown(gap) => Some(Rc::clone(gap)),
            Data::Text(text) => text.hole().map(Gap::because),
            Data::List(list) => {
                let own = list.open.clone();
                own.or_else(|| list.items.iter().find_map(Val::any_gap))
            }
            Data::Object(object) => {
                let values = object.entries.values();
                let own = object.open.clone();
                own.or_else(|| values.into_iter().find_map(|entry| entry.value.any_gap()))
            }
            _ => None,
        }
    }

    /// The text of a text that is known as a whole.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) if text.holes.is_empty() => Some(&text.content),
            _ => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    pub(super) fn as_list(&self) -> Option<&Rc<List>> {
        match &self.data {
            Data::List(list) => Some(list),
            _ => None,
        }
    }

    pub(super) fn as_object(&self) -> Option<&Rc<Object>> {
        match &self.data {
            Data::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether two values are the same; not known where a part is not, or where their types may
    /// differ.
    pub(super) fn equals(&self, other: &Val) -> Result<bool, Rc<Gap>> {
        let unsure = || {
            let gap = self.any_gap().or_else(|| other.any_gap());
            gap.unwrap_or_else(|| Gap::because("values of two types are compared"))
        };
        match (&self.data, &other.data) {
            (Data::Unknown(_), _) | (_, Data::Unknown(_)) => Err(unsure()),
            (Data::Null, Data::Null) => Ok(true),
            (Data::Null, _) | (_, Data::Null) => Ok(false),
            (Data::Bool(one), Data::Bool(two)) => Ok(one == two),
            (Data::Number(one), Data::Number(two)) => match one.compare(*two) {
                Some(order) => Ok(order.is_eq()),
                None => Err(Gap::because("Terraform rounds this number")),
            },
            (Data::Text(_), Data::Text(_)) => match (self.as_text(), other.as_text()) {
                (Some(one), Some(two)) => Ok(one == two),
                _ => Err(unsure()),
            },
            (Data::List(one), Data::List(two)) if one.kind == two.kind => {
                if one.open.is_some() || two.open.is_some() {
                    return Err(unsure());
                }
                let pairs = one.items.iter().zip(&two.items);
                all_equal(one.items.len() == two.items.len(), pairs)
            }
            (Data::Object(one), Data::Object(two)) if one.is_map == two.is_map => {
                if one.open.is_some() || two.open.is_some() {
                    return Err(unsure());
                }
                let same_keys = one.entries.keys().eq(two.entries.keys());
                let values = |object: &Rc<Object>| {
                    let values = object.entries.values();
                    values.map(|entry| entry.value.clone()).collect::<Vec<_>>()
                };
                let (one_values, two_values) = (values(one), values(two));
                all_equal(same_keys, one_values.iter().zip(&two_values))
            }
            (Data::List(_) | Data::Object(_), Data::List(_) | Data::Object(_)) => Err(unsure()),
            // Scalars of two types differ, and so do a scalar and a collection.
            _ => Ok(false),
        }
    }
}

/// Whether all pairs are the same.
fn all_equal<'v>(
    same_shape: bool,
    pairs: impl Iterator<Item = (&'v Val, &'v Val)>,
) -> Result<bool, Rc<Gap>> {
    if !same_shape {
        return Ok(false);
    }
    let mut unsure = None;
    for (one, two) in pairs {
        match one.equals(two) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(gap) => unsure = Some(gap),
        }
    }
    unsure.map_or(Ok(true), Err)
}
