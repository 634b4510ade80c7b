//! What a pack's schema.yaml says of values, and what its presets do to them.

use std::sync::Arc;

use super::Located;
use crate::constraints::Template;
use crate::source::Place;

/// A constraint, held against values.
#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    /// The path into the values, as it is written: `charts.demo.port`, `registry.addresses.$[]`.
    pub(crate) path: String,
    /// Where schema.yaml names the path.
    pub(crate) place: Place,
    /// What is asked of the value.
    pub(crate) template: Arc<Template>,
    /// Where the template stands.
    pub(crate) template_place: Place,
    /// The values at the path: none where it is absent, several where it leads into a list.
    pub(crate) values: Vec<Located<Content>>,
    /// Where an absent value would stand: the last key of the path that is there.
    pub(crate) absent_at: Place,
    /// The key that is nearly the one that is absent, and what that would be.
    pub(crate) near: Option<(Place, String)>,
    /// Whether the values have the path, be it as a list without items.
    pub(crate) is_there: bool,
    /// Whether the values have not the path, and a preset of the pack brings it.
    pub(crate) is_in_preset: bool,
}

/// A value, as a constraint sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing, null, `""`, `[]` or `{}`.
    Empty,
    /// A scalar's text, whatever its YAML type, and the bytes that a word may replace.
    Text(String, Option<Place>),
    /// A list or a mapping, with its article.
    Collection(&'static str),
}

/// A preset, as far as it changes what constraints are about.
#[derive(Clone, Debug)]
pub(crate) struct Preset {
    /// What to call it: `preset 'small'`, or `preset 2`.
    pub(crate) title: String,
    /// What it changes.
    pub(crate) effects: Vec<PresetEffect>,
}

/// What a preset does to the path of a constraint.
#[derive(Clone, Debug)]
pub(crate) struct PresetEffect {
    /// The constraint, by its index among the pack's.
    pub(crate) constraint: usize,
    /// The values that the preset puts at the path.
    pub(crate) values: Vec<Located<Content>>,
    /// What takes the path away, where no value comes in its place: an item of `remove`, or the
    /// value in `add` that stands in the place of a mapping.
    pub(crate) removed: Option<Place>,
}
