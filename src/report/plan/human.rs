//! The plan for terminals.

use std::fmt::Write as _;

use super::would_fit;
use crate::engine::ClusterReport;
use crate::plan::RangePlan;
use crate::report::bar::{bar, headroom, legend, painted};
use crate::report::paint::Paint;
use crate::report::wrap::wrap;
use crate::text::{log, number, printable};

/// The width of the names before the numbers.
const MARGIN: usize = 18;

pub fn plan_human(clusters: &[ClusterReport], width: usize, color: bool) -> String {
    let paint = Paint { is_on: color };
    let mut text = String::new();
    for cluster in clusters {
        let network = &cluster.addresses.network;
        let network = if network.is_empty() {
            String::new()
        } else {
            format!(": {network}")
        };
        for line in wrap(&printable(&format!("{}{network}", cluster.title)), width) {
            let _ = writeln!(text, "{line}");
        }
        for plan in &cluster.addresses.plans {
            range(plan, width, paint, &mut text);
        }
        if !cluster.addresses.gaps.is_empty() {
            text.push('\n');
            item(
                "not planned",
                &cluster.addresses.gaps.join("; "),
                width,
                &mut text,
            );
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", legend(clusters));
    log(&text).into_owned()
}

fn range(plan: &RangePlan, width: usize, paint: Paint, text: &mut String) {
    let _ = writeln!(text, "\n{}", paint.bold(&printable(&plan.title())));
    let _ = writeln!(text, "  {}", painted(&bar(plan), paint));
    item("supply", &plan.capacity.sum(), width, text);
    for (name, need) in [
        ("at creation", &plan.creation),
        ("at an upgrade", &plan.upgrade),
        ("at full density", &plan.full_density),
    ] {
        let mark = if need.total > plan.capacity.supply {
            "; does not fit"
        } else {
            ""
        };
        item(name, &format!("{}{mark}", need.total_first()), width, text);
    }
    item("headroom", &headroom(plan), width, text);
    item("would fit", &would_fit(plan), width, text);
    if let Some(overlay) = plan.would_fit.with_overlay {
        let fits = if overlay <= plan.capacity.supply {
            "fits"
        } else {
            "does not fit either"
        };
        let words = format!(
            "{} for the nodes; pods use a separate range; {fits}",
            number(overlay)
        );
        item("with overlay", &words, width, text);
    }
}

/// `name   words`, with the other lines indented below the words.
fn item(name: &str, words: &str, width: usize, text: &mut String) {
    let lines = wrap(&printable(words), width.saturating_sub(MARGIN));
    for (at, line) in lines.iter().enumerate() {
        let name = if at == 0 { name } else { "" };
        let _ = writeln!(text, "  {name:<16}{line}");
    }
}
