//! JUnit for servers that show test results: a finding that makes the run fail is a failed case.

use std::fmt::Write as _;

use crate::engine::Report;
use crate::finding::Severity;
use crate::text::{xml as escape, xml_document};

/// The report as one test suite. A run without findings is one passed case; a finding below `fail_on`
/// is a passed case with output; an error of packlint itself is an error.
pub fn junit(report: &Report, fail_on: Severity) -> String {
    let severities = [Severity::Info, Severity::Warning, Severity::Error].into_iter();
    let failing = severities.filter(|severity| *severity >= fail_on);
    let failures: usize = failing.map(|severity| report.count(severity)).sum();
    let errors = report.errors.len();
    let tests = (report.findings.len() + errors).max(1);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    let _ = writeln!(
        text,
        "  <testsuite name=\"packlint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    );
    let _ = writeln!(
        text,
        "    <properties>\n      <property name=\"suppressed\" value=\"{}\"/>\n      \
         <property name=\"baselined\" value=\"{}\"/>\n      <property name=\"ignored\" value=\"{}\"/>\n    \
         </properties>",
        report.suppressed, report.in_baseline, report.ignored
    );
    for finding in &report.findings {
        let place = finding.primary.place;
        let source = report.sources.get(place.source);
        let position = source.position(place.span.start);
        let at = format!("{}:{}:{}", source.name, position.line, position.column);
        let message = escape(&finding.message);
        let help = finding.help.as_deref().unwrap_or_default();
        let _ = writeln!(
            text,
            "    <testcase classname=\"{}\" name=\"{} {}\" file=\"{}\" line=\"{}\">",
            escape(&source.name),
            finding.rule,
            escape(&at),
            escape(&source.name),
            position.line
        );
        let _ = match finding.severity {
            severity if severity < fail_on => {
                writeln!(text, "      <system-out>{message}</system-out>")
            }
            severity => writeln!(
                text,
                "      <failure type=\"{}\" message=\"{message}\">{}&#10;{}</failure>",
                severity.name(),
                escape(&at),
                escape(help)
            ),
        };
        text.push_str("    </testcase>\n");
    }
    for error in &report.errors {
        let _ = writeln!(
            text,
            "    <testcase classname=\"{file}\" name=\"packlint {file}\">\n      <error message=\"{}\"/>\n    </testcase>",
            escape(&error.message),
            file = escape(&error.file)
        );
    }
    if report.findings.is_empty() && report.errors.is_empty() {
        text.push_str("    <testcase classname=\"packlint\" name=\"nothing found\"/>\n");
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    xml_document(&text)
}
