//! GitLab Code Quality.

use serde_json::json;

use super::fingerprint::fingerprints;
use crate::engine::Report;
use crate::finding::{Finding, Severity};
use crate::text;

/// The findings as a Code Quality report, with a line break at the end.
///
/// # Errors
/// Does not happen: all keys are strings.
pub fn gitlab(report: &Report) -> serde_json::Result<String> {
    let issues: Vec<_> = report
        .findings
        .iter()
        .zip(fingerprints(report))
        .map(|(finding, fingerprint)| {
            let place = finding.primary.place;
            let source = report.sources.get(place.source);
            json!({
                "description": described(finding),
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": match finding.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "minor",
                    Severity::Info => "info",
                },
                "location": {
                    "path": source.name,
                    "lines": {
                        "begin": source.position(place.span.start).line,
                        "end": source.position(place.span.end).line,
                    },
                },
            })
        })
        .collect();
    let json = serde_json::to_string_pretty(&issues)?;
    Ok(format!("{}\n", text::json(&json)))
}

/// The message and its help: a merge request shows nothing else.
fn described(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}. Help: {help}", finding.message),
        None => finding.message.clone(),
    }
}
