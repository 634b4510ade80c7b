use crate::model::Constraint;
use crate::rules::pack::charts::unwired_at;
use crate::rules::{Owner, Sink};

rule! {
    /// ## What it does
    /// Reports a path of schema.yaml that is neither in the pack's values nor in what one of its
    /// presets adds. Only in a pack alone: in a cluster, an optional value may be left out. A
    /// required value that is absent is the matter of `constraint-required`.
    ///
    /// ## Why it is bad
    /// The path may be misspelled: then nothing checks the value that it was written for.
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
    summary: "the path of a constraint is in neither the values nor a preset",
    check: Constraint(check),
}

fn check(constraint: &Constraint, owner: Owner<'_>, out: &mut Sink) {
    if matches!(owner, Owner::Cluster(_))
        || constraint.exists
        || constraint.is_in_preset
        || constraint.template.required
    {
        return;
    }
    let path = &constraint.path;
    let message = format!("{path} is in neither values.yaml nor a preset");
    let finding = out
        .report(constraint.place, message)
        .label("nothing is checked by this")
        .help("correct the path, or take the constraint out");
    if let Some((key, _)) = &constraint.near {
        finding.related(*key, "is this meant?");
    } else if constraint.absent_at != constraint.place {
        finding.related(constraint.absent_at, "the path ends here");
    }
    if let Some(place) = unwired_at(path, owner) {
        finding.about(place);
    }
}
