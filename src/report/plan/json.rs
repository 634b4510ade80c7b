//! The versioned JSON output of plans. It has types of its own, so that no internal change affects it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::{ClusterReport, Report};
use crate::finding::Severity;
use crate::plan::Overlaps;
use crate::plan::ranges::RangeKind;
use crate::{plan, text};

/// Changes only with incompatible changes of the format.
const VERSION: u32 = 1;

/// The address plans of clusters.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "packlint plan")]
pub(crate) struct PlanOutput<'r> {
    /// The format's version.
    version: u32,
    /// A plan for each cluster of the input.
    clusters: Vec<ClusterPlan<'r>>,
    /// How many findings `packlint check` has for the same input.
    findings: Counts,
}

/// The number of findings of each severity.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FindingCounts")]
struct Counts {
    /// Errors.
    errors: usize,
    /// Warnings.
    warnings: usize,
    /// Infos.
    infos: usize,
}

/// The address plan of one cluster. All numbers are addresses.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ClusterPlan<'r> {
    /// The cluster's name, or the file.
    cluster: &'r str,
    /// The file, relative to the working directory.
    file: &'r str,
    /// Ranges that nodes or pods use, with what they need.
    plans: Vec<OutputPlan<'r>>,
    /// All known ranges, the largest first.
    ranges: Vec<OutputRange<'r>>,
    /// Why other ranges have no plan.
    not_planned: &'r [String],
}

/// What a range of addresses is for.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "RangeKind")]
enum OutputKind {
    /// A range of the VNet.
    Vnet,
    /// A subnet of nodes.
    Subnet,
    /// A listed subnet that no pool uses.
    OtherSubnet,
    /// A subnet of pods.
    PodSubnet,
    /// The pod range: a /24 for each node.
    PodCidr,
    /// The service range.
    ServiceCidr,
}

/// A range of addresses with its place in the address space.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "AddressRange")]
struct OutputRange<'r> {
    /// What it is for.
    kind: OutputKind,
    /// Its name, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'r str>,
    /// The range, host bits cleared.
    range: &'r str,
    /// Whether it is a default, written nowhere.
    is_default: bool,
    /// The number of addresses.
    size: u64,
    /// The other ranges that it overlaps and must not.
    overlaps: Vec<&'r str>,
}

/// A number of addresses with its calculation.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "NeedReport")]
struct OutputNeed {
    /// Addresses.
    addresses: u64,
    /// The calculation as text.
    sum: String,
}

/// The changes that make the plan fit, each by itself; absent if none does.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "WouldFit")]
struct OutputWouldFit<'r> {
    /// The longest prefix (smallest range) that fits the plan with its upgrade.
    #[serde(skip_serializing_if = "Option::is_none")]
    smallest_prefix: Option<u8>,
    /// The pool that the two numbers below are about: the one with the greatest need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<&'r str>,
    /// The maximum number of nodes in that pool, including an upgrade.
    #[serde(skip_serializing_if = "Option::is_none")]
    largest_count: Option<u64>,
    /// The maximum value of max pods in that pool, including an upgrade.
    #[serde(skip_serializing_if = "Option::is_none")]
    largest_max_pods: Option<u64>,
    /// Addresses that the nodes alone would need with Azure CNI Overlay, including an upgrade; only if
    /// pods use addresses of the subnet now.
    #[serde(skip_serializing_if = "Option::is_none")]
    with_overlay: Option<u64>,
}

/// The plan of one range that nodes or pods use. All numbers are addresses.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "RangePlan")]
struct OutputPlan<'r> {
    /// What it is for.
    kind: OutputKind,
    /// Its name, or its range.
    name: &'r str,
    /// The range, host bits cleared.
    range: &'r str,
    /// All addresses, including those that Azure reserves.
    size: u64,
    /// Addresses used by other resources.
    in_use: u64,
    /// Addresses that are available to nodes and pods.
    supply: u64,
    /// Addresses that AKS requires to create the cluster.
    creation: OutputNeed,
    /// The documented plan, with the surge of an upgrade.
    upgrade: OutputNeed,
    /// Every node with its maximum number of pods, without surge.
    full_density: OutputNeed,
    /// Addresses left after the documented plan; negative if it does not fit.
    headroom: i64,
    /// Changes that make the plan fit.
    would_fit: OutputWouldFit<'r>,
}

/// Writes the plans, with a line break at the end.
///
/// # Errors
/// Does not happen: all keys are strings.
pub fn plan_json(report: &Report) -> serde_json::Result<String> {
    let output = PlanOutput {
        version: VERSION,
        clusters: report.clusters.iter().map(cluster).collect(),
        findings: Counts {
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
        },
    };
    let json = serde_json::to_string_pretty(&output)?;
    Ok(format!("{}\n", text::json(&json)))
}

fn cluster(cluster: &ClusterReport) -> ClusterPlan<'_> {
    ClusterPlan {
        cluster: &cluster.title,
        file: &cluster.file,
        plans: cluster.addresses.plans.iter().map(range_plan).collect(),
        ranges: ranges(&cluster.addresses.ranges),
        not_planned: &cluster.addresses.gaps,
    }
}

fn kind(kind: RangeKind) -> OutputKind {
    match kind {
        RangeKind::VNet => OutputKind::Vnet,
        RangeKind::NodeSubnet => OutputKind::Subnet,
        RangeKind::OtherSubnet => OutputKind::OtherSubnet,
        RangeKind::PodSubnet => OutputKind::PodSubnet,
        RangeKind::PodCidr => OutputKind::PodCidr,
        RangeKind::ServiceCidr => OutputKind::ServiceCidr,
    }
}

fn ranges(ranges: &[plan::AddressRange]) -> Vec<OutputRange<'_>> {
    let overlaps = Overlaps::new(ranges);
    let range = |range| OutputRange {
        overlaps: overlaps
            .of(range)
            .map(|other| other.range.as_str())
            .collect(),
        kind: kind(range.kind),
        name: range.name.as_deref(),
        range: &range.range,
        is_default: range.is_default,
        size: range.size,
    };
    ranges.iter().map(range).collect()
}

fn range_plan(plan: &plan::RangePlan) -> OutputPlan<'_> {
    OutputPlan {
        kind: kind(plan.kind),
        name: &plan.name,
        range: &plan.range,
        size: plan.capacity.size,
        in_use: plan.capacity.in_use,
        supply: plan.capacity.supply,
        creation: need(&plan.creation),
        upgrade: need(&plan.upgrade),
        full_density: need(&plan.full_density),
        headroom: plan.headroom(),
        would_fit: would_fit(&plan.would_fit),
    }
}

fn need(sum: &plan::Sum) -> OutputNeed {
    OutputNeed {
        addresses: sum.total,
        sum: sum.to_string(),
    }
}

fn would_fit(fits: &plan::WouldFit) -> OutputWouldFit<'_> {
    OutputWouldFit {
        smallest_prefix: fits.smallest_prefix,
        pool: fits.pool.as_deref(),
        largest_count: fits.largest_count,
        largest_max_pods: fits.largest_max_pods,
        with_overlay: fits.with_overlay,
    }
}
