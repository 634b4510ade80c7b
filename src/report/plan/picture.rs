//! The address space to scale, as bars on a canvas of any width: one axis for all ranges of a cluster,
//! and the use of each range that nodes or pods get addresses from.
//!
//! The axis leaves out the addresses between the ranges (a gap), so that 10.x and 172.x are next to
//! each other at the same scale. Addresses in two ranges that must not overlap are hatched.

use std::cell::Cell;
use std::cmp::Reverse;

use crate::plan::ranges::RangeKind;
use crate::plan::{AddressRange, RangePlan};

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
pub(in crate::report) const LEGEND: [(&str, &str); 4] = [
    ("class=\"node\"", "at creation"),
    (SURGE, "surge or full nodes"),
    (FREE, "free"),
    (HATCHED, "missing"),
];

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
pub(in crate::report) struct Axis {
    /// First address, one past the last, x of the first.
    runs: Vec<(u64, u64, f64)>,
    /// The width of an address.
    scale: f64,
    canvas: Canvas,
}

impl Axis {
    pub(in crate::report) fn new(ranges: &[AddressRange], canvas: Canvas) -> Self {
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
    pub(in crate::report) fn gaps(&self) -> impl Iterator<Item = f64> {
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

/// Most bars of one range for addresses that other ranges have too, and how many others are compared with it.
const MOST_SHARED: usize = 40;
const MOST_LOOKED_AT: usize = 1_000;
/// Most such bars of one picture.
const MOST_SHARED_IN_ALL: usize = 2_000;

/// The ranges of a cluster by their first addresses.
pub(in crate::report) struct Overlaps<'r> {
    /// Sorted; a range that contains others comes before them.
    sorted: Vec<&'r AddressRange>,
    /// For each of them, the next one before it that contains it.
    around: Vec<Option<usize>>,
    /// How many bars of shared addresses may still be drawn.
    left: Cell<usize>,
}

impl<'r> Overlaps<'r> {
    /// Ranges either lie in each other or apart.
    pub(in crate::report) fn new(ranges: &'r [AddressRange]) -> Self {
        let mut sorted: Vec<_> = ranges.iter().collect();
        sorted.sort_by_key(|range| (range.first, Reverse(range.size)));
        let mut open: Vec<usize> = Vec::new();
        let mut around = Vec::with_capacity(sorted.len());
        for (at, range) in sorted.iter().enumerate() {
            let ends = |open: &usize| {
                sorted
                    .get(*open)
                    .is_none_or(|one| one.first + one.size <= range.first)
            };
            while open.last().is_some_and(ends) {
                open.pop();
            }
            around.push(open.last().copied());
            open.push(at);
        }
        Overlaps {
            sorted,
            around,
            left: Cell::new(MOST_SHARED_IN_ALL),
        }
    }

    /// The ranges that overlap a range wrongly, among those that are compared with it.
    fn of(&self, range: &'r AddressRange) -> impl Iterator<Item = &'r AddressRange> {
        let key = (range.first, Reverse(range.size));
        let before = |one: &&AddressRange| (one.first, Reverse(one.size)) < key;
        let start = self.sorted.partition_point(before);
        let end = range.first + range.size;
        let inside = self.sorted.get(start..).unwrap_or_default().iter();
        let inside = inside.take_while(move |one| one.first < end);
        let first = self.around.get(start).copied().flatten();
        let outside = std::iter::successors(first, |at| self.around.get(*at).copied().flatten());
        let outside = outside.filter_map(|at| self.sorted.get(at));
        let all = inside.chain(outside).copied().take(MOST_LOOKED_AT);
        all.filter(move |other| overlaps_wrongly(range, other))
            .take(MOST_SHARED)
    }
}

/// A range on the axis, and its addresses that are wrongly in another range too.
pub(in crate::report) fn range_bars<'r>(
    range: &'r AddressRange,
    all: &Overlaps<'r>,
    axis: &Axis,
) -> (Bar, Vec<Bar>) {
    let end = range.first + range.size;
    let whole = axis.bar(range.first, end, paint(range.kind));
    let shared = all.of(range).take(all.left.get()).map(|other| {
        let first = range.first.max(other.first);
        axis.bar(first, end.min(other.first + other.size), HATCHED)
    });
    let shared: Vec<_> = shared.collect();
    all.left.set(all.left.get() - shared.len());
    (whole, shared)
}

/// Whether two ranges overlap that must not: only subnets may overlap another range, the VNet.
fn overlaps_wrongly(a: &AddressRange, b: &AddressRange) -> bool {
    let is_same = std::ptr::eq(a, b);
    let overlap = a.first < b.first + b.size && b.first < a.first + a.size;
    let in_vnet = |kind: RangeKind| {
        matches!(
            kind,
            RangeKind::NodeSubnet | RangeKind::OtherSubnet | RangeKind::PodSubnet
        )
    };
    let is_nested = a.kind == RangeKind::VNet && in_vnet(b.kind)
        || b.kind == RangeKind::VNet && in_vnet(a.kind);
    !is_same && overlap && !is_nested
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
