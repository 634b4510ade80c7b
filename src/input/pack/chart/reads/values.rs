//! What a value in a template can be, as far as it matters which of the chart's values it is from.

use std::collections::HashMap;

/// One thing that a value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Atom {
    /// The context of a chart, `.` at the top of its templates.
    Root(u32),
    /// What Chart.yaml of a chart says.
    Chart(u32),
    /// The contexts of the charts within a chart.
    Subcharts(u32),
    /// A path in the values.
    Path(u32),
    /// A dict or list that a template makes.
    Object(u32),
    /// A known text.
    Text(u32),
    /// The name of a template file, or a part of it.
    TemplateName,
    /// Anything else.
    Other,
}

/// What a value can be: any one of these. Nothing at all is nil.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ValueSet(Vec<Atom>);

impl From<Atom> for ValueSet {
    fn from(atom: Atom) -> Self {
        ValueSet(vec![atom])
    }
}

impl ValueSet {
    pub(super) fn nil() -> Self {
        ValueSet::default()
    }

    pub(super) fn other() -> Self {
        Atom::Other.into()
    }

    pub(super) fn is_nil(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn atoms(&self) -> &[Atom] {
        &self.0
    }

    /// Adds an atom.
    pub(super) fn insert(&mut self, atom: Atom) {
        self.gain(atom);
    }

    /// Adds an atom; whether it is new.
    pub(super) fn gain(&mut self, atom: Atom) -> bool {
        let at = self.0.binary_search(&atom);
        if let Err(at) = at {
            self.0.insert(at, atom);
        }
        at.is_err()
    }

    /// Adds what another value can be.
    pub(super) fn add(&mut self, other: &ValueSet) {
        self.gain_all(other);
    }

    /// Adds what another value can be; whether something is new.
    pub(super) fn gain_all(&mut self, other: &ValueSet) -> bool {
        let new = other.0.iter().filter(|atom| self.gain(**atom));
        new.count() > 0
    }

    pub(super) fn or(mut self, other: &ValueSet) -> Self {
        self.add(other);
        self
    }
}

/// What was put into an object, or over a path or context, by the templates themselves.
#[derive(Debug, Default)]
pub(super) struct MadeObject {
    pub(super) fields: HashMap<Box<str>, ValueSet>,
    /// Items, and values under keys that are not known.
    pub(super) rest: ValueSet,
    /// Objects that are merged into it.
    pub(super) merged: ValueSet,
    /// Whether all of it counts as read, also what comes into it later.
    pub(super) is_escaped: bool,
    /// Whether it was looked at: what comes into it later changes what was found.
    pub(super) is_seen: bool,
}

/// The texts that are known, each once.
#[derive(Debug, Default)]
pub(super) struct Texts {
    ids: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Texts {
    pub(super) fn id(&mut self, text: &str) -> u32 {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.ids.insert(text.into(), id);
        self.texts.push(text.into());
        id
    }

    pub(super) fn get(&self, id: u32) -> &str {
        self.texts.get(id as usize).map_or("", |text| text)
    }
}
