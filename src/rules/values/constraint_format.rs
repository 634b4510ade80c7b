use super::{constraints, misfit};
use crate::finding::{Applicability, Sink};
use crate::model::{Constraint, Content};
use crate::rules::Context;

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
    ConstraintFormat {
        id: "constraint-format",
        group: Values,
        severity: Error,
        fix: Sometimes,
        supersedes: [],
        summary: "a value breaks the format that schema.yaml gives",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for constraint in constraints(cx) {
        check_one(constraint, sink);
    }
}

fn check_one(constraint: &Constraint, sink: &mut Sink) {
    let Some(format) = &constraint.template.format else {
        return;
    };
    let path = &constraint.path;
    for value in &constraint.values {
        let content = match &value.value {
            Ok(content) => content,
            Err(_) if format.accepts_all() => continue,
            Err(unknown) => {
                sink.unresolved(META.id, value.place, unknown);
                continue;
            }
        };
        let Some(found) = misfit(content, format) else {
            continue;
        };
        let expected = format.expected();
        let mut finding = META
            .finding(
                value.place,
                format!("{path} is {found}; expected {expected}"),
            )
            .label(format!("expected {expected}"))
            .related(constraint.template_place, format!("the format of {path}"));
        if let Content::Text(text, place) = content
            && let Some(near) = format.similar(text)
        {
            finding = finding.help(format!("did you mean '{near}'?"));
            if let Some(place) = place {
                finding = finding.fix(Applicability::Unsafe, *place, near);
            }
        } else if !format.options().is_empty() {
            finding = finding.help(format!("write {expected}"));
        } else {
            finding = finding.help(format!("write {expected}, or correct the format"));
        }
        sink.emit(
            finding
                .data("path", path.as_str())
                .data("format", format.text.as_str()),
        );
    }
}
