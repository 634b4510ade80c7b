//! Findings as diagnostics.

use std::path::PathBuf;
use std::str::FromStr as _;

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location, NumberOrString, Uri,
};

use super::positions::Positions;
use super::workspace::{FoundAt, Workspace};
use crate::finding::{Label, Severity};
use crate::rules;
use crate::source::Place;

/// The name under which editors show findings.
pub(super) const SOURCE: &str = "packlint";

/// A finding as a diagnostic of its file; `None` where it is in no file.
pub(super) fn diagnostic(
    workspace: &Workspace,
    found: FoundAt<'_>,
) -> Option<(PathBuf, Diagnostic)> {
    let finding = found.finding;
    let at = location(workspace, found, finding.primary.place)?;
    let path = found.path(finding.primary.place)?;
    let page = rules::find(finding.rule).and_then(|rule| Uri::from_str(&rule.url()).ok());
    let tag = TAGS.iter().find(|(rule, _)| *rule == finding.rule);
    let related = |label: &Label| {
        Some(DiagnosticRelatedInformation {
            location: location(workspace, found, label.place)?,
            message: label.text.clone(),
        })
    };
    let help = finding.help.iter().map(|help| format!("\nhelp: {help}"));
    let diagnostic = Diagnostic {
        range: at.range,
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.rule.to_owned())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone() + &help.collect::<String>(),
        related_information: Some(finding.related.iter().filter_map(related).collect()),
        tags: tag.map(|(_, tag)| vec![tag.clone()]),
        data: None,
    };
    Some((path, diagnostic))
}

/// Findings of these rules are shown as editors show outdated and unused code.
const TAGS: [(&str, DiagnosticTag); 2] = [
    ("retired-feature", DiagnosticTag::DEPRECATED),
    ("unused-suppression", DiagnosticTag::UNNECESSARY),
];

/// A place as editors name it.
pub(super) fn location(
    workspace: &Workspace,
    found: FoundAt<'_>,
    place: Place,
) -> Option<Location> {
    let source = found.source(place);
    let uri = workspace.uri(&found.path(place)?)?;
    let positions = Positions::new(&source.text, source.lines(), workspace.encoding);
    Some(Location::new(uri, positions.range(place.span)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tagged_rules_exist() {
        assert!(TAGS.iter().all(|(rule, _)| rules::find(rule).is_some()));
    }
}
