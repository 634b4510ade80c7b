//! `packlint plan`: the address plan of clusters, one file per format.

mod human;
mod json;
mod markdown;
pub(crate) mod picture;
mod svg;

pub use human::plan_human;
pub(crate) use json::PlanOutput;
pub use json::plan_json;
pub use markdown::plan_markdown;
pub use svg::plan_svg;

use crate::engine::ClusterReport;
use crate::plan::{RangePlan, WouldFit};
use crate::text::{any_of, count, number};

/// A cluster's name, with its file if there are several.
fn title(cluster: &ClusterReport, all: &[ClusterReport]) -> String {
    match all.len() > 1 && cluster.title != cluster.file {
        true => format!("{} ({})", cluster.title, cluster.file),
        false => cluster.title.clone(),
    }
}

/// The changes that make the plan fit, in words: `a /22, at most 23 nodes in pool 'workers'`.
fn would_fit(plan: &RangePlan) -> String {
    let WouldFit {
        smallest_prefix,
        pool,
        largest_count,
        largest_max_pods,
        ..
    } = &plan.would_fit;
    let whose = pool
        .as_ref()
        .map_or(String::new(), |pool| format!(" in {pool}"));
    let ways = [
        smallest_prefix.map(|prefix| format!("a /{prefix}")),
        largest_count.map(|nodes| format!("at most {}{whose}", count(nodes, "node"))),
        largest_max_pods.map(|pods| format!("at most {} max pods{whose}", number(pods))),
    ];
    let ways: Vec<_> = ways.into_iter().flatten().collect();
    let ways: Vec<_> = ways.iter().map(String::as_str).collect();
    match ways.as_slice() {
        [] => "no single change".to_owned(),
        ways => any_of(ways),
    }
}
