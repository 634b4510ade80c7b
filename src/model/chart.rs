//! The charts of a pack, and what its values say about them.

use std::sync::Arc;

use super::{Gap, Unknown};
use crate::source::{Place, SourceFile};

/// A chart that pack.json lists.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// Where pack.json lists it.
    pub(crate) place: Place,
    /// The path of its archive as it is written.
    pub(crate) path: String,
    /// The name in its Chart.yaml; `None` if that cannot be read.
    pub(crate) name: Option<String>,
    /// The version in its Chart.yaml.
    pub(crate) version: Option<String>,
    /// The `appVersion` in its Chart.yaml.
    pub(crate) app_version: Option<String>,
    /// The charts within it.
    pub(crate) subcharts: Vec<String>,
    /// Where the pack's values break the chart's values.schema.json.
    pub(crate) violations: Vec<SchemaViolation>,
    /// What could not be checked with its schema.
    pub(crate) gaps: Vec<Gap>,
    /// Whether there are values that it reads, as far as that is known.
    pub(crate) takes_values: bool,
}

/// A value of a pack that breaks a chart's values.schema.json.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SchemaViolation {
    /// The value, or its key.
    pub(crate) place: Place,
    /// The value's path in the values: `charts.demo.replicas`.
    pub(crate) path: String,
    /// What is wrong, in the schema's words.
    pub(crate) reason: String,
    /// The chart that has the schema.
    pub(crate) chart: String,
    /// Whether the chart's own values have the same value, so that they break the schema too.
    pub(crate) is_default: bool,
}

/// The key `charts` of a pack's values.
#[derive(Clone, Debug)]
pub(crate) struct ChartValues {
    /// The key, or the start of the values if it is missing.
    pub(crate) place: Place,
    /// Why its keys are not known, if it is a macro.
    pub(crate) unknown: Option<Unknown>,
    pub(crate) keys: Vec<ChartKey>,
    /// The mapping under the key, if it is written in blocks, and the text that it is in.
    pub(crate) body: Option<(Arc<SourceFile>, Place)>,
}

/// A key under `charts`.
#[derive(Clone, Debug)]
pub(crate) struct ChartKey {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// Whether it has no values.
    pub(crate) is_empty: bool,
    /// Whether its value is a mapping, as that of a chart.
    pub(crate) is_mapping: bool,
}

/// A value for a chart that nothing in the chart reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadOverride {
    /// Its path: `charts.demo.tag`.
    pub(crate) path: String,
    /// The chart's name.
    pub(crate) chart: String,
    /// Where pack.json lists the chart.
    pub(crate) listed: Place,
    /// The preset that adds it, in words: `preset 'small'`.
    pub(crate) preset: Option<String>,
    /// A path that the chart reads and that is probably meant; the fix is a text in another's place.
    pub(crate) near: Option<(String, Option<(Place, String)>)>,
}

/// An image that a pack pulls and does not list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlistedImage {
    pub(crate) image: String,
    /// What pulls it: `templates/a.yaml of chart demo`.
    pub(crate) by: String,
    /// What is listed instead: the same with another version, or in another registry.
    pub(crate) near: Vec<(String, Place)>,
    /// The entry that is missing.
    pub(crate) fix: Option<(Place, String)>,
}
