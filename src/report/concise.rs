//! One line a finding: `path:line:column severity rule message`.

use std::fmt::Write as _;

use crate::engine::Report;

/// Writes the findings, a line each.
pub fn concise(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let place = finding.primary.place;
        let source = report.sources.get(place.source);
        let position = source.position(place.span.start);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}:{}:{} {} {} {}",
            source.name,
            position.line,
            position.column,
            finding.severity.name(),
            finding.rule,
            one_line(&finding.message)
        );
    }
    text
}

/// A message without line breaks: keys and values of the input may hold them.
fn one_line(message: &str) -> String {
    message.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}
