//! GitHub workflow commands: annotations in a pull request.

use std::fmt::Write as _;

use crate::engine::Report;
use crate::finding::Severity;
use crate::source::Origin;
use crate::text::{github_message, github_property};

pub fn github(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let place = finding.primary.place;
        let source = report.sources.get(place.source);
        let (start, end) = (
            source.position(place.span.start),
            source.position(place.span.end),
        );
        let at = match source.origin {
            Origin::File => format!(
                "file={},line={},endLine={},col={},endColumn={},",
                github_property(&source.name),
                start.line,
                end.line,
                start.column,
                end.column
            ),
            Origin::Stdin | Origin::CommandLine => String::new(),
        };
        let message = match &finding.help {
            Some(help) => format!("{}\n{help}", finding.message),
            None => finding.message.clone(),
        };
        let _ = writeln!(
            text,
            "::{command} {at}title={}::{}",
            github_property(finding.rule),
            github_message(&message)
        );
    }
    let hidden = report.hidden();
    if !hidden.is_empty() {
        let hidden = github_message(&hidden.join(", "));
        let _ = writeln!(text, "::notice title=packlint::{hidden}");
    }
    text
}
