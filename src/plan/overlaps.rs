//! Which ranges of a cluster overlap that must not.

use std::cmp::Reverse;

use super::AddressRange;
use super::ranges::RangeKind;
use crate::text::all_of_many;

/// How many overlaps of a range are found, and how many other ranges are compared with it.
const MOST_FOUND: usize = 40;
const MOST_LOOKED_AT: usize = 1_000;

/// The ranges of a cluster by their first addresses.
pub(crate) struct Overlaps<'r> {
    /// Sorted; a range that contains others comes before them.
    sorted: Vec<&'r AddressRange>,
    /// For each of them, the next one before it that contains it.
    around: Vec<Option<usize>>,
}

impl<'r> Overlaps<'r> {
    /// Ranges either lie in each other or apart.
    pub(crate) fn new(ranges: &'r [AddressRange]) -> Self {
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

    /// The ranges that overlap a range wrongly, among those that are compared with it.
    pub(crate) fn of(&self, range: &'r AddressRange) -> impl Iterator<Item = &'r AddressRange> {
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
            .take(MOST_FOUND)
    }

    /// What a range overlaps wrongly, in words: `VNet 10.0.0.0/16 and subnet workers`.
    pub(crate) fn words(&self, range: &'r AddressRange) -> Option<String> {
        let others = self.of(range).map(|other| match other.name {
            Some(_) => other.title(),
            None => format!("{} {}", other.title(), other.range),
        });
        let others: Vec<_> = others.collect();
        (!others.is_empty()).then(|| all_of_many(&others))
    }
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
