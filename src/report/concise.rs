//! One line per finding: `path:line:column severity rule message`.

use std::fmt::Write as _;

use super::paint::Paint;
use crate::engine::Report;
use crate::text::{log, printable};

pub fn concise(report: &Report, color: bool) -> String {
    let paint = Paint { is_on: color };
    let mut text = String::new();
    for finding in &report.findings {
        let place = finding.primary.place;
        let source = report.sources.get(place.source);
        let position = source.position(place.span.start);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}:{}:{} {} {} {}",
            printable(&source.name),
            position.line,
            position.column,
            paint.severity(finding.severity, finding.severity.name()),
            paint.bold(finding.rule),
            printable(&finding.message)
        );
    }
    log(&text).into_owned()
}
