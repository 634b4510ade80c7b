use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::rules::syntax::yaml_syntax;
use crate::syntax::SyntaxProblemKind;

rule! {
    /// ## What it does
    /// Reports a file under `kubeManifests` of pack.json that is not YAML. Macros in double braces are
    /// left out of account: Palette replaces them before it applies the manifest.
    ///
    /// ## Why it is bad
    /// The manifest cannot be applied, and the deployment of the pack fails.
    ///
    /// ## Use instead
    /// Correct the manifest. `kubectl apply --dry-run=client -f FILE` reads it the same way, once its
    /// macros are replaced.
    ///
    /// ## Source
    /// YAML 1.2.2; Palette documentation, *Add custom packs*: manifests are templated with the values
    /// under `manifests.<manifest>`.
    id: "manifest-syntax",
    severity: Error,
    reads: [Manifests],
    summary: "a manifest is not YAML",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    if let ProblemKind::Manifest {
        path,
        listed,
        problem: broken,
    } = &problem.kind
    {
        out.report(
            problem.place,
            format!("the manifest {path} is not YAML: {}", reason(broken)),
        )
        .label("here")
        .related(*listed, "listed here")
        .help("the rest of this manifest was not checked");
    }
}

fn reason(problem: &SyntaxProblemKind) -> String {
    match problem {
        SyntaxProblemKind::Yaml {
            cause: Some((cause, _)),
            ..
        } => yaml_syntax::title(*cause).to_owned(),
        SyntaxProblemKind::Yaml { reason, .. } => reason.clone(),
        SyntaxProblemKind::UnknownAnchor { name } => format!("no anchor &{name} before its alias"),
        _ => String::new(),
    }
}
