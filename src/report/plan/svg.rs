//! The picture of the address space to scale: every range on its own line, one axis for all. A zigzag
//! marks the gaps of the axis, and shared addresses are hatched on both lines. Below is the use of each
//! range that nodes or pods get addresses from.

use std::fmt::Write as _;

use super::picture::{
    Axis, Bar, Canvas, HATCHED, LEGEND, Overlaps, PAINT, PATTERN, range_bars, use_bars,
};
use crate::engine::ClusterReport;
use crate::plan::{AddressRange, RangePlan};
use crate::report::bar::{headroom, planned_for};
use crate::text::{number, xml as escape, xml_document};

const WIDTH: f64 = 960.0;
/// Where the bars begin; the names are before them.
const LEFT: f64 = 310.0;
const RIGHT: f64 = 24.0;
const LINE: f64 = 26.0;
const BAR: f64 = 16.0;
const CANVAS: Canvas = Canvas {
    left: LEFT,
    width: WIDTH - LEFT - RIGHT,
    gap: 14.0,
    narrowest: 2.0,
};

/// The words and the background, light and dark; the colours of the bars are [`PAINT`].
const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#1b1f24}.dim{fill:#57606a;font-size:12px}\
.title{font-weight:600;font-size:15px}.range{font-family:ui-monospace,monospace;font-size:12px}\
.paper{fill:#ffffff}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.dim{fill:#9198a1}\
.paper{fill:#0d1117}}";

pub fn plan_svg(clusters: &[ClusterReport]) -> String {
    let mut body = String::new();
    let mut top = 12.0;
    for cluster in clusters {
        top = draw_cluster(cluster, top, &mut body);
    }
    let height = top + 8.0;
    let names: Vec<_> = clusters
        .iter()
        .map(|cluster| cluster.title.as_str())
        .collect();
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-label=\"{label}\">\n<style>{STYLE}\n{PAINT}</style>\n{PATTERN}\n\
         <rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n{body}</svg>\n",
        label = escape(&format!("Address space of {}", names.join(", "))),
    );
    xml_document(&picture)
}

fn draw_cluster(cluster: &ClusterReport, top: f64, body: &mut String) -> f64 {
    let ranges = &cluster.addresses.ranges;
    let axis = Axis::new(ranges, CANVAS);
    let mut y = top + 16.0;
    text(
        24.0,
        y,
        "title",
        &format!("Address space of {}", cluster.title),
        body,
    );
    if !cluster.addresses.network.is_empty() {
        y += 20.0;
        text(24.0, y, "dim", &cluster.addresses.network, body);
    }
    y += 14.0;
    let first_line = y;
    let overlaps = Overlaps::new(ranges);
    let mut is_shared = false;
    for range in ranges {
        is_shared |= draw_range(range, &overlaps, &axis, y, body);
        y += LINE;
    }
    for gap in axis.gaps() {
        zigzag(gap, first_line, y - 6.0, body);
    }
    if is_shared {
        let _ = writeln!(
            body,
            "<rect x=\"{LEFT}\" y=\"{y}\" width=\"18\" height=\"10\" {HATCHED}/>"
        );
        text(
            LEFT + 24.0,
            y + 10.0,
            "dim",
            "addresses in two ranges that must not overlap",
            body,
        );
        y += LINE;
    }
    if !cluster.addresses.plans.is_empty() {
        y += 18.0;
        text(24.0, y, "title", "Use of each range", body);
        y += 12.0;
        for plan in &cluster.addresses.plans {
            draw_plan(plan, y, body);
            y += LINE + 18.0;
        }
        y = legend(y + 4.0, body);
    }
    if !cluster.addresses.gaps.is_empty() {
        y += 12.0;
        text(
            24.0,
            y,
            "dim",
            &format!("Not planned: {}", cluster.addresses.gaps.join("; ")),
            body,
        );
    }
    y + 20.0
}

/// Draws a range; says whether others have addresses of it that they must not have.
fn draw_range<'r>(
    range: &'r AddressRange,
    all: &Overlaps<'r>,
    axis: &Axis,
    y: f64,
    body: &mut String,
) -> bool {
    let name = range
        .name
        .as_ref()
        .map_or(String::new(), |name| format!(" {name}"));
    let default = if range.is_default { ", default" } else { "" };
    text(
        24.0,
        y + 13.0,
        "",
        &shorten(&format!("{}{name}{default}", range.kind.title())),
        body,
    );
    let _ = writeln!(
        body,
        "<text x=\"{}\" y=\"{}\" class=\"range\" text-anchor=\"end\">{}</text>",
        LEFT - 10.0,
        y + 13.0,
        escape(&range.range)
    );
    let (whole, shared) = range_bars(range, all, axis);
    let title = format!(
        "{}{name} {}: {} addresses",
        range.kind.title(),
        range.range,
        number(range.size)
    );
    let _ = writeln!(
        body,
        "<rect x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"2\" {}><title>{}</title></rect>",
        whole.x,
        whole.width,
        whole.paint,
        escape(&title)
    );
    for bar in &shared {
        draw_bar(bar, y, body);
    }
    !shared.is_empty()
}

fn draw_bar(bar: &Bar, y: f64, body: &mut String) {
    let _ = writeln!(
        body,
        "<rect x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{BAR}\" {}/>",
        bar.x, bar.width, bar.paint
    );
}

/// A name short enough to fit before the range.
fn shorten(name: &str) -> String {
    const LONGEST: usize = 24;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn draw_plan(plan: &RangePlan, y: f64, body: &mut String) {
    text(
        24.0,
        y + 13.0,
        "",
        &shorten(&format!("{} {}", plan.kind.title(), plan.name)),
        body,
    );
    for bar in &use_bars(plan, CANVAS) {
        draw_bar(bar, y, body);
    }
    let words = format!(
        "{} at creation, {} {}, of {}: {}",
        number(plan.creation.total),
        number(plan.needed()),
        planned_for(plan),
        number(plan.capacity.supply),
        headroom(plan)
    );
    text(LEFT, y + BAR + 15.0, "dim", &words, body);
}

/// What the colours of the bars mean.
fn legend(y: f64, body: &mut String) -> f64 {
    let mut x = LEFT;
    for (paint, words) in LEGEND {
        let _ = writeln!(
            body,
            "<rect x=\"{x}\" y=\"{y}\" width=\"18\" height=\"10\" {paint}/>"
        );
        text(x + 24.0, y + 10.0, "dim", words, body);
        x += 46.0 + 7.0 * words.len() as f64;
    }
    y + LINE
}

fn zigzag(x: f64, top: f64, bottom: f64, body: &mut String) {
    let mut points = String::new();
    let mut y = top;
    let mut side = -3.0;
    while y < bottom {
        let _ = write!(points, "{:.1},{y:.1} ", x + side);
        side = -side;
        y += 6.0;
    }
    let _ = writeln!(
        body,
        "<polyline points=\"{}\" class=\"gap\"/>",
        points.trim_end()
    );
}

fn text(x: f64, y: f64, class: &str, words: &str, body: &mut String) {
    let _ = writeln!(
        body,
        "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>",
        escape(words)
    );
}
