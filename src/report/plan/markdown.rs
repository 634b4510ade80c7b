//! The plan for pull requests and wikis: one table per cluster.

use std::fmt::Write as _;

use super::{title, would_fit};
use crate::engine::ClusterReport;
use crate::plan::{AddressRange, Overlaps};
use crate::report::bar::headroom;
use crate::text::{log, markdown as escape, number};

pub fn plan_markdown(clusters: &[ClusterReport]) -> String {
    let mut text = String::new();
    for (at, cluster) in clusters.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "## Address plan of {}\n",
            escape(&title(cluster, clusters))
        );
        if !cluster.addresses.network.is_empty() {
            let _ = writeln!(text, "{}\n", escape(&cluster.addresses.network));
        }
        ranges(&cluster.addresses.ranges, &mut text);
        if cluster.addresses.plans.is_empty() {
            not_planned(cluster, &mut text);
            continue;
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
        not_planned(cluster, &mut text);
    }
    log(&text).into_owned()
}

fn not_planned(cluster: &ClusterReport, text: &mut String) {
    if !cluster.addresses.gaps.is_empty() {
        let gaps = escape(&cluster.addresses.gaps.join("; "));
        let _ = writeln!(text, "\nNot planned: {gaps}");
    }
}

/// All ranges of a cluster, with what they overlap.
fn ranges(ranges: &[AddressRange], text: &mut String) {
    if ranges.is_empty() {
        return;
    }
    text.push_str("| range | for | addresses | overlaps |\n| --- | --- | ---: | --- |\n");
    let overlaps = Overlaps::new(ranges);
    for range in ranges {
        let shared = overlaps.words(range);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            range.range,
            escape(&range.title()),
            number(range.size),
            escape(&shared.unwrap_or_default()),
        );
    }
    text.push('\n');
}
