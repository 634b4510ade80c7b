//! How many findings a run lists: the same ones, whatever threads do.

use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::run::{Run, Unit};
use crate::finding;
use crate::source::LIMITS;

/// Sums up the findings of a unit where the units before it list as many as a run may.
pub(super) fn cut(unit: &mut Unit, listed: &mut usize) {
    let own = unit.results.findings.len();
    if *listed > LIMITS.run_findings {
        unit.results.findings = finding::summed_up(&unit.results.findings);
    }
    *listed += own;
}

/// How many findings each unit lists: the sums of a Fenwick tree.
struct Listed(Vec<usize>);

impl Listed {
    fn add(&mut self, unit: usize, findings: usize) {
        let mut at = unit + 1;
        while let Some(sum) = self.0.get_mut(at - 1) {
            *sum += findings;
            at += at & at.wrapping_neg();
        }
    }

    /// How many the units before one list, as far as they are done.
    fn before(&self, unit: usize) -> usize {
        let (mut at, mut all) = (unit, 0);
        while at > 0 {
            all += self.0.get(at - 1).copied().unwrap_or_default();
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
        let base = self.listed.load(Ordering::Relaxed);
        let listed = Mutex::new(Listed(vec![0; inputs.len()]));
        let inputs = inputs.iter().enumerate().par_bridge();
        let checked = inputs.map(|(at, input)| {
            let mut unit = check(input);
            let own = unit.results.findings.len();
            let mut listed = listed.lock().unwrap_or_else(PoisonError::into_inner);
            listed.add(at, own);
            cut(&mut unit, &mut (base + listed.before(at)));
            self.listed.fetch_add(own, Ordering::Relaxed);
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
        let mut listed = Listed(vec![0; own.len()]);
        for at in [6, 1, 4, 2, 0, 5, 3] {
            listed.add(at, own[at]);
        }
        for at in 0..own.len() {
            assert_eq!(listed.before(at), own[..at].iter().sum::<usize>());
        }
    }
}
