//! The picture of the address space, to scale: every range on its own line, one axis for all.
//!
//! Addresses between the ranges are left out of the axis (a gap with a zigzag), so that 10.x and
//! 172.x stand beside each other at the same scale. Where two ranges overlap that must not, the
//! shared addresses are hatched on both lines. Below, the use of each range that nodes or pods take
//! addresses of.

use std::fmt::Write as _;

use super::headroom;
use crate::engine::{AddressRange, ClusterReport, RangeKind, RangePlan};
use crate::report::xml::escape;
use crate::text::number;

const WIDTH: f64 = 960.0;
/// Where the bars begin; names stand before them.
const LEFT: f64 = 310.0;
const RIGHT: f64 = 24.0;
const LINE: f64 = 26.0;
const BAR: f64 = 16.0;
/// Width of a gap in the axis.
const GAP: f64 = 14.0;
/// Width of the narrowest bar: a /28 beside a /8 is still to be seen.
const NARROWEST: f64 = 2.0;

/// Colours by class, light and dark. Plain properties, since not every viewer knows variables.
const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#1b1f24}.dim{fill:#57606a;font-size:12px}\
.title{font-weight:600;font-size:15px}.range{font-family:ui-monospace,monospace;font-size:12px}\
.paper{fill:#ffffff}.free{fill:#d0d7de}.gap{stroke:#d0d7de;fill:none}.vnet{fill:#8c959f}\
.node{fill:#0969da}.pod{fill:#8250df}.service{fill:#1a7f37}.surge{fill:#bf8700}.bad{fill:#cf222e}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.dim{fill:#9198a1}.paper{fill:#0d1117}\
.free{fill:#3d444d}.gap{stroke:#3d444d}.vnet{fill:#656c76}.node{fill:#4493f8}.pod{fill:#ab7df8}\
.service{fill:#3fb950}.surge{fill:#d29922}.bad{fill:#f85149}}";

/// The address plan of clusters as one picture.
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
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-label=\"{label}\">\n<style>{STYLE}</style>\n<defs><pattern id=\"overlap\" \
         width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect width=\"3\" height=\"6\" class=\"bad\"/></pattern></defs>\n\
         <rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n{body}</svg>\n",
        label = escape(&format!("Address space of {}", names.join(", "))),
    )
}

fn draw_cluster(cluster: &ClusterReport, top: f64, body: &mut String) -> f64 {
    let ranges = &cluster.addresses.ranges;
    let axis = Axis::new(ranges);
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
    for range in ranges {
        draw_range(range, ranges, &axis, y, body);
        y += LINE;
    }
    for gap in axis.gaps() {
        zigzag(gap, first_line, y - 6.0, body);
    }
    if ranges
        .iter()
        .any(|range| ranges.iter().any(|other| clash(range, other)))
    {
        let _ = writeln!(
            body,
            "<rect x=\"{LEFT}\" y=\"{y}\" width=\"18\" height=\"10\" fill=\"url(#overlap)\"/>"
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

/// The axis: each run of addresses that some range holds, with where it is drawn.
struct Axis {
    /// First address, one past the last, x of the first.
    runs: Vec<(u64, u64, f64)>,
    /// Pixels for an address.
    scale: f64,
}

impl Axis {
    fn new(ranges: &[AddressRange]) -> Self {
        let mut sorted: Vec<_> = ranges
            .iter()
            .map(|range| (range.first, range.first + range.size))
            .collect();
        sorted.sort_unstable();
        let mut runs: Vec<(u64, u64, f64)> = Vec::new();
        for (first, end) in sorted {
            match runs.last_mut() {
                Some(last) if first <= last.1 => last.1 = last.1.max(end),
                _ => runs.push((first, end, 0.0)),
            }
        }
        let addresses: u64 = runs.iter().map(|(first, end, _)| end - first).sum();
        let gaps = GAP * runs.len().saturating_sub(1) as f64;
        let scale = (WIDTH - LEFT - RIGHT - gaps) / addresses.max(1) as f64;
        let mut x = LEFT;
        for (first, end, at) in &mut runs {
            *at = x;
            x += (*end - *first) as f64 * scale + GAP;
        }
        Axis { runs, scale }
    }

    /// Where an address is drawn.
    fn x(&self, address: u64) -> f64 {
        let run = self
            .runs
            .iter()
            .rev()
            .find(|(first, _, _)| *first <= address);
        run.map_or(LEFT, |(first, _, x)| {
            x + (address - first) as f64 * self.scale
        })
    }

    /// The middles of the gaps.
    fn gaps(&self) -> impl Iterator<Item = f64> {
        self.runs.iter().skip(1).map(|(_, _, x)| x - GAP / 2.0)
    }
}

fn class(kind: RangeKind) -> &'static str {
    match kind {
        RangeKind::Vnet | RangeKind::OtherSubnet => "vnet",
        RangeKind::Subnet => "node",
        RangeKind::PodSubnet | RangeKind::PodCidr => "pod",
        RangeKind::ServiceCidr => "service",
    }
}

fn draw_range(range: &AddressRange, all: &[AddressRange], axis: &Axis, y: f64, body: &mut String) {
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
        range.range
    );
    let (x, width) = (
        axis.x(range.first),
        (range.size as f64 * axis.scale).max(NARROWEST),
    );
    let _ = writeln!(
        body,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\" class=\"{}\"><title>{}</title></rect>",
        class(range.kind),
        escape(&format!(
            "{}{name} {}: {} addresses",
            range.kind.title(),
            range.range,
            number(range.size)
        ))
    );
    for other in all.iter().filter(|other| clash(range, other)) {
        let first = range.first.max(other.first);
        let end = (range.first + range.size).min(other.first + other.size);
        let (x, width) = (
            axis.x(first),
            ((end - first) as f64 * axis.scale).max(NARROWEST),
        );
        let _ = writeln!(
            body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\" fill=\"url(#overlap)\"/>"
        );
    }
}

/// Whether two ranges share addresses and must not: subnets lie in the VNet, all else is apart.
fn clash(a: &AddressRange, b: &AddressRange) -> bool {
    let is_same = std::ptr::eq(a, b);
    let overlap = a.first < b.first + b.size && b.first < a.first + a.size;
    let in_vnet = |kind: RangeKind| {
        matches!(
            kind,
            RangeKind::Subnet | RangeKind::OtherSubnet | RangeKind::PodSubnet
        )
    };
    let is_nested = a.kind == RangeKind::Vnet && in_vnet(b.kind)
        || b.kind == RangeKind::Vnet && in_vnet(a.kind);
    !is_same && overlap && !is_nested
}

/// A name that fits before the range.
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
    let whole = plan.supply.max(plan.upgrade.addresses).max(1) as f64;
    let scale = (WIDTH - LEFT - RIGHT) / whole;
    let mut bar = |from: u64, to: u64, paint: &str| {
        if to > from {
            let (x, width) = (
                LEFT + from as f64 * scale,
                ((to - from) as f64 * scale).max(NARROWEST),
            );
            let _ = writeln!(
                body,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\" {paint}/>"
            );
        }
    };
    let (supply, creation, upgrade) =
        (plan.supply, plan.creation.addresses, plan.upgrade.addresses);
    bar(0, supply, "class=\"free\"");
    bar(
        0,
        creation.min(supply),
        &format!("class=\"{}\"", class(plan.kind)),
    );
    bar(creation.min(supply), upgrade.min(supply), "class=\"surge\"");
    bar(supply, upgrade, "fill=\"url(#overlap)\"");
    let words = format!(
        "{} at creation, {} with surge, of {}: {}",
        number(creation),
        number(upgrade),
        number(supply),
        headroom(plan)
    );
    text(LEFT, y + BAR + 15.0, "dim", &words, body);
}

/// What the colours of the bars say.
fn legend(y: f64, body: &mut String) -> f64 {
    let mut x = LEFT;
    for (paint, words) in [
        ("class=\"node\"", "at creation"),
        ("class=\"surge\"", "upgrade surge"),
        ("class=\"free\"", "free"),
        ("fill=\"url(#overlap)\"", "missing"),
    ] {
        let _ = writeln!(
            body,
            "<rect x=\"{x}\" y=\"{y}\" width=\"18\" height=\"10\" {paint}/>"
        );
        text(x + 24.0, y + 10.0, "dim", words, body);
        x += 130.0;
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
