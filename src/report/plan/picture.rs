//! The address space to scale, as bars on a canvas of any width: one axis for all ranges of a
//! cluster, and the use of each range that nodes or pods take addresses of.
//!
//! Addresses between the ranges are left out of the axis (a gap), so that 10.x and 172.x stand
//! beside each other at the same scale. Addresses of two ranges that must not overlap are hatched.

use std::cmp::Reverse;

use crate::plan::ranges::RangeKind;
use crate::plan::{AddressRange, RangePlan};

/// The colours of the classes, light and dark.
pub(in crate::report) const PAINT: &str = include_str!("paint.css");
/// The hatching that [`HATCHED`] refers to; once in a document.
pub(in crate::report) const PATTERN: &str = "<defs><pattern id=\"overlap\" width=\"6\" height=\"6\" \
    patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <rect width=\"3\" height=\"6\" class=\"bad\"/></pattern></defs>";
/// What is painted as addresses that two have, or that are missing.
pub(in crate::report) const HATCHED: &str = "fill=\"url(#overlap)\"";
const FREE: &str = "class=\"free\"";
const SURGE: &str = "class=\"surge\"";

/// What the colours of the bars of [`use_bars`] say.
pub(in crate::report) const LEGEND: [(&str, &str); 4] = [
    ("class=\"node\"", "at creation"),
    (SURGE, "surge or full nodes"),
    (FREE, "free"),
    (HATCHED, "missing"),
];

/// What bars are drawn on. All lengths are in one unit: pixels, or percents.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Canvas {
    /// Where bars begin.
    pub(in crate::report) left: f64,
    /// How far bars can reach.
    pub(in crate::report) width: f64,
    /// Width of a gap in the axis.
    pub(in crate::report) gap: f64,
    /// Width of the narrowest bar: a /28 beside a /8 is still to be seen.
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

/// A rectangle; how high it is, and on which line, is the document's business.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Bar {
    /// Where it begins.
    pub(in crate::report) x: f64,
    /// How wide it is.
    pub(in crate::report) width: f64,
    /// Its colour, as an SVG attribute.
    pub(in crate::report) paint: &'static str,
}

/// Most runs, and most ranges, of an axis with gaps.
const MOST_RUNS: usize = 40;
const MOST_RANGES: usize = 500;

/// The axis: each run of addresses that some range holds, with where it is drawn.
pub(in crate::report) struct Axis {
    /// First address, one past the last, x of the first.
    runs: Vec<(u64, u64, f64)>,
    /// Width of an address.
    scale: f64,
    canvas: Canvas,
}

impl Axis {
    /// The axis of these ranges.
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

    /// Where an address is drawn.
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

/// Most bars of one range for addresses that others have, and how many others are looked at for them.
const MOST_SHARED: usize = 40;
const MOST_LOOKED_AT: usize = 1_000;

/// The ranges of a cluster by their first addresses.
pub(in crate::report) struct Overlaps<'r> {
    /// Sorted; a range that contains others comes before them.
    sorted: Vec<&'r AddressRange>,
    /// For each of them, the next one before it that contains it.
    around: Vec<Option<usize>>,
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
        Overlaps { sorted, around }
    }

    /// The ranges that have addresses of a range and must not, as far as they are looked at.
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
        all.filter(move |other| clash(range, other))
            .take(MOST_SHARED)
    }
}

/// A range on the axis, and the addresses of it that another has, which must not.
pub(in crate::report) fn range_bars<'r>(
    range: &'r AddressRange,
    all: &Overlaps<'r>,
    axis: &Axis,
) -> (Bar, Vec<Bar>) {
    let end = range.first + range.size;
    let whole = axis.bar(range.first, end, paint(range.kind));
    let shared = all.of(range).map(|other| {
        let first = range.first.max(other.first);
        axis.bar(first, end.min(other.first + other.size), HATCHED)
    });
    (whole, shared.collect())
}

/// Whether two ranges share addresses and must not: subnets lie in the VNet, all else is apart.
fn clash(a: &AddressRange, b: &AddressRange) -> bool {
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

/// The use of a range: what it has, what creation needs, what an upgrade takes on top, and what is
/// missing. A range's supply or need fills the canvas, whichever is more.
pub(in crate::report) fn use_bars(plan: &RangePlan, canvas: Canvas) -> Vec<Bar> {
    let (supply, creation, planned) = (
        plan.capacity.supply,
        plan.creation.addresses,
        plan.planned(),
    );
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
