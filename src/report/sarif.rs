//! SARIF 2.1.0, for code scanning services.

use serde_json::{Map, Value, json};

use super::fingerprint::fingerprints;
use crate::engine::Report;
use crate::finding::{Applicability, Edit, Finding, Label, Severity};
use crate::rules::RULES;
use crate::source::{Origin, Place};
use crate::text;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The report as SARIF, with a line break at the end.
///
/// # Errors
/// Does not happen: all keys are strings.
pub fn sarif(report: &Report) -> serde_json::Result<String> {
    let results: Vec<_> = report
        .findings
        .iter()
        .zip(fingerprints(report))
        .map(|(finding, fingerprint)| result(report, finding, &fingerprint))
        .collect();
    let notifications: Vec<_> = report
        .errors
        .iter()
        .map(
            |error| json!({"level": "error", "message": {"text": text::sarif(&error.to_string())}}),
        )
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": report.errors.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
            "properties": {
                "suppressed": report.suppressed,
                "baselined": report.in_baseline,
                "ignored": report.ignored,
            },
        }],
    });
    let json = serde_json::to_string_pretty(&log)?;
    Ok(format!("{}\n", text::json(&json)))
}

fn rules() -> Vec<Value> {
    RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": {"text": rule.summary},
                "helpUri": rule.url(),
                "help": {"text": rule.page(), "markdown": rule.page()},
                "defaultConfiguration": {"level": level(rule.severity)},
                "properties": {"tags": [rule.group.name()]},
            })
        })
        .collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(report: &Report, finding: &Finding, fingerprint: &str) -> Value {
    let index = RULES.iter().position(|rule| rule.id == finding.rule);
    let message = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = Map::new();
    result.insert("ruleId".into(), json!(finding.rule));
    if let Some(index) = index {
        result.insert("ruleIndex".into(), json!(index));
    }
    result.insert("level".into(), json!(level(finding.severity)));
    result.insert("message".into(), json!({"text": text::sarif(&message)}));
    result.insert(
        "partialFingerprints".into(),
        json!({"packlint/v1": fingerprint}),
    );
    let primary = location(report, &finding.primary, None, &finding.pointer);
    result.insert("locations".into(), json!([primary]));
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate();
        let related: Vec<_> = related
            .map(|(id, label)| location(report, label, Some(id), ""))
            .collect();
        result.insert("relatedLocations".into(), json!(related));
    }
    if let Some(fix) = &finding.fix {
        let changes: Vec<_> = fix
            .edits
            .iter()
            .filter_map(|edit| change(report, edit))
            .collect();
        let word = match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        };
        if !changes.is_empty() {
            let fixes = json!([{"description": {"text": format!("{word} fix")}, "artifactChanges": changes}]);
            result.insert("fixes".into(), fixes);
        }
    }
    let data: Map<_, _> = finding
        .data
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    if !data.is_empty() {
        result.insert("properties".into(), Value::Object(data));
    }
    Value::Object(result)
}

fn location(report: &Report, label: &Label, id: Option<usize>, pointer: &str) -> Value {
    let mut location = Map::new();
    if let Some(id) = id {
        location.insert("id".into(), json!(id));
    }
    if let Some(uri) = uri(report, label.place) {
        let physical =
            json!({"artifactLocation": {"uri": uri}, "region": region(report, label.place)});
        location.insert("physicalLocation".into(), physical);
    }
    if !pointer.is_empty() {
        let logical = json!([{"fullyQualifiedName": pointer, "kind": "member"}]);
        location.insert("logicalLocations".into(), logical);
    }
    if !label.text.is_empty() {
        location.insert("message".into(), json!({"text": text::sarif(&label.text)}));
    }
    Value::Object(location)
}

fn change(report: &Report, edit: &Edit) -> Option<Value> {
    Some(json!({
        "artifactLocation": {"uri": uri(report, edit.place)?},
        "replacements": [{
            "deletedRegion": region(report, edit.place),
            "insertedContent": {"text": edit.replacement},
        }],
    }))
}

/// The relative URI of a file; `None` for standard input and the command line.
fn uri(report: &Report, place: Place) -> Option<String> {
    let source = report.sources.get(place.source);
    if source.origin != Origin::File {
        return None;
    }
    let mut uri = String::with_capacity(source.name.len());
    for byte in source.name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(uri)
}

fn region(report: &Report, place: Place) -> Value {
    let source = report.sources.get(place.source);
    let (start, end) = (
        source.position(place.span.start),
        source.position(place.span.end),
    );
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": start.offset,
        "byteLength": end.offset - start.offset,
    })
}
