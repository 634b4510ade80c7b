use super::content::violation;
use crate::finding::Applicability;
use crate::model::{Constraint, Content};
use crate::rules::{Owner, Sink};

rule! {
    /// ## What it does
    /// Reports a value that does not match the format that the pack's schema.yaml sets for its path.
    /// Only the text of the value counts, not its YAML type: `"500"` is a number. Empty values and
    /// values replaced by a macro are not checked. With `a.$[]`, each item of the list is checked.
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
    summary: "value that does not match its format in schema.yaml",
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
        let message = format!("{path} is {found}; schema.yaml requires {expected}");
        let finding = out
            .report(value.place, message)
            .label(format!("not {expected}"))
            .related(constraint.template_place, format!("format of {path}"));
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
            finding.help(format!(
                "write {expected}, or correct the format in schema.yaml"
            ));
        }
        finding
            .data("path", path.as_str())
            .data("format", format.text.as_str());
    }
}
