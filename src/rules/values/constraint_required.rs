use super::constraints;
use crate::finding::{Severity, Sink};
use crate::model::{Constraint, Content, Scope};
use crate::rules::Context;
use crate::rules::pack::unwired_at;
use crate::source::Place;

rule! {
    /// ## What it does
    /// Reports a value that the pack's schema.yaml requires, and that is absent or empty. In a
    /// cluster that is an error; in a pack alone an info, since its user is to fill the value in.
    /// With `a.$[]`, each item of the list must be filled; a list without items is left alone.
    ///
    /// ## Why it is bad
    /// Palette refuses to save the profile or the cluster.
    ///
    /// ## Example
    /// ```yaml demo-1.0.0/schema.yaml
    /// charts.demo.token:
    ///   schema: '{{ required | format "${password}" }}'
    /// ```
    /// ```yaml pack/values.yaml
    /// charts:
    ///   demo:
    ///     token: ""
    /// ```
    ///
    /// ## Use instead
    /// ```yaml demo-1.0.0/schema.yaml
    /// charts.demo.token:
    ///   schema: '{{ required | format "${password}" }}'
    /// ```
    /// ```yaml pack/values.yaml
    /// charts:
    ///   demo:
    ///     token: "{{.spectro.var.demo_token}}"
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: required; checked when a profile or a cluster is
    /// created or changed.
    ConstraintRequired {
        id: "constraint-required",
        group: Values,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a required value is absent or empty",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let is_cluster = cx
        .cluster
        .is_some_and(|cluster| cluster.scope == Scope::Whole);
    for constraint in constraints(cx).filter(|constraint| constraint.template.required) {
        let chart = cx.pack.and_then(|pack| unwired_at(&constraint.path, pack));
        check_one(constraint, is_cluster, chart, sink);
    }
}

/// `chart` is where it is said that nothing is set for the chart that the value is for.
fn check_one(constraint: &Constraint, is_cluster: bool, chart: Option<Place>, sink: &mut Sink) {
    let path = &constraint.path;
    let report = |place, what: &str, label: &str| {
        let mut finding = META
            .finding(place, format!("{path} is required, and is {what}"))
            .label(label)
            .related(
                constraint.template_place,
                format!("{path} is required here"),
            );
        finding = if is_cluster {
            finding.help(format!("give {path} a value"))
        } else {
            finding.severity = Severity::Info;
            finding.help("whoever uses the pack has to fill it in, in the profile or the cluster")
        };
        if let Some(chart) = chart {
            finding = finding.about(chart);
        }
        if let Some(hint) = constraint.template.hints.first() {
            finding = finding.data("hint", hint.as_str());
        }
        finding.data("path", path.as_str())
    };
    if !constraint.is_there {
        let label = if constraint.absent_at == constraint.place {
            "not in the values"
        } else {
            "the path ends here in the values"
        };
        sink.emit(match &constraint.near {
            Some((key, meant)) => report(*key, "absent", "is this meant?")
                .help(format!("write {meant}, or correct the path in schema.yaml")),
            None => report(constraint.absent_at, "absent", label),
        });
    }
    for value in &constraint.values {
        match &value.value {
            Ok(Content::Empty) => sink.emit(report(value.place, "empty", "empty")),
            Ok(_) => {}
            // In a pack alone a macro is what fills the value in.
            Err(unknown) if is_cluster => sink.unresolved(META.id, value.place, unknown),
            Err(_) => {}
        }
    }
}
