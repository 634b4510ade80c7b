//! Values of Terraform's language. Each knows where it is written, and may be unknown in part: a text
//! with holes, a list with further items, an object with further entries.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::number::ExactNumber;
use crate::model::Unknown;
use crate::source::Place;
use crate::syntax::Spelled;

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Val {
    pub(super) place: Place,
    pub(super) data: Datum,
}

#[derive(Clone, Debug)]
pub(super) enum Datum {
    Null,
    Bool(bool),
    Number(ExactNumber),
    Text(Rc<Spelled>),
    List(Rc<List>),
    Object(Rc<Record>),
    Unknown(Rc<Absence>),
}

/// Why a value is not known.
#[derive(Clone, Debug)]
pub(super) struct Absence {
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
    pub(super) open: Option<Rc<Absence>>,
    pub(super) weight: Weight,
}

/// How many values a collection has, all levels together, once somebody has counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Weight(Cell<u64>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListKind {
    Tuple,
    List,
    Set,
}

/// An object or a map.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) is_map: bool,
    pub(super) entries: BTreeMap<Rc<str>, ObjectEntry>,
    /// There may be more entries.
    pub(super) open: Option<Rc<Absence>>,
    pub(super) weight: Weight,
}

/// An entry of an object.
#[derive(Clone, Debug)]
pub(super) struct ObjectEntry {
    pub(super) key: Place,
    pub(super) value: Val,
}

impl Absence {
    pub(super) fn new(why: Unknown) -> Rc<Self> {
        Rc::new(Absence { why, id_of: None })
    }

    /// Not known, with a reason in words.
    pub(super) fn because(reason: impl Into<String>) -> Rc<Self> {
        Absence::new(Unknown::Terraform(reason.into()))
    }
}

impl List {
    pub(super) fn new(kind: ListKind, items: Vec<Val>) -> Self {
        List {
            kind,
            items,
            open: None,
            weight: Weight::default(),
        }
    }
}

impl List {
    /// A list that may have more items.
    pub(super) fn open(kind: ListKind, items: Vec<Val>, open: Option<Rc<Absence>>) -> Self {
        List {
            open,
            ..List::new(kind, items)
        }
    }
}

impl Record {
    pub(super) fn insert(&mut self, name: &str, key: Place, value: Val) {
        self.entries.insert(name.into(), ObjectEntry { key, value });
    }

    pub(super) fn get(&self, name: &str) -> Option<&Val> {
        self.entries.get(name).map(|entry| &entry.value)
    }
}

impl Datum {
    pub(super) fn list(kind: ListKind, items: Vec<Val>) -> Self {
        Datum::List(Rc::new(List::new(kind, items)))
    }

    pub(super) fn number(value: impl Into<i128>) -> Self {
        Datum::Number(ExactNumber::whole(value))
    }

    pub(super) fn at(self, place: Place) -> Val {
        Val { place, data: self }
    }
}

impl Val {
    pub(super) fn unknown(gap: Rc<Absence>, place: Place) -> Self {
        Datum::Unknown(gap).at(place)
    }

    /// How many values it is. What several places share is counted at each, and looked at once.
    pub(super) fn weight(&self) -> u64 {
        let counted = |known: &Weight, values: &mut dyn Iterator<Item = &Val>| {
            if known.0.get() == 0 {
                let all = values.fold(1_u64, |sum, value| sum.saturating_add(value.weight()));
                known.0.set(all);
            }
            known.0.get()
        };
        match &self.data {
            Datum::List(list) => counted(&list.weight, &mut list.items.iter()),
            Datum::Object(object) => {
                let values = object.entries.values();
                counted(&object.weight, &mut values.map(|entry| &entry.value))
            }
            _ => 1,
        }
    }

    /// Why it is not known, where nothing of it is.
    pub(super) fn gap(&self) -> Option<&Rc<Absence>> {
        match &self.data {
            Datum::Unknown(gap) => Some(gap),
            _ => None,
        }
    }

    /// The first reason why something in it is not known.
    pub(super) fn any_gap(&self) -> Option<Rc<Absence>> {
        match &self.data {
            Datum::Unknown(gap) => Some(Rc::clone(gap)),
            Datum::Text(text) => text.hole().map(Absence::because),
            Datum::List(list) => {
                let own = list.open.clone();
                own.or_else(|| list.items.iter().find_map(Val::any_gap))
            }
            Datum::Object(object) => {
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
            Datum::Text(text) if text.holes.is_empty() => Some(&text.content),
            _ => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.data, Datum::Null)
    }

    pub(super) fn as_list(&self) -> Option<&Rc<List>> {
        match &self.data {
            Datum::List(list) => Some(list),
            _ => None,
        }
    }

    pub(super) fn as_object(&self) -> Option<&Rc<Record>> {
        match &self.data {
            Datum::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether two values are the same; not known where a part is not, or where their types may
    /// differ.
    pub(super) fn equals(&self, other: &Val) -> Result<bool, Rc<Absence>> {
        let unsure = || {
            let gap = self.any_gap().or_else(|| other.any_gap());
            gap.unwrap_or_else(|| Absence::because("values of two types are compared"))
        };
        match (&self.data, &other.data) {
            (Datum::Unknown(_), _) | (_, Datum::Unknown(_)) => Err(unsure()),
            (Datum::Null, Datum::Null) => Ok(true),
            (Datum::Null, _) | (_, Datum::Null) => Ok(false),
            (Datum::Bool(one), Datum::Bool(two)) => Ok(one == two),
            (Datum::Number(one), Datum::Number(two)) => match one.compare(*two) {
                Some(order) => Ok(order.is_eq()),
                None => Err(Absence::because("Terraform rounds this number")),
            },
            (Datum::Text(_), Datum::Text(_)) => match (self.as_text(), other.as_text()) {
                (Some(one), Some(two)) => Ok(one == two),
                _ => Err(unsure()),
            },
            (Datum::List(one), Datum::List(two)) if one.kind == two.kind => {
                if one.open.is_some() || two.open.is_some() {
                    return Err(unsure());
                }
                let pairs = one.items.iter().zip(&two.items);
                all_equal(one.items.len() == two.items.len(), pairs)
            }
            (Datum::Object(one), Datum::Object(two)) if one.is_map == two.is_map => {
                if one.open.is_some() || two.open.is_some() {
                    return Err(unsure());
                }
                let same_keys = one.entries.keys().eq(two.entries.keys());
                let values = |object: &Rc<Record>| {
                    let values = object.entries.values();
                    values.map(|entry| entry.value.clone()).collect::<Vec<_>>()
                };
                let (one_values, two_values) = (values(one), values(two));
                all_equal(same_keys, one_values.iter().zip(&two_values))
            }
            (Datum::List(_) | Datum::Object(_), Datum::List(_) | Datum::Object(_)) => Err(unsure()),
            // Scalars of two types differ, and so do a scalar and a collection.
            _ => Ok(false),
        }
    }
}

/// Whether all pairs are the same.
fn all_equal<'v>(
    same_shape: bool,
    pairs: impl Iterator<Item = (&'v Val, &'v Val)>,
) -> Result<bool, Rc<Absence>> {
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
