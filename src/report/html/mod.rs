//! A page for any browser: the findings by file, with their source; the address space of the clusters;
//! the skipped checks.
//!
//! The page loads nothing and is complete without its script, which only filters. Its markup is both
//! HTML and well-formed XML, so that tests can parse it. Only `markup` escapes texts of the input.

mod clusters;
mod excerpt;
mod finding;
mod fix;
mod markup;
mod policy;
mod summary;
mod unresolved;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::engine::Report;
use crate::finding::{Finding, Severity, total};
use crate::report::plan::picture::{PAINT, PATTERN};
use crate::report::statistics::Row;
use crate::rules;
use crate::text::{count, xml_document};
use markup::{name, text};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The most severe first.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

pub fn html(report: &Report) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" dir=\"ltr\">\n<head>\n\
         <meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <title>packlint: {title}</title>\n<style>{STYLE}</style>\n<style>{PAINT}</style>\n</head>\n<body>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pattern\" aria-hidden=\"true\">{PATTERN}</svg>\n",
        policy = text(&policy::policy()),
        title = text(&summary::verdict(report)),
    );
    summary::header(report, &mut page);
    page.push_str("<main>\n");
    if !report.findings.is_empty() {
        findings(report, &mut page);
    }
    clusters::clusters(report, &mut page);
    unresolved::unresolved(report, &mut page);
    let _ = write!(
        page,
        "</main>\n<footer><p>packlint {}</p></footer>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    );
    xml_document(&page)
}

fn findings(report: &Report, page: &mut String) {
    page.push_str("<section id=\"findings\" aria-labelledby=\"findings-title\" tabindex=\"-1\">\n");
    page.push_str("<h2 id=\"findings-title\">Findings</h2>\n");
    filters(report, page);
    by_rule(report, page);
    let file_of = |finding: &Finding| report.sources.get(finding.primary.place.source);
    let files = report
        .findings
        .chunk_by(|a, b| file_of(a).name == file_of(b).name);
    for findings in files {
        let Some(first) = findings.first() else {
            continue;
        };
        let file = file_of(first);
        let _ = writeln!(
            page,
            "<details class=\"group\" open=\"\">\n<summary><h3>{}</h3> <span class=\"dim\">{}</span></summary>",
            name(&file.name),
            counts(findings)
        );
        for finding in findings {
            finding::finding(finding, &report.sources, page);
        }
        page.push_str("</details>\n");
    }
    page.push_str("<p id=\"none\" hidden=\"\">No finding matches the filter.</p>\n</section>\n");
}

/// `2 errors, 1 info`.
fn counts(findings: &[Finding]) -> String {
    let numbers = SEVERITIES.map(|severity| {
        let of_severity = findings.iter().filter(|f| f.severity == severity);
        (severity, total(of_severity) as u64)
    });
    let words: Vec<_> = numbers
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(severity, number)| count(number, severity.name()))
        .collect();
    words.join(", ")
}

/// A table of the findings by rule, the most severe first.
fn by_rule(report: &Report, page: &mut String) {
    let rows = Row::of(report);
    if rows.len() < 2 {
        return;
    }
    page.push_str(
        "<table class=\"numbers\"><thead><tr><th scope=\"col\">rule</th><th scope=\"col\">severity</th>\
         <th scope=\"col\">findings</th><th scope=\"col\">fixable</th></tr></thead><tbody>",
    );
    for ((severity, rule), row) in rows.iter().rev() {
        let title = match rules::find(rule) {
            Some(found) => format!("<a href=\"{}\" rel=\"noreferrer\">{rule}</a>", found.url()),
            None => (*rule).to_owned(),
        };
        let fixable = match (row.safe_fixes, row.unsafe_fixes) {
            (0, 0) => String::new(),
            (safe, 0) => format!("{safe} with --fix"),
            (0, guesses) => format!("{guesses} with --unsafe-fixes"),
            (safe, guesses) => format!("{safe} with --fix, {guesses} with --unsafe-fixes"),
        };
        let _ = write!(
            page,
            "<tr><th scope=\"row\">{title}</th><td class=\"{0}\">{0}</td><td>{1}</td><td>{fixable}</td></tr>",
            severity.name(),
            row.findings
        );
    }
    page.push_str("</tbody></table>\n");
}

/// The form that the script shows and uses.
fn filters(report: &Report, page: &mut String) {
    page.push_str("<form id=\"filters\" hidden=\"\">\n<fieldset><legend>Severity</legend>");
    for severity in SEVERITIES {
        let number = report.count(severity);
        if number > 0 {
            let word = severity.name();
            let _ = write!(
                page,
                "<label><input type=\"checkbox\" name=\"severity\" value=\"{word}\" checked=\"\"/> {word} ({number})</label>"
            );
        }
    }
    page.push_str(
        "</fieldset>\n<label>Rule <select name=\"rule\"><option value=\"\">all rules</option>",
    );
    let mut rules: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in &report.findings {
        *rules.entry(finding.rule).or_default() += finding.count;
    }
    for (rule, number) in rules {
        let _ = write!(page, "<option value=\"{rule}\">{rule} ({number})</option>");
    }
    let _ = writeln!(
        page,
        "</select></label>\n<label>Text <input type=\"search\" name=\"text\" autocomplete=\"off\"/></label>\n\
         <button type=\"reset\">Show all</button>\n\
         <output name=\"shown\" role=\"status\" aria-live=\"polite\">{}</output>\n</form>",
        count(total(&report.findings) as u64, "finding")
    );
}
