//! For machines; versioned, as the findings are.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::ClusterReport;
use crate::plan::{AddressRange, RangePlan};

/// Changes only with a break of the format.
const VERSION: u32 = 1;

/// The address plans of clusters.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "packlint plan")]
pub(crate) struct PlanOutput<'r> {
    /// The format's version.
    version: u32,
    /// A plan for each cluster of the input.
    clusters: Vec<ClusterPlan<'r>>,
}

/// The address plan of one cluster. All numbers are addresses.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ClusterPlan<'r> {
    /// The cluster's name, or the file.
    cluster: &'r str,
    /// The file, relative to the working directory.
    file: &'r str,
    /// Ranges that nodes or pods take addresses of, with what they need.
    plans: &'r [RangePlan],
    /// All ranges that are known, the widest first.
    ranges: &'r [AddressRange],
    /// Why others are not planned.
    not_planned: &'r [String],
}

/// Writes the plans, with a line break at the end.
///
/// # Errors
/// Never in fact: all keys are strings.
pub fn plan_json(clusters: &[ClusterReport]) -> serde_json::Result<String> {
    let output = PlanOutput {
        version: VERSION,
        clusters: clusters
            .iter()
            .map(|cluster| ClusterPlan {
                cluster: &cluster.title,
                file: &cluster.file,
                plans: &cluster.addresses.plans,
                ranges: &cluster.addresses.ranges,
                not_planned: &cluster.addresses.gaps,
            })
            .collect(),
    };
    Ok(format!("{}\n", serde_json::to_string_pretty(&output)?))
}
