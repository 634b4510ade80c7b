//! How many findings and skipped checks a run lists: the same ones, whatever threads do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::run::{Run, Unit};
use crate::finding;
use crate::source::LIMITS;

/// How many findings and skipped checks are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    findings: usize,
    unresolved: usize,
}

impl Count {
    fn of(unit: &Unit) -> Self {
        Count {
            findings: unit.results.findings.len(),
            unresolved: unit.results.unresolved.len(),
        }
    }

    fn add(&mut self, other: Count) {
        self.findings += other.findings;
        self.unresolved += other.unresolved;
    }
}

/// Those that the units listed before the ones that are being checked now.
#[derive(Debug, Default)]
pub(super) struct ListedBefore {
    findings: AtomicUsize,
    unresolved: AtomicUsize,
}

/// Sums up what a unit lists where the units before it list as much as a run may.
pub(super) fn cut(unit: &mut Unit, listed: &mut Count) {
    let own = Count::of(unit);
    if listed.findings > LIMITS.run_findings {
        unit.results.findings = finding::summed_up(&unit.results.findings);
    }
    if listed.unresolved > LIMITS.run_unresolved {
        unit.results.sum_up_unresolved();
    }
    listed.add(own);
}

/// How much each unit lists: the sums of a Fenwick tree.
struct Listed(Vec<Count>);

impl Listed {
    fn add(&mut self, unit: usize, own: Count) {
        let mut at = unit + 1;
        while let Some(sum) = self.0.get_mut(at - 1) {
            sum.add(own);
            at += at & at.wrapping_neg();
        }
    }

    /// How much the units before one list, as far as they are done.
    fn before(&self, unit: usize) -> Count {
        let (mut at, mut all) = (unit, Count::default());
        while at > 0 {
            all.add(self.0.get(at - 1).copied().unwrap_or_default());
            at &= at - 1;
        }
        all
    }
}

impl Run<'_> {
    /// Checks units at the same time, and returns them in order. Those that will be cut in the end are
    /// cut at once, so that their findings take no memory: units are begun in order.
    pub(super) fn each<I: Sync>(
        &self,
        inputs: &[I],
        check: impl Fn(&I) -> Unit + Sync,
    ) -> Vec<Unit> {
        let base = Count {
            findings: self.listed.findings.load(Ordering::Relaxed),
            unresolved: self.listed.unresolved.load(Ordering::Relaxed),
        };
        let listed = Mutex::new(Listed(vec![Count::default(); inputs.len()]));
        let inputs = inputs.iter().enumerate().par_bridge();
        let checked = inputs.map(|(at, input)| {
            let mut unit = check(input);
            let own = Count::of(&unit);
            let mut listed = listed.lock().unwrap_or_else(PoisonError::into_inner);
            listed.add(at, own);
            let mut before = listed.before(at);
            before.add(base);
            cut(&mut unit, &mut before);
            let all = &self.listed;
            all.findings.fetch_add(own.findings, Ordering::Relaxed);
            all.unresolved.fetch_add(own.unresolved, Ordering::Relaxed);
            (at, unit)
        });
        let mut checked: Vec<_> = checked.collect();
        checked.sort_by_key(|(at, _)| *at);
        checked.into_iter().map(|(_, unit)| unit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_of_the_units_before_one_are_counted() {
        let own = [3, 0, 5, 1, 1, 8, 2];
        let mut listed = Listed(vec![Count::default(); own.len()]);
        let count = |findings| Count {
            findings,
            unresolved: 2 * findings,
        };
        for at in [6, 1, 4, 2, 0, 5, 3] {
            listed.add(at, count(own[at]));
        }
        for at in 0..own.len() {
            assert_eq!(listed.before(at), count(own[..at].iter().sum()));
        }
    }
}
