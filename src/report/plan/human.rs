//! The plan for terminals.

use std::fmt::Write as _;

use anstyle::AnsiColor;

use super::{title, would_fit};
use crate::engine::ClusterReport;
use crate::plan::{AddressRange, Overlaps, RangePlan};
use crate::report::bar::{bar, headroom, legend, painted};
use crate::report::paint::Paint;
use crate::report::wrap::wrap;
use crate::text::{count, log, number, printable};

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
        let title = title(cluster, clusters);
        for line in wrap(&printable(&format!("{title}{network}")), width) {
            let _ = writeln!(text, "{line}");
        }
        ranges(&cluster.addresses.ranges, width, paint, &mut text);
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
    let has_bars = |cluster: &ClusterReport| !cluster.addresses.plans.is_empty();
    if clusters.iter().any(has_bars) {
        let _ = writeln!(text, "{}", legend(clusters));
    }
    log(&text).into_owned()
}

/// Most ranges of a cluster that are listed.
const MOST_RANGES: usize = 40;

/// All ranges of a cluster, with what they overlap.
fn ranges(ranges: &[AddressRange], width: usize, paint: Paint, text: &mut String) {
    if ranges.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint.bold("ranges"));
    let overlaps = Overlaps::new(ranges);
    for range in ranges.iter().take(MOST_RANGES) {
        let words = format!("{}, {}", range.title(), count(range.size, "address"));
        indented(&range.range, &words, width, &str::to_owned, text);
        if let Some(words) = overlaps.words(range) {
            let red = |line: &str| paint.color(AnsiColor::Red, line);
            indented("", &format!("overlaps {words}"), width, &red, text);
        }
    }
    if let Some(more) = ranges
        .len()
        .checked_sub(MOST_RANGES)
        .filter(|more| *more > 0)
    {
        let _ = writeln!(text, "  and {} more", number(more as u64));
    }
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

fn item(name: &str, words: &str, width: usize, text: &mut String) {
    indented(name, words, width, &str::to_owned, text);
}

/// `name   words`, with the other lines indented below the words.
fn indented(
    name: &str,
    words: &str,
    width: usize,
    paint: &dyn Fn(&str) -> String,
    text: &mut String,
) {
    let lines = wrap(&printable(words), width.saturating_sub(MARGIN + 2));
    for (at, line) in lines.iter().enumerate() {
        let name = if at == 0 { name } else { "" };
        let _ = writeln!(text, "  {name:<MARGIN$}{}", paint(line));
    }
}
