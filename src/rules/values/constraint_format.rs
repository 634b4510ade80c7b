use super::content::violation;
use crate::finding::Applicability;
use crate::model::{Constraint, Content};
use crate::rules::{Owner, Sink};

rule! {
    /// ## What it does
    /// Reports a value that does not have the format that the pack's schema.yaml gives for its
    /// path. The text of the value counts, not its YAML type: `"500"` is a number. An empty value,
    /// and one that a macro stands for, are not held against the format; with `a.$[]`, each item of
    /// the list is.
    ///
    /// ## Why it is bad
    /// Palette refuses to save the profile or the cluster, or the deployment fails.
    ///
    /// ## Example
    /// ```yaml demo-1.0.0/schema.yaml
    /// charts.demo.port:
    ///   schema: '{{ format "${number:[5000-5005]}" }}'
    /// ```
    /// ```yaml pack/values.yaml
    /// charts:
    ///   demo:
    ///     port: 500
    /// ```
    ///
    /// ## Use instead
    /// ```yaml demo-1.0.0/schema.yaml
    /// charts.demo.port:
    ///   schema: '{{ format "${number:[5000-5005]}" }}'
    /// ```
    /// ```yaml pack/values.yaml
    /// charts:
    ///   demo:
    ///     port: 5000
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: format types.
    id: "constraint-format",
    severity: Error,
    fix: Sometimes,
    summary: "a value breaks the format that schema.yaml gives",
    check: Constraint(check),
}

fn check(constraint: &Constraint, _: Owner<'_>, out: &mut Sink) {
    let Some(format) = &constraint.template.format else {
        return;
    };
    let path = &constraint.path;
    for value in &constraint.values {
        if format.accepts_all() && value.known().is_none() {
            continue;
        }
        let Some(content) = out.need(value) else {
            continue;
        };
        let Some(found) = violation(content, format) else {
            continue;
        };
        let expected = format.expected();
        let message = format!("{path} is {found}; expected {expected}");
        let finding = out
            .report(value.place, message)
            .label(format!("expected {expected}"))
            .related(constraint.template_place, format!("the format of {path}"));
        if let Content::Text(text, place) = content
            && let Some(near) = format.similar(text)
        {
            finding.help(format!("did you mean '{near}'?"));
            if let Some(place) = place {
                finding.fix(Applicability::Unsafe, *place, near);
            }
        } else if !format.options().is_empty() {
            finding.help(format!("write {expected}"));
        } else {
            finding.help(format!("write {expected}, or correct the format"));
        }
        finding
            .data("path", path.as_str())
            .data("format", format.text.as_str());
    }
}
