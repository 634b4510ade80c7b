//! What a pack's schema.yaml requires of values, and what presets do to them.

use std::sync::Arc;

use super::Located;
use crate::constraints::Template;
use crate::source::Place;

/// A constraint with the values that it applies to.
#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    /// The path into the values, as it is written: `charts.demo.port`, `registry.addresses.$[]`.
    pub(crate) path: String,
    /// Where schema.yaml names the path.
    pub(crate) place: Place,
    pub(crate) template: Arc<Template>,
    pub(crate) template_place: Place,
    /// The values at the path: none if it is missing, several if it leads into a list.
    pub(crate) values: Vec<Located<Content>>,
    /// Where a missing value would be: the last key of the path that exists.
    pub(crate) absent_at: Place,
    /// A key that is nearly the missing one, and how that is spelt.
    pub(crate) near: Option<(Place, String)>,
    /// Whether the values have the path, even if it is an empty list.
    pub(crate) exists: bool,
    /// Whether the path is missing in the values and a preset of the pack adds it.
    pub(crate) is_in_preset: bool,
    /// Whether a chart of the pack reads the missing path.
    pub(crate) is_read_by_chart: bool,
}

/// A value as constraints distinguish them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing, null, `""`, `[]` or `{}`.
    Empty,
    /// A scalar's text, whatever its YAML type, and the bytes that a fix may replace.
    Text(String, Option<Place>),
    /// A list or a mapping, with its article.
    Collection(&'static str),
}

/// A preset, as far as it changes values with constraints.
#[derive(Clone, Debug)]
pub(crate) struct Preset {
    /// Its name in messages: `preset 'small'`, or `preset 2`.
    pub(crate) title: String,
    pub(crate) effects: Vec<PresetEffect>,
}

/// What a preset does to the path of a constraint.
#[derive(Clone, Debug)]
pub(crate) struct PresetEffect {
    /// The constraint, by its index among the pack's.
    pub(crate) constraint: usize,
    /// The values that the preset puts at the path.
    pub(crate) values: Vec<Located<Content>>,
    /// What removes the path without a new value for it: an item of `remove`, or a value in `add`
    /// that replaces a mapping.
    pub(crate) removed: Option<Place>,
}
