//! What rules found: findings within limits, and skipped checks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Finding, Severity};
use crate::model::Unknown;
use crate::source::{LIMITS, Place, SourceId};
use crate::text::{count, number};

/// A check that was skipped because a value that it needs is unknown.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// Where the value is, or would be.
    pub place: Place,
    /// Why it is not known.
    pub(crate) unknown: Unknown,
    /// The rules that were skipped because of it.
    pub(crate) rules: BTreeSet<&'static str>,
    /// JSON Pointer; filled in by the engine.
    pub(crate) pointer: String,
    /// 0-based document of a multi-document text; filled in by the engine.
    pub(crate) document: Option<u32>,
}

/// Findings that are counted and not listed, by file, rule and severity: the place of the first one,
/// and how many there are.
#[derive(Debug, Default)]
struct LeftOut(BTreeMap<(SourceId, &'static str, Reverse<Severity>), (Place, u64)>);

impl LeftOut {
    fn add(&mut self, rule: &'static str, severity: Severity, place: Place, count: u64) {
        let key = (place.source, rule, Reverse(severity));
        self.0.entry(key).or_insert((place, 0)).1 += count;
    }

    /// The findings that replace them in a report.
    fn findings(&self) -> Vec<Finding> {
        let groups = self.0.iter();
        groups
            .map(|((_, rule, severity), (place, count))| {
                Finding::of_left_out(rule, severity.0, *place, *count)
            })
            .collect()
    }
}

/// How many findings each rule has in each file: beyond the limit they are only counted.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    listed: HashMap<(&'static str, SourceId), usize>,
    left_out: LeftOut,
    /// The same of the rule that runs, at its own severities.
    pending: LeftOut,
    /// The finding that is being made, where it is not to be listed.
    unlisted: Option<Finding>,
    /// How many skipped checks each file has, and where the limit was exceeded.
    unresolved: HashMap<SourceId, (usize, Option<Place>)>,
}

impl Tally {
    /// Whether one more finding of a rule is listed for a file.
    fn lists(&mut self, rule: &'static str, source: SourceId) -> bool {
        let listed = self.listed.entry((rule, source)).or_default();
        *listed += 1;
        *listed <= LIMITS.findings
    }

    /// Takes a finding that is not listed, and is only to be counted once it is made.
    fn unlisted(&mut self, finding: Finding) -> &mut Finding {
        self.count_unlisted();
        self.unlisted.insert(finding)
    }

    fn count_unlisted(&mut self) {
        if let Some(finding) = self.unlisted.take() {
            let place = finding.primary.place;
            self.pending
                .add(finding.rule, finding.severity, place, finding.count);
        }
    }

    /// Counts what a rule that ran left out, at the severities that it has in the end.
    fn settle(&mut self, severity: impl Fn(&'static str, Severity, Place) -> Option<Severity>) {
        self.count_unlisted();
        for ((_, rule, own), (place, count)) in std::mem::take(&mut self.pending).0 {
            if let Some(severity) = severity(rule, own.0, place) {
                self.left_out.add(rule, severity, place, count);
            }
        }
    }
}

/// What rules found.
#[derive(Debug, Default)]
pub struct Results {
    /// Findings, in the order they were made.
    pub(crate) findings: Vec<Finding>,
    /// Skipped checks.
    pub(crate) unresolved: Vec<Unresolved>,
    /// Rules that did not see everything, also because of a value that is wrong in itself.
    pub(crate) incomplete: BTreeSet<&'static str>,
    /// Where each skipped check is in the list.
    positions: HashMap<(Place, Unknown), usize>,
    pub(crate) tally: Tally,
}

impl Results {
    /// Nothing found yet, where other rules have listed findings before.
    pub(crate) fn with_tally(tally: Tally) -> Self {
        Results {
            tally,
            ..Results::default()
        }
    }

    /// Whether one more finding of a rule will be listed for a file.
    pub(crate) fn is_listing(&self, rule: &'static str, source: SourceId) -> bool {
        let listed = self.tally.listed.get(&(rule, source));
        listed.is_none_or(|listed| *listed < LIMITS.findings)
    }

    /// Takes a finding, as one that is listed, or only to be counted.
    pub(crate) fn take(&mut self, finding: Finding) -> &mut Finding {
        match self.tally.lists(finding.rule, finding.primary.place.source) {
            true => self.findings.push_mut(finding),
            false => self.tally.unlisted(finding),
        }
    }

    /// Counts the last findings, should they not be listed, at the severities that they have in the
    /// end.
    pub(crate) fn settle(
        &mut self,
        severity: impl Fn(&'static str, Severity, Place) -> Option<Severity>,
    ) {
        self.tally.settle(severity);
    }

    /// The findings that replace those that are not listed.
    pub(crate) fn left_out(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.tally.left_out).findings()
    }

    /// Leaves one entry for each file, with the rules of all.
    pub(crate) fn sum_up_unresolved(&mut self) {
        self.positions = HashMap::new();
        let mut first: HashMap<SourceId, usize> = HashMap::new();
        for entry in std::mem::take(&mut self.unresolved) {
            let known = first.get(&entry.place.source);
            if let Some(known) = known.and_then(|at| self.unresolved.get_mut(*at)) {
                known.rules.extend(entry.rules);
                continue;
            }
            first.insert(entry.place.source, self.unresolved.len());
            self.unresolved.push(Unresolved {
                unknown: Unknown::More,
                ..entry
            });
        }
    }

    /// Records that a rule could not look at something. A value that is wrong in itself has a
    /// finding of its own and is not listed.
    pub(crate) fn unresolved(&mut self, rule: &'static str, place: Place, unknown: &Unknown) {
        self.incomplete.insert(rule);
        if *unknown == Unknown::Invalid {
            return;
        }
        let mut key = (place, unknown.clone().shortened());
        if !self.positions.contains_key(&key) {
            let (listed, exceeded) = self.tally.unresolved.entry(place.source).or_default();
            if *listed >= LIMITS.unresolved {
                key = (*exceeded.get_or_insert(place), Unknown::More);
            }
            *listed += 1;
        }
        let index = *self
            .positions
            .entry(key)
            .or_insert_with_key(|(place, unknown)| {
                self.unresolved.push(Unresolved {
                    place: *place,
                    unknown: unknown.clone(),
                    rules: BTreeSet::new(),
                    pointer: String::new(),
                    document: None,
                });
                self.unresolved.len() - 1
            });
        if let Some(entry) = self.unresolved.get_mut(index) {
            entry.rules.insert(rule);
        }
    }
}

/// How many findings these are, with those that are not listed.
pub(crate) fn total<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> usize {
    let counts = findings.into_iter().map(|finding| finding.count);
    usize::try_from(counts.sum::<u64>()).unwrap_or(usize::MAX)
}

/// Findings of a unit summed up, where a run has too many to list more: one for each rule, file and
/// severity.
pub(crate) fn summed_up(findings: &[Finding]) -> Vec<Finding> {
    let mut groups = LeftOut::default();
    for finding in findings {
        let place = finding.primary.place;
        groups.add(finding.rule, finding.severity, place, finding.count);
    }
    groups.findings()
}

impl Finding {
    /// The finding that replaces those of its rule and file that a limit keeps from being listed.
    fn of_left_out(rule: &'static str, severity: Severity, place: Place, more: u64) -> Self {
        let limit = LIMITS.findings;
        let message = format!("{} of {rule} in this file", count(more, "more finding"));
        let mut finding = Finding::new(rule, severity, place, message);
        finding
            .label("first finding that is not listed")
            .help(format!(
                "fix the listed findings first; packlint lists at most {} findings per rule and \
                 file, and {} per run",
                number(limit as u64),
                number(LIMITS.run_findings as u64)
            ))
            .data("count", more)
            .data("limit", limit);
        finding.count = more;
        finding
    }
}
