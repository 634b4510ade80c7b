//! One finding.

use std::fmt::Write as _;

use serde_json::Value;

use super::excerpt::excerpt;
use super::fix::fix;
use super::markup::{brief, paragraph};
use crate::finding::{Finding, Table};
use crate::rules;
use crate::source::ShownSources;
use crate::text::number;

pub(crate) fn finding(finding: &Finding, sources: &ShownSources, page: &mut String) {
    let file = sources.get(finding.primary.place.source);
    let position = file.position(finding.primary.place.span.start);
    let rule = match rules::find(finding.rule) {
        Some(rule) => format!(
            "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
            rule.url(),
            finding.rule
        ),
        None => finding.rule.to_owned(),
    };
    let _ = writeln!(
        page,
        "<article class=\"{severity}\" data-rule=\"{}\">\n<h4><span class=\"severity\">{severity}</span> {rule} \
         <span class=\"at\">line {}, column {}</span></h4>",
        finding.rule,
        position.line,
        position.column,
        severity = finding.severity.name()
    );
    page.push_str(&paragraph("message", "", &finding.message));
    if let Some(numbers) = &finding.table {
        table(numbers, page);
    }
    excerpt(finding, sources, page);
    if let Some(help) = &finding.help {
        page.push_str(&paragraph("help", "<b>Help:</b> ", help));
    }
    if let Some(edits) = &finding.fix {
        fix(edits, &file, sources, page);
    }
    if !finding.data.is_empty() {
        page.push_str("<dl class=\"data\">");
        for (title, value) in &finding.data {
            let (title, value) = (words(title), shown(value));
            let _ = write!(page, "<div><dt>{title}</dt><dd>{value}</dd></div>");
        }
        page.push_str("</dl>\n");
    }
    page.push_str("</article>\n");
}

/// A key of the JSON report in words: `largestMaxPods` is `largest max pods`.
fn words(key: &str) -> String {
    let mut words = String::with_capacity(key.len() + 4);
    for letter in key.chars() {
        if letter.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

fn shown(value: &Value) -> String {
    match (value, value.as_u64()) {
        (_, Some(value)) => number(value),
        (Value::String(value), _) => brief(value),
        (value, _) => brief(&value.to_string()),
    }
}

/// The numbers that the message sums up.
fn table(table: &Table, page: &mut String) {
    page.push_str("<table class=\"numbers\"><thead><tr>");
    for title in &table.head {
        let _ = write!(page, "<th scope=\"col\">{title}</th>");
    }
    page.push_str("</tr></thead><tbody>");
    for row in &table.rows {
        page.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let _ = match column {
                0 => write!(page, "<th scope=\"row\">{}</th>", brief(cell)),
                _ => write!(page, "<td>{}</td>", brief(cell)),
            };
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table>\n");
    page.push_str(&paragraph("note", "", &table.note));
}
