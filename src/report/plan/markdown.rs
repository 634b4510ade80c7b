//! The plan for pull requests and wikis: one table per cluster.

use std::fmt::Write as _;

use super::would_fit;
use crate::engine::ClusterReport;
use crate::report::bar::headroom;
use crate::text::{log, markdown as escape, number};

pub fn plan_markdown(clusters: &[ClusterReport]) -> String {
    let mut text = String::new();
    for (at, cluster) in clusters.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        let _ = writeln!(text, "## Address plan of {}\n", escape(&cluster.title));
        if !cluster.addresses.network.is_empty() {
            let _ = writeln!(text, "{}\n", escape(&cluster.addresses.network));
        }
        text.push_str("| range | supply | at creation | at an upgrade | at full density | headroom | would fit |\n");
        text.push_str("| --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
        for plan in &cluster.addresses.plans {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} |",
                escape(&plan.title()),
                number(plan.capacity.supply),
                number(plan.creation.total),
                number(plan.upgrade.total),
                number(plan.full_density.total),
                headroom(plan),
                escape(&would_fit(plan)),
            );
        }
        for plan in &cluster.addresses.plans {
            let _ = writeln!(
                text,
                "\n**{} {}**: supply {}; at creation {}; at an upgrade {}",
                plan.kind.title(),
                escape(&plan.name),
                escape(&plan.capacity.sum()),
                escape(&plan.creation.to_string()),
                escape(&plan.upgrade.to_string())
            );
        }
        if !cluster.addresses.gaps.is_empty() {
            let _ = writeln!(
                text,
                "\nNot planned: {}",
                escape(&cluster.addresses.gaps.join("; "))
            );
        }
    }
    log(&text).into_owned()
}
