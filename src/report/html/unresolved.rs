//! The skipped checks, and why.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use super::markup::{brief, name, text};
use crate::engine::Report;
use crate::finding::Unresolved;
use crate::text::count;

/// The rules of the skipped checks.
pub(crate) fn rules(report: &Report) -> BTreeSet<&'static str> {
    let rules = report.unresolved.iter().flat_map(|entry| &entry.rules);
    rules.copied().collect()
}

pub(crate) fn unresolved(report: &Report, page: &mut String) {
    if report.unresolved.is_empty() {
        return;
    }
    page.push_str(
        "<section id=\"not-made\" aria-labelledby=\"not-made-title\" tabindex=\"-1\">\n\
         <h2 id=\"not-made-title\">Skipped checks</h2>\n",
    );
    let rules = rules(report);
    let flags = report.missing_flags();
    let remedy = match flags.is_empty() {
        true => String::new(),
        false => format!(
            " Add <code>{}</code>, or check a cluster file.",
            text(&flags.join(" "))
        ),
    };
    let _ = writeln!(
        page,
        "<p>{} {} skipped because a value is unknown.{remedy}</p>",
        count(rules.len() as u64, "check"),
        if rules.len() == 1 { "was" } else { "were" }
    );
    for (reason, entries) in by_reason(&report.unresolved) {
        let _ = writeln!(
            page,
            "<details class=\"reason\" open=\"\"><summary>{} <span class=\"dim\">{}</span></summary>\n<ul>",
            brief(&reason),
            count(entries.len() as u64, "place")
        );
        for entry in entries {
            let source = report.sources.get(entry.place.source);
            let rules: Vec<_> = entry.rules.iter().copied().collect();
            let _ = writeln!(
                page,
                "<li>{}:{}: <code>{}</code></li>",
                name(&source.name),
                source.position(entry.place.span.start).line,
                rules.join(", ")
            );
        }
        page.push_str("</ul>\n</details>\n");
    }
    page.push_str("</section>\n");
}

/// The entries by reason, in the order of their first ones.
fn by_reason(entries: &[Unresolved]) -> Vec<(String, Vec<&Unresolved>)> {
    let mut reasons: Vec<(String, Vec<&Unresolved>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let reason = entry.unknown.reason();
        let index = *known.entry(reason.clone()).or_insert_with(|| {
            reasons.push((reason, Vec::new()));
            reasons.len() - 1
        });
        if let Some((_, entries)) = reasons.get_mut(index) {
            entries.push(entry);
        }
    }
    reasons
}
