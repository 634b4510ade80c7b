//! The result, at the top of the page.

use std::fmt::Write as _;

use super::markup::{name, text};
use super::{SEVERITIES, counts};
use crate::engine::Report;
use crate::finding::Severity;
use crate::text::number;

/// The result in a few words, limited to what was checked.
pub(crate) fn verdict(report: &Report) -> String {
    if !report.findings.is_empty() {
        return counts(&report.findings);
    }
    let is_partial = !report.errors.is_empty() || !report.unresolved.is_empty();
    match is_partial {
        true => "nothing found, but not everything was checked".to_owned(),
        false => "nothing found".to_owned(),
    }
}

/// The class for the most severe result.
fn level(report: &Report) -> &'static str {
    let worst = SEVERITIES
        .into_iter()
        .find(|severity| report.count(*severity) > 0);
    match worst {
        _ if !report.errors.is_empty() => "error",
        Some(severity) => severity.name(),
        None => "none",
    }
}

pub(crate) fn header(report: &Report, page: &mut String) {
    let _ = writeln!(
        page,
        "{skip}<header>\n<h1>packlint report</h1>\n<p class=\"verdict {}\">{}</p>\n<dl class=\"counts\">",
        level(report),
        text(&verdict(report)),
        skip = match report.findings.is_empty() {
            true => "",
            false => "<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n",
        }
    );
    let always = [
        ("errors", report.count(Severity::Error)),
        ("warnings", report.count(Severity::Warning)),
        ("infos", report.count(Severity::Info)),
        ("files", report.files),
        ("packs", report.packs),
        ("clusters", report.whole_clusters().count()),
    ];
    let sometimes = [
        ("fixed", report.fixed.len()),
        ("suppressed", report.suppressed),
        ("in the baseline", report.in_baseline),
        ("other files skipped", report.skipped.len()),
        ("ignored by git", report.ignored),
        ("skipped checks", super::unresolved::rules(report).len()),
    ];
    let sometimes = sometimes.into_iter().filter(|(_, count)| *count > 0);
    for (title, count) in always.into_iter().chain(sometimes) {
        let _ = writeln!(
            page,
            "<div><dt>{title}</dt><dd>{}</dd></div>",
            number(count as u64)
        );
    }
    page.push_str("</dl>\n");
    failures(report, page);
    contents(report, page);
    page.push_str("</header>\n");
}

/// The errors of packlint itself.
fn failures(report: &Report, page: &mut String) {
    if report.errors.is_empty() {
        return;
    }
    page.push_str(
        "<section class=\"failures\" aria-labelledby=\"failures-title\">\n\
         <h2 id=\"failures-title\">packlint could not check everything</h2>\n<ul>\n",
    );
    for error in &report.errors {
        let _ = writeln!(
            page,
            "<li>{}: {}</li>",
            name(&error.file),
            name(&error.message)
        );
    }
    page.push_str("</ul>\n</section>\n");
}

/// Links to the parts of the page, if there are several.
fn contents(report: &Report, page: &mut String) {
    let parts = [
        ("findings", "Findings", !report.findings.is_empty()),
        (
            "addresses",
            "Address space",
            super::clusters::is_shown(report),
        ),
        ("not-made", "Skipped checks", !report.unresolved.is_empty()),
    ];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(_, _, is_there)| *is_there)
        .map(|(id, title, _)| format!("<li><a href=\"#{id}\">{title}</a></li>"))
        .collect();
    if parts.len() > 1 {
        let _ = writeln!(
            page,
            "<nav aria-label=\"Contents\"><ul>{}</ul></nav>",
            parts.concat()
        );
    }
}
