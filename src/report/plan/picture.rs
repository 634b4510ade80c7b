//! The address space to scale, as bars on a canvas of any width: one axis for all ranges of a cluster,
//! and the use of each range that nodes or pods get addresses from.
//!
//! The axis leaves out the addresses between the ranges (a gap), so that 10.x and 172.x are next to
//! each other at the same scale. Addresses in two ranges that must not overlap are hatched.

use std::cell::Cell;
use std::collections::HashSet;

use crate::plan::ranges::RangeKind;
use crate::plan::{AddressRange, Overlaps, RangePlan};

/// The colours of the classes, light and dark.
pub(in crate::report) const PAINT: &str = include_str!("paint.css");
/// Defines the pattern of [`HATCHED`], once per document.
pub(in crate::report) const PATTERN: &str = "<defs><pattern id=\"overlap\" width=\"6\" height=\"6\" \
    patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <rect width=\"3\" height=\"6\" class=\"bad\"/></pattern></defs>";
/// Addresses in two ranges, or missing ones.
pub(in crate::report) const HATCHED: &str = "fill=\"url(#overlap)\"";
const FREE: &str = "class=\"free\"";
const SURGE: &str = "class=\"surge\"";

/// What the colours of [`use_bars`] mean.
const LEGEND: [(&str, &str); 5] = [
    ("class=\"node\"", "at creation"),
    ("class=\"pod\"", "at creation, for pods"),
    (SURGE, "surge or full nodes"),
    (FREE, "free"),
    (HATCHED, "missing"),
];

/// What the colours mean that the uses of these ranges have.
pub(in crate::report) fn legend(
    plans: &[RangePlan],
    canvas: Canvas,
) -> Vec<(&'static str, &'static str)> {
    let bars = plans.iter().flat_map(|plan| use_bars(plan, canvas));
    let used: HashSet<_> = bars.map(|bar| bar.paint).collect();
    let entries = LEGEND.into_iter();
    entries.filter(|(paint, _)| used.contains(paint)).collect()
}

/// What bars are drawn on. All lengths are in the same unit: pixels or per cent.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Canvas {
    /// Where the bars begin.
    pub(in crate::report) left: f64,
    /// The width of the longest bar.
    pub(in crate::report) width: f64,
    /// The width of a gap in the axis.
    pub(in crate::report) gap: f64,
    /// The width of the shortest bar, so that a /28 is visible next to a /8.
    pub(in crate::report) narrowest: f64,
}

impl Canvas {
    fn bar(&self, x: f64, width: f64, paint: &'static str) -> Bar {
        Bar {
            x,
            width: width.max(self.narrowest),
            paint,
        }
    }
}

/// A rectangle; its height and line are those of the document.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Bar {
    pub(in crate::report) x: f64,
    pub(in crate::report) width: f64,
    /// The colour as an SVG attribute.
    pub(in crate::report) paint: &'static str,
}

/// Most runs, and most ranges, of an axis with gaps.
const MOST_RUNS: usize = 40;
const MOST_RANGES: usize = 500;

/// The axis: each run of addresses that are in some range, with its position.
struct Axis {
    /// First address, one past the last, x of the first.
    runs: Vec<(u64, u64, f64)>,
    /// The width of an address.
    scale: f64,
    canvas: Canvas,
}

impl Axis {
    fn new(ranges: &[AddressRange], canvas: Canvas) -> Self {
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
        // So many gaps would leave no place for what is between them.
        let canvas = match runs.len() > MOST_RUNS || ranges.len() > MOST_RANGES {
            true => Canvas { gap: 0.0, ..canvas },
            false => canvas,
        };
        let gaps = canvas.gap * runs.len().saturating_sub(1) as f64;
        let scale = (canvas.width - gaps) / addresses.max(1) as f64;
        let mut x = canvas.left;
        for (first, end, at) in &mut runs {
            *at = x;
            x += (*end - *first) as f64 * scale + canvas.gap;
        }
        Axis {
            runs,
            scale,
            canvas,
        }
    }

    /// The position of an address.
    fn x(&self, address: u64) -> f64 {
        let after = self.runs.partition_point(|(first, _, _)| *first <= address);
        let run = after.checked_sub(1).and_then(|at| self.runs.get(at));
        run.map_or(self.canvas.left, |(first, _, x)| {
            x + (address - first) as f64 * self.scale
        })
    }

    fn bar(&self, first: u64, end: u64, paint: &'static str) -> Bar {
        self.canvas
            .bar(self.x(first), (end - first) as f64 * self.scale, paint)
    }

    /// The middles of the gaps.
    fn gaps(&self) -> impl Iterator<Item = f64> {
        let half = self.canvas.gap / 2.0;
        let has_gaps = self.canvas.gap > 0.0;
        let runs = self.runs.iter().skip(1).filter(move |_| has_gaps);
        runs.map(move |(_, _, x)| x - half)
    }
}

fn paint(kind: RangeKind) -> &'static str {
    match kind {
        RangeKind::VNet | RangeKind::OtherSubnet => "class=\"vnet\"",
        RangeKind::NodeSubnet => "class=\"node\"",
        RangeKind::PodSubnet | RangeKind::PodCidr => "class=\"pod\"",
        RangeKind::ServiceCidr => "class=\"service\"",
    }
}

/// Most bars for shared addresses in one picture.
const MOST_SHARED: usize = 2_000;

/// The ranges of a cluster, to be drawn one by one.
pub(in crate::report) struct Ranges<'r> {
    overlaps: Overlaps<'r>,
    axis: Axis,
    /// How many bars for shared addresses may still be drawn.
    left: Cell<usize>,
}

impl<'r> Ranges<'r> {
    pub(in crate::report) fn new(ranges: &'r [AddressRange], canvas: Canvas) -> Self {
        Ranges {
            overlaps: Overlaps::new(ranges),
            axis: Axis::new(ranges, canvas),
            left: Cell::new(MOST_SHARED),
        }
    }

    /// A range on the axis, and its addresses that are wrongly in another range too.
    pub(in crate::report) fn bars(&self, range: &'r AddressRange) -> (Bar, Vec<Bar>) {
        let end = range.first + range.size;
        let whole = self.axis.bar(range.first, end, paint(range.kind));
        let others = self.overlaps.of(range).take(self.left.get());
        let shared = others.map(|other| {
            let first = range.first.max(other.first);
            let end = end.min(other.first + other.size);
            self.axis.bar(first, end, HATCHED)
        });
        let shared: Vec<_> = shared.collect();
        self.left.set(self.left.get() - shared.len());
        (whole, shared)
    }

    /// What the range overlaps, in words.
    pub(in crate::report) fn overlap(&self, range: &'r AddressRange) -> Option<String> {
        self.overlaps.words(range)
    }

    /// The middles of the axis's gaps.
    pub(in crate::report) fn gaps(&self) -> impl Iterator<Item = f64> {
        self.axis.gaps()
    }
}

/// The use of a range: what is available, needed at creation, needed in addition for an upgrade, and
/// missing. The supply or the need fills the canvas, whichever is greater.
pub(in crate::report) fn use_bars(plan: &RangePlan, canvas: Canvas) -> Vec<Bar> {
    let (supply, creation, planned) = (plan.capacity.supply, plan.creation.total, plan.needed());
    let scale = canvas.width / supply.max(planned).max(1) as f64;
    [
        (0, supply, FREE),
        (0, creation.min(supply), paint(plan.kind)),
        (creation.min(supply), planned.min(supply), SURGE),
        (supply, planned, HATCHED),
    ]
    .into_iter()
    .filter(|(from, to, _)| to > from)
    .map(|(from, to, paint)| {
        canvas.bar(
            canvas.left + from as f64 * scale,
            (to - from) as f64 * scale,
            paint,
        )
    })
    .collect()
}
