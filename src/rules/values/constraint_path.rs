use super::constraints;
use crate::finding::Sink;
use crate::rules::Context;
use crate::rules::pack::unwired_at;

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
    ConstraintPath {
        id: "constraint-path",
        group: Values,
        severity: Info,
        fix: None,
        supersedes: [],
        summary: "the path of a constraint is in neither the values nor a preset",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    if cx.pack.is_none() {
        return;
    }
    for constraint in constraints(cx) {
        if constraint.is_there || constraint.is_in_preset || constraint.template.required {
            continue;
        }
        let path = &constraint.path;
        let mut finding = META
            .finding(
                constraint.place,
                format!("{path} is in neither values.yaml nor a preset"),
            )
            .label("nothing is checked by this");
        if let Some((key, _)) = &constraint.near {
            finding = finding.related(*key, "is this meant?");
        } else if constraint.absent_at != constraint.place {
            finding = finding.related(constraint.absent_at, "the path ends here");
        }
        if let Some(place) = cx.pack.and_then(|pack| unwired_at(path, pack)) {
            finding = finding.about(place);
        }
        sink.emit(finding.help("correct the path, or take the constraint out"));
    }
}
