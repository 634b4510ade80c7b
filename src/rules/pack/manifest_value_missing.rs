use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a manifest that prints a value, as `{{ .Values.http.port }}`, where the mapping
    /// `manifests.<manifest>` of the pack's values has no such path, nor a preset. It is reported only
    /// where the value is printed as it is, outside of any block and without `default`, and where that
    /// mapping is there with some values.
    ///
    /// ## Why it is bad
    /// Palette prints `<no value>`, or nothing: the manifest is invalid, or does something else.
    ///
    /// ## Use instead
    /// Add the value, or correct the path in the manifest.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: manifests are templated with the values under
    /// `manifests.<manifest>`.
    id: "manifest-value-missing",
    severity: Warning,
    reads: [Manifests],
    summary: "manifest that prints a value that the pack does not have",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::ManifestValue { path, values, near } = &problem.kind else {
        return;
    };
    let message = format!("this manifest prints {path}, which the values do not have");
    let finding = out.report(problem.place, message);
    match near {
        Some((meant, place)) => finding
            .label(format!("did you mean {meant}?"))
            .related(*place, format!("{meant} is here"))
            .help(format!("read {meant}, or add {path}")),
        None => finding
            .label("has no value")
            .related(*values, "the manifest's values are here")
            .help(format!("add {path} to the values, or correct the path")),
    };
}
