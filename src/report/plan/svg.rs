//! The picture of the address space to scale: every range on its own line, one axis for all. A zigzag
//! marks the gaps of the axis, and shared addresses are hatched on both lines. Below is the use of each
//! range that nodes or pods get addresses from.

use std::fmt::Write as _;

use super::picture::{Bar, Canvas, HATCHED, PAINT, PATTERN, Ranges, legend, use_bars};
use crate::engine::ClusterReport;
use crate::plan::{AddressRange, RangePlan};
use crate::report::bar::{headroom, planned_for};
use crate::text::{number, xml as escape, xml_document};

/// The empty border at the left and at the right.
const MARGIN: f64 = 24.0;
const LINE: f64 = 26.0;
const BAR: f64 = 16.0;
/// The widest letter that names usually have, and the room of a range.
const LETTER: f64 = 7.5;
const RANGE: f64 = 146.0;
/// Names between these have a column that fits them, in letters.
const SHORTEST: usize = 18;
const LONGEST: usize = 64;

/// A canvas to the right of the names of all ranges.
fn canvas(clusters: &[ClusterReport]) -> Canvas {
    let ranges = clusters
        .iter()
        .flat_map(|cluster| &cluster.addresses.ranges);
    let letters = ranges.map(|range| range.title().chars().count()).max();
    let letters = letters.unwrap_or(0).clamp(SHORTEST, LONGEST);
    Canvas {
        left: MARGIN + LETTER * letters as f64 + RANGE,
        width: 626.0,
        gap: 14.0,
        narrowest: 2.0,
    }
}

/// The words and the background, light and dark; the colours of the bars are [`PAINT`].
const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#1b1f24}.dim{fill:#57606a;font-size:12px}\
.title{font-weight:600;font-size:15px}.range{font-family:ui-monospace,monospace;font-size:12px}\
.paper{fill:#ffffff}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.dim{fill:#9198a1}\
.paper{fill:#0d1117}}";

pub fn plan_svg(clusters: &[ClusterReport]) -> String {
    let mut body = String::new();
    let mut top = 12.0;
    let canvas = canvas(clusters);
    for cluster in clusters {
        let name = super::title(cluster, clusters);
        top = draw_cluster(cluster, &name, canvas, top, &mut body);
    }
    let height = top + 8.0;
    let width = canvas.left + canvas.width + MARGIN;
    let names: Vec<_> = clusters
        .iter()
        .map(|cluster| cluster.title.as_str())
        .collect();
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-label=\"{label}\">\n<style>{STYLE}\n{PAINT}</style>\n{PATTERN}\n\
         <rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n{body}</svg>\n",
        label = escape(&format!("Address space of {}", names.join(", "))),
    );
    xml_document(&picture)
}

fn draw_cluster(
    cluster: &ClusterReport,
    name: &str,
    canvas: Canvas,
    top: f64,
    body: &mut String,
) -> f64 {
    let ranges = &cluster.addresses.ranges;
    let drawing = Ranges::new(ranges, canvas);
    let mut y = top + 16.0;
    text(
        MARGIN,
        y,
        "title",
        &format!("Address space of {name}"),
        body,
    );
    if !cluster.addresses.network.is_empty() {
        y += 20.0;
        text(MARGIN, y, "dim", &cluster.addresses.network, body);
    }
    y += 14.0;
    let first_line = y;
    let mut is_shared = false;
    for range in ranges {
        is_shared |= draw_range(range, &drawing, canvas, y, body);
        y += LINE;
    }
    for gap in drawing.gaps() {
        zigzag(gap, first_line, y - 6.0, body);
    }
    if is_shared {
        swatch(canvas.left, y, HATCHED, body);
        let words = "addresses in two ranges that must not overlap";
        text(canvas.left + 24.0, y + 10.0, "dim", words, body);
        y += LINE;
    }
    if drawing.gaps().next().is_some() {
        zigzag(canvas.left + 9.0, y - 2.0, y + 14.0, body);
        let words = "addresses that are left out of the picture";
        text(canvas.left + 24.0, y + 10.0, "dim", words, body);
        y += LINE;
    }
    if !cluster.addresses.plans.is_empty() {
        y += 18.0;
        text(MARGIN, y, "title", "Use of each range", body);
        y += 12.0;
        for plan in &cluster.addresses.plans {
            draw_plan(plan, canvas, y, body);
            y += LINE + 18.0;
        }
        let entries = legend(&cluster.addresses.plans, canvas);
        y = draw_legend(&entries, canvas.left, y + 4.0, body);
    }
    if !cluster.addresses.gaps.is_empty() {
        y += 12.0;
        text(
            MARGIN,
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
    drawing: &Ranges<'r>,
    canvas: Canvas,
    y: f64,
    body: &mut String,
) -> bool {
    text(MARGIN, y + 13.0, "", &shorten(&range.title()), body);
    let _ = writeln!(
        body,
        "<text x=\"{}\" y=\"{}\" class=\"range\" text-anchor=\"end\">{}</text>",
        canvas.left - 10.0,
        y + 13.0,
        escape(&range.range)
    );
    let (whole, shared) = drawing.bars(range);
    let (title, size) = (range.title(), number(range.size));
    let title = format!("{title} {}: {size} addresses", range.range);
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
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn draw_plan(plan: &RangePlan, canvas: Canvas, y: f64, body: &mut String) {
    let name = format!("{} {}", plan.kind.title(), plan.name);
    text(MARGIN, y + 13.0, "", &shorten(&name), body);
    for bar in &use_bars(plan, canvas) {
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
    text(canvas.left, y + BAR + 15.0, "dim", &words, body);
}

/// What the colours of the bars mean.
fn draw_legend(entries: &[(&str, &str)], left: f64, y: f64, body: &mut String) -> f64 {
    let mut x = left;
    for (paint, words) in entries {
        swatch(x, y, paint, body);
        text(x + 24.0, y + 10.0, "dim", words, body);
        x += 46.0 + 7.0 * words.len() as f64;
    }
    y + LINE
}

fn swatch(x: f64, y: f64, paint: &str, body: &mut String) {
    let _ = writeln!(
        body,
        "<rect x=\"{x}\" y=\"{y}\" width=\"18\" height=\"10\" {paint}/>"
    );
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
