//! The charts of a pack, and what its values say about them.

use super::Unknown;
use crate::source::Place;

/// A chart that pack.json lists.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Where pack.json lists it.
    pub place: Place,
    /// The path of its archive, as it is written.
    pub path: String,
    /// The name in its Chart.yaml; `None` where it could not be read.
    pub name: Option<String>,
    /// Where the pack's values break the chart's own schema of its values.
    pub violations: Vec<SchemaViolation>,
    /// What of its schema could not be checked: where, and why.
    pub gaps: Vec<(Place, Unknown)>,
}

/// A value of a pack that breaks a chart's values.schema.json.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaViolation {
    /// The value, or its key.
    pub place: Place,
    /// The value's path in the values: `charts.demo.replicas`.
    pub path: String,
    /// What the schema says of it.
    pub reason: String,
}

/// The key `charts` of a pack's values.
#[derive(Clone, Debug)]
pub struct ChartValues {
    /// The key; the start of the values where there is none.
    pub place: Place,
    /// The macro that stands for all of it.
    pub unknown: Option<Unknown>,
    /// Its keys.
    pub keys: Vec<ChartKey>,
}

/// A key under `charts`.
#[derive(Clone, Debug)]
pub struct ChartKey {
    /// The chart's name.
    pub name: String,
    /// The key.
    pub place: Place,
    /// Whether there is nothing under it.
    pub is_empty: bool,
}
