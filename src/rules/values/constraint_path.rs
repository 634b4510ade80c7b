use crate::model::Constraint;
use crate::rules::pack::charts::unwired_at;
use crate::rules::{Owner, Sink};

rule! {
    /// ## What it does
    /// Reports a path in schema.yaml that exists neither in the pack's values nor in what a preset
    /// adds. It is reported only for a pack on its own: a cluster may leave out an optional value.
    /// `constraint-required` reports a missing required value. A path that a template of a chart reads,
    /// or may read, is not reported: users may set it.
    ///
    /// ## Why it is bad
    /// The path may be misspelled. Then nothing checks the value that it was written for.
    ///
    /// ## Example
    /// ```yaml demo-1.0.0/schema.yaml
    /// charts.demo.prot:
    ///   schema: '{{ format "${number}" }}'
    /// ```
    /// ```yaml pack/values.yaml
    /// charts:
    ///   demo:
    ///     port: 5000
    /// ```
    ///
    /// ## Use instead
    /// ```yaml demo-1.0.0/schema.yaml
    /// charts.demo.port:
    ///   schema: '{{ format "${number}" }}'
    /// ```
    /// ```yaml pack/values.yaml
    /// charts:
    ///   demo:
    ///     port: 5000
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: the key is the complete path of the value.
    id: "constraint-path",
    severity: Info,
    summary: "constraint whose path is in neither the values nor a preset",
    check: Constraint(check),
}

fn check(constraint: &Constraint, owner: Owner<'_>, out: &mut Sink) {
    if matches!(owner, Owner::Cluster(_))
        || constraint.exists
        || constraint.is_in_preset
        || constraint.is_read_by_chart
        || constraint.template.required
    {
        return;
    }
    let path = &constraint.path;
    let message = format!("{path} is in neither values.yaml nor a preset");
    let finding = out
        .report(constraint.place, message)
        .label("this constraint checks nothing")
        .help("correct the path, or remove the constraint");
    if let Some((key, _)) = &constraint.near {
        finding.related(*key, "did you mean this key?");
    } else if constraint.absent_at != constraint.place {
        finding.related(constraint.absent_at, "the rest of the path is missing here");
    }
    if let Some(place) = unwired_at(path, owner) {
        finding.about(place);
    }
}
