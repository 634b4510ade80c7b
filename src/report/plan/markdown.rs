//! For a pull request or a wiki: one table a cluster.

use std::fmt::Write as _;

use super::would_fit;
use crate::engine::ClusterReport;
use crate::report::bar::headroom;
use crate::text::number;

/// The address plan of clusters as Markdown.
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
                number(plan.creation.addresses),
                number(plan.upgrade.addresses),
                number(plan.full_density.addresses),
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
                plan.capacity.sum(),
                escape(&plan.creation.sum),
                escape(&plan.upgrade.sum)
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
    text
}

/// Names of the input must not become markup, nor steer a terminal.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_control() => escaped.push(' '),
            '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '\\' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}
