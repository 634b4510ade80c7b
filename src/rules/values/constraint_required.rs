use crate::finding::{Finding, Severity};
use crate::model::{Constraint, Content, Scope};
use crate::rules::pack::charts::unwired_at;
use crate::rules::{Owner, Sink};
use crate::source::Place;

rule! {
    /// ## What it does
    /// Reports a value that the pack's schema.yaml requires but that is missing or empty. In a cluster
    /// this is an error. In a pack on its own it is an info, because the user of the pack sets the
    /// value. With `a.$[]`, each item of the list needs a value; an empty list is allowed.
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
    id: "constraint-required",
    severity: Error,
    summary: "required value that is missing or empty",
    check: Constraint(check),
}

fn check(constraint: &Constraint, owner: Owner<'_>, out: &mut Sink) {
    if !constraint.template.required {
        return;
    }
    let place = constraint.absent_at;
    match &constraint.near {
        _ if constraint.exists => {}
        Some((key, meant)) => {
            report(constraint, owner, *key, "missing", out)
                .label("did you mean this key?")
                .help(format!("write {meant}, or correct the path in schema.yaml"));
        }
        None if place == constraint.place => {
            report(constraint, owner, place, "missing", out).label("not in the values");
        }
        None => {
            report(constraint, owner, place, "missing", out)
                .label("the rest of the path is missing here");
        }
    }
    for value in &constraint.values {
        if value.is(&Content::Empty) {
            report(constraint, owner, value.place, "empty", out).label("empty");
        } else if is_cluster(owner) {
            // In a pack without a cluster, a macro counts as a value.
            out.need(value);
        }
    }
}

fn is_cluster(owner: Owner<'_>) -> bool {
    matches!(owner, Owner::Cluster(cluster) if cluster.scope == Scope::Whole)
}

fn report<'s>(
    constraint: &Constraint,
    owner: Owner<'_>,
    place: Place,
    what: &str,
    out: &'s mut Sink,
) -> &'s mut Finding {
    let path = &constraint.path;
    let finding = out
        .report(place, format!("{path} is required but {what}"))
        .related(constraint.template_place, "required here");
    match is_cluster(owner) {
        true => finding.help(format!("set {path}")),
        false => finding
            .severity(Severity::Info)
            .help("users of the pack must set it in their profile or cluster"),
    };
    if let Some(chart) = unwired_at(path, owner) {
        finding.about(chart);
    }
    if let Some(hint) = constraint.template.hints.first() {
        finding.data("hint", hint.as_str());
    }
    finding.data("path", path.as_str())
}
