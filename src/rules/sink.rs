//! What a rule writes to.

use super::Rule;
use crate::date::Date;
use crate::finding::{Finding, Results};
use crate::model::{Gap, Located, Partial, Thresholds, Unknown};
use crate::source::Place;

/// Where a rule writes its findings. The sink knows the rule that runs.
#[derive(Debug)]
pub(crate) struct Sink<'a> {
    pub(super) rule: &'a Rule,
    /// The date for retirements: rules read no clock.
    pub(crate) today: Date,
    /// Limits that the configuration sets.
    pub(crate) thresholds: &'a Thresholds,
    pub(super) results: &'a mut Results,
    /// How many problems the current one counts for.
    pub(super) count: u64,
}

impl Sink<'_> {
    /// A finding at the rule's own severity. What it returns adds labels, help and more.
    pub(crate) fn report(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        let mut finding = Finding::new(self.rule.id, self.rule.severity, place, message);
        finding.count = self.count;
        self.results.take(finding)
    }

    /// Whether the next finding in a file will be listed: help for one that is not is of no use.
    pub(crate) fn is_listing(&self, place: Place) -> bool {
        self.results.is_listing(self.rule.id, place.source)
    }

    /// The value. Where it is not known, records that the rule was skipped here, and why.
    pub(crate) fn need<'m, T>(&mut self, located: &'m Located<T>) -> Option<&'m T> {
        let value = located.value.as_ref();
        value
            .map_err(|unknown| self.unknown(located.place, unknown))
            .ok()
    }

    /// What was computed. Where it could not be, records that the rule was skipped, and why.
    pub(crate) fn known<T>(&mut self, computed: Result<T, impl Into<Gap>>) -> Option<T> {
        computed.map_err(|gap| self.gaps(&[gap.into()])).ok()
    }

    /// What is known of several things; records why others are not.
    pub(crate) fn all_known<'p, T>(&mut self, partial: &'p Partial<T>) -> &'p [T] {
        self.gaps(&partial.gaps);
        &partial.known
    }

    /// Records that the rule was skipped for these reasons.
    pub(crate) fn gaps(&mut self, gaps: &[Gap]) {
        for gap in gaps {
            self.unknown(gap.place, &gap.unknown);
        }
    }

    /// Records that the rule was skipped for a value that is not known.
    pub(crate) fn unknown(&mut self, place: Place, unknown: &Unknown) {
        self.results.unresolved(self.rule.id, place, unknown);
    }
}

impl From<&Gap> for Gap {
    fn from(gap: &Gap) -> Self {
        gap.clone()
    }
}
