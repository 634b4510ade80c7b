//! The charts of a pack, and what its values say about them.

use super::Unknown;
use crate::source::Place;

/// A chart that pack.json lists.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// Where pack.json lists it.
    pub(crate) place: Place,
    /// The path of its archive, as it is written.
    pub(crate) path: String,
    /// The name in its Chart.yaml; `None` where it could not be read.
    pub(crate) name: Option<String>,
    /// Where the pack's values break the chart's own schema of its values.
    pub(crate) violations: Vec<SchemaViolation>,
    /// What of its schema could not be checked: where, and why.
    pub(crate) gaps: Vec<(Place, Unknown)>,
}

/// A value of a pack that breaks a chart's values.schema.json.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SchemaViolation {
    /// The value, or its key.
    pub(crate) place: Place,
    /// The value's path in the values: `charts.demo.replicas`.
    pub(crate) path: String,
    /// What the schema says of it.
    pub(crate) reason: String,
}

/// The key `charts` of a pack's values.
#[derive(Clone, Debug)]
pub(crate) struct ChartValues {
    /// The key; the start of the values where there is none.
    pub(crate) place: Place,
    /// The macro that stands for all of it.
    pub(crate) unknown: Option<Unknown>,
    /// Its keys.
    pub(crate) keys: Vec<ChartKey>,
}

/// A key under `charts`.
#[derive(Clone, Debug)]
pub(crate) struct ChartKey {
    /// The chart's name.
    pub(crate) name: String,
    /// The key.
    pub(crate) place: Place,
    /// Whether there is nothing under it.
    pub(crate) is_empty: bool,
}
