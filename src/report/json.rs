//! The versioned JSON output of findings. It has types of its own, so that no internal change affects
//! it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::engine::Report;
use crate::finding::{Applicability, Finding, Severity};
use crate::source::{Place, Position};
use crate::{rules, text};

/// Changes only with incompatible changes of the format.
const VERSION: u32 = 1;

/// Everything that a run found.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "packlint findings")]
pub(crate) struct Output {
    /// The format's version.
    version: u32,
    /// The tool that wrote it.
    tool: Tool,
    /// Findings, sorted by file, offset and rule.
    findings: Vec<OutputFinding>,
    /// Checks that were skipped because a value that they need is unknown.
    unresolved: Vec<OutputUnresolved>,
    /// What packlint could not do; makes the exit status 2.
    errors: Vec<OutputError>,
    /// Clusters that were compared with their state before a change; absent if there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    comparisons: Vec<OutputComparison>,
    /// Counts.
    summary: Summary,
}

/// The tool.
#[derive(Serialize, JsonSchema)]
struct Tool {
    /// Its name.
    name: String,
    /// Its version.
    version: String,
}

/// One defect at one place.
#[derive(Serialize, JsonSchema)]
struct OutputFinding {
    /// The rule's id.
    rule: String,
    /// error, warning or info.
    severity: Severity,
    /// One sentence with the names and numbers.
    message: String,
    /// What to write instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// The rule's page.
    url: String,
    #[serde(flatten)]
    at: At,
    /// Other places that the finding is about.
    related: Vec<Related>,
    /// The numbers of the message, by name.
    data: BTreeMap<String, Value>,
    /// The fix, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<OutputFix>,
}

/// A place in a document.
#[derive(Serialize, JsonSchema)]
struct At {
    /// Path relative to the working directory with `/`, `<stdin>` or `<command-line>`.
    file: String,
    /// 0-based document, in a file with several.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<u32>,
    /// JSON Pointer in the document.
    pointer: String,
    /// The bytes.
    span: OutputSpan,
}

/// Another place.
#[derive(Serialize, JsonSchema)]
struct Related {
    /// As in findings.
    file: String,
    /// The bytes.
    span: OutputSpan,
    /// What is at this place.
    message: String,
}

/// A range of a text; the end is exclusive.
#[derive(Serialize, JsonSchema)]
struct OutputSpan {
    /// The first character.
    start: OutputPosition,
    /// One past the last character.
    end: OutputPosition,
}

/// A position.
#[derive(Serialize, JsonSchema)]
struct OutputPosition {
    /// Bytes from the start of the file, including a byte order mark.
    offset: u32,
    /// 1-based line.
    line: u32,
    /// 1-based column in Unicode characters.
    column: u32,
}

/// Edits that fix a finding.
#[derive(Serialize, JsonSchema)]
struct OutputFix {
    /// safe or unsafe.
    applicability: Applicability,
    /// The edits, in order and without overlaps.
    edits: Vec<OutputEdit>,
}

/// A replacement of bytes.
#[derive(Serialize, JsonSchema)]
struct OutputEdit {
    /// The file.
    file: String,
    /// The bytes to replace.
    span: OutputSpan,
    /// The new text.
    replacement: String,
}

/// A skipped check.
#[derive(Serialize, JsonSchema)]
struct OutputUnresolved {
    #[serde(flatten)]
    at: At,
    /// Why the value is unknown.
    reason: String,
    /// The rules that were skipped because of it.
    rules: Vec<String>,
}

/// Something that packlint could not do.
#[derive(Serialize, JsonSchema)]
struct OutputError {
    /// The file.
    file: String,
    /// What happened.
    message: String,
}

/// A cluster that was compared with its state before a change.
#[derive(Serialize, JsonSchema)]
struct OutputComparison {
    /// The cluster's name, or its file.
    cluster: String,
    /// The file with the new state.
    file: String,
    /// What the old state was read from.
    with: String,
}

/// Counts.
#[derive(Serialize, JsonSchema)]
struct Summary {
    /// Files read.
    files: usize,
    /// Packs checked.
    packs: usize,
    /// Clusters checked.
    clusters: usize,
    /// Files that were skipped because packlint does not recognise them.
    skipped: usize,
    /// Findings of severity error.
    errors: usize,
    /// Findings of severity warning.
    warnings: usize,
    /// Findings of severity info.
    infos: usize,
    /// Findings that comments suppress.
    suppressed: usize,
    /// Findings that are in the baseline.
    baselined: usize,
    /// Directories and files skipped because git ignores them.
    ignored: usize,
}

/// Writes the report, with a line break at its end.
///
/// # Errors
/// Does not happen: all keys are strings.
pub fn json(report: &Report) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string_pretty(&output(report))?;
    Ok(format!("{}\n", text::json(&json)))
}

fn output(report: &Report) -> Output {
    Output {
        version: VERSION,
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        findings: report
            .findings
            .iter()
            .map(|finding| output_finding(report, finding))
            .collect(),
        unresolved: report
            .unresolved
            .iter()
            .map(|entry| OutputUnresolved {
                at: at(report, entry.place, &entry.pointer, entry.document),
                reason: entry.unknown.reason(),
                rules: entry.rules.iter().map(|rule| (*rule).to_owned()).collect(),
            })
            .collect(),
        errors: report
            .errors
            .iter()
            .map(|error| OutputError {
                file: error.file.clone(),
                message: error.message.clone(),
            })
            .collect(),
        comparisons: report
            .comparisons()
            .map(|(cluster, with)| OutputComparison {
                cluster: cluster.title.clone(),
                file: cluster.file.clone(),
                with: with.to_owned(),
            })
            .collect(),
        summary: Summary {
            files: report.files,
            packs: report.packs,
            clusters: report.whole_clusters().count(),
            skipped: report.skipped.len(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            suppressed: report.suppressed,
            baselined: report.in_baseline,
            ignored: report.ignored,
        },
    }
}

fn output_finding(report: &Report, finding: &Finding) -> OutputFinding {
    OutputFinding {
        rule: finding.rule.to_owned(),
        severity: finding.severity,
        message: finding.message.clone(),
        help: finding.help.clone(),
        url: rules::find(finding.rule).map_or(String::new(), |rule| rule.url()),
        at: at(
            report,
            finding.primary.place,
            &finding.pointer,
            finding.document,
        ),
        related: finding
            .related
            .iter()
            .map(|label| {
                let (file, span) = locate(report, label.place);
                Related {
                    file,
                    span,
                    message: label.text.clone(),
                }
            })
            .collect(),
        data: finding
            .data
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        fix: finding.fix.as_ref().map(|fix| OutputFix {
            applicability: fix.applicability,
            edits: fix
                .edits
                .iter()
                .map(|edit| {
                    let (file, span) = locate(report, edit.place);
                    OutputEdit {
                        file,
                        span,
                        replacement: edit.replacement.clone(),
                    }
                })
                .collect(),
        }),
    }
}

fn at(report: &Report, place: Place, pointer: &str, document: Option<u32>) -> At {
    let (file, span) = locate(report, place);
    At {
        file,
        document,
        pointer: pointer.to_owned(),
        span,
    }
}

fn locate(report: &Report, place: Place) -> (String, OutputSpan) {
    let source = report.sources.get(place.source);
    let position = |Position {
                        offset,
                        line,
                        column,
                    }| OutputPosition {
        offset,
        line,
        column,
    };
    let span = OutputSpan {
        start: position(source.position(place.span.start)),
        end: position(source.position(place.span.end)),
    };
    (source.name.clone(), span)
}
