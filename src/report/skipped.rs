//! The skipped rules, in a line for people.

use std::collections::{BTreeSet, HashMap};

use crate::engine::Report;
use crate::finding::Unresolved;
use crate::text::{all_of, count};

/// Which rules were skipped, and why: one paragraph, or with `is_verbose` each reason with the ids of
/// its rules. `--ask` is not offered to who was asked already.
pub(crate) fn skipped(report: &Report, is_verbose: bool, was_asked: bool) -> Vec<String> {
    let is_flagged = |entry: &&Unresolved| entry.unknown.flag().is_some();
    let (flagged, others): (Vec<_>, Vec<_>) = report.unresolved.iter().partition(is_flagged);
    let of_flags = rules(&flagged);
    let of_others: BTreeSet<_> = rules(&others).difference(&of_flags).copied().collect();
    let mut sentences = Vec::new();
    if !flagged.is_empty() {
        let what = report.missing_values();
        let verb = if what.len() == 1 { "is" } else { "are" };
        let ask = if was_asked { "" } else { ", or use --ask" };
        sentences.push(format!(
            "{} skipped because {} {verb} unknown. Add {}{ask}.",
            were(of_flags.len(), "rule"),
            all_of(&what),
            report.missing_flags().join(" ")
        ));
    }
    let reasons = by_reason(&others);
    if !of_others.is_empty() {
        let what = if flagged.is_empty() {
            "rule"
        } else {
            "more rule"
        };
        let why = match reasons.as_slice() {
            [(reason, _)] => reason.clone(),
            [(reason, _), _] => format!("{reason}, and 1 more reason"),
            [(reason, _), more @ ..] => format!("{reason}, and {} more reasons", more.len()),
            [] => String::new(),
        };
        sentences.push(format!("{} skipped: {why}.", were(of_others.len(), what)));
    }
    if sentences.is_empty() || !is_verbose {
        if !sentences.is_empty() {
            sentences.push("--verbose lists them.".to_owned());
        }
        return match sentences.is_empty() {
            true => Vec::new(),
            false => vec![sentences.join(" ")],
        };
    }
    let mut paragraphs = vec![sentences.join(" ")];
    for (reason, rules) in by_reason(&flagged).into_iter().chain(reasons) {
        paragraphs.push(format!("  {reason}: {}", rules.join(", ")));
    }
    paragraphs
}

/// `1 rule was`, `3 rules were`.
fn were(number: usize, what: &str) -> String {
    let verb = if number == 1 { "was" } else { "were" };
    format!("{} {verb}", count(number as u64, what))
}

fn rules<'e>(entries: &[&'e Unresolved]) -> BTreeSet<&'e str> {
    let rules = entries.iter().flat_map(|entry| &entry.rules);
    rules.copied().collect()
}

/// The rules that were skipped for each reason, in order.
fn by_reason<'e>(entries: &[&'e Unresolved]) -> Vec<(String, Vec<&'e str>)> {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    let mut positions: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let reason = entry.unknown.reason();
        let at = *positions.entry(reason).or_insert_with_key(|reason| {
            reasons.push((reason.clone(), Vec::new()));
            reasons.len() - 1
        });
        let Some((_, rules)) = reasons.get_mut(at) else {
            continue;
        };
        for rule in &entry.rules {
            if !rules.contains(rule) {
                rules.push(rule);
            }
        }
    }
    reasons
}
