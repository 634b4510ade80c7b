//! Findings counted by rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::engine::Report;
use crate::finding::{Applicability, Edit, Finding, Severity};
use crate::source::{Origin, ShownSources};
use crate::text::count;

/// The findings of one rule at one severity.
#[derive(Default)]
pub(super) struct Row {
    pub(super) findings: u64,
    pub(super) safe_fixes: u64,
    pub(super) unsafe_fixes: u64,
}

impl Row {
    /// The rows by severity and rule, the most severe last.
    pub(super) fn of(report: &Report) -> BTreeMap<(Severity, &'static str), Row> {
        let mut rows: BTreeMap<(Severity, &str), Row> = BTreeMap::new();
        for finding in &report.findings {
            let row = rows.entry((finding.severity, finding.rule)).or_default();
            row.findings += finding.count;
            match applicability(finding, &report.sources) {
                Some(Applicability::Safe) => row.safe_fixes += 1,
                Some(Applicability::Unsafe) => row.unsafe_fixes += 1,
                None => {}
            }
        }
        rows
    }
}

/// Whether `--fix` or `--unsafe-fixes` makes the fix of a finding: it writes files only, not standard input.
pub(crate) fn applicability(finding: &Finding, sources: &ShownSources) -> Option<Applicability> {
    let is_file = |edit: &Edit| sources.get(edit.place.source).origin == Origin::File;
    let fix = finding.fix.as_ref();
    let fix = fix.filter(|fix| fix.edits.iter().all(is_file));
    fix.map(|fix| fix.applicability)
}

/// How many findings fixes can be made for: safe ones, and unsafe ones.
pub(crate) fn fixable(report: &Report) -> (u64, u64) {
    let of = |wanted: Applicability| {
        let findings = report.findings.iter();
        let fixes = findings.filter_map(|finding| applicability(finding, &report.sources));
        fixes.filter(|fix| *fix == wanted).count() as u64
    };
    (of(Applicability::Safe), of(Applicability::Unsafe))
}

/// A table of the findings by rule, the most severe last, as they are in the report for people.
pub(crate) fn statistics(report: &Report) -> String {
    let rows = Row::of(report);
    let numbers = rows.values().map(|row| row.findings.to_string().len());
    let width = numbers.max().unwrap_or(0);
    let names = rows.keys().map(|(_, rule)| rule.len()).max().unwrap_or(0);
    let mut text = String::new();
    for ((severity, rule), row) in &rows {
        let fixes = [
            (row.safe_fixes, "--fix"),
            (row.unsafe_fixes, "--unsafe-fixes"),
        ];
        let fixes = fixes.iter().filter(|(number, _)| *number > 0);
        let fixes: Vec<_> = fixes
            .map(|(number, flag)| format!("{number} fixable with {flag}"))
            .collect();
        let line = format!(
            "{:>width$} {:<7} {rule:<names$}  {}",
            row.findings,
            severity.name(),
            fixes.join(", ")
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// What fixes can do, in a sentence; nothing where there are none.
pub(crate) fn fixable_sentence(report: &Report) -> Option<String> {
    match fixable(report) {
        (0, 0) => None,
        (safe, 0) => Some(format!("{} fixable with --fix.", count(safe, "finding"))),
        (0, guesses) => Some(format!(
            "{} fixable with --fix --unsafe-fixes.",
            count(guesses, "finding")
        )),
        (safe, guesses) => Some(format!(
            "{} fixable with --fix, {guesses} more with --unsafe-fixes.",
            count(safe, "finding")
        )),
    }
}
