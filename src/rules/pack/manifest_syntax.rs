use crate::finding::Applicability;
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::rules::syntax::yaml_syntax;
use crate::syntax::SyntaxProblemKind;

rule! {
    /// ## What it does
    /// Reports a file under `kubeManifests` of pack.json that is not valid YAML. Macros in double
    /// braces are ignored, because Palette replaces them before it applies the manifest. It also reports
    /// a macro whose braces are apart, as `{ { .Values.port } }`: formatters write that.
    ///
    /// ## Why it is bad
    /// The manifest cannot be applied, and the deployment of the pack fails.
    ///
    /// ## Use instead
    /// Correct the manifest. After you replace its macros, you can check it with `kubectl apply
    /// --dry-run=client -f FILE`.
    ///
    /// ## Source
    /// YAML 1.2.2; Palette documentation, *Add custom packs*: manifests are templated with the values
    /// under `manifests.<manifest>`.
    id: "manifest-syntax",
    severity: Error,
    fix: Sometimes,
    reads: [Manifests],
    summary: "manifest that is not valid YAML",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    if let ProblemKind::SpacedBraces {
        path,
        listed,
        meant,
    } = &problem.kind
    {
        let message = format!("manifest {path} has a macro with its braces apart");
        out.report(problem.place, message)
            .label("YAML reads a mapping here, and nothing replaces it")
            .related(*listed, "listed here")
            .help(format!("write {meant}"))
            .fix(Applicability::Unsafe, problem.place, meant);
    }
    if let ProblemKind::Manifest {
        path,
        listed,
        problem: broken,
    } = &problem.kind
    {
        out.report(
            problem.place,
            format!("manifest {path} is not valid YAML: {}", reason(broken)),
        )
        .label("invalid YAML")
        .related(*listed, "listed here")
        .help("packlint did not check the rest of this manifest");
    }
}

fn reason(problem: &SyntaxProblemKind) -> String {
    match problem {
        SyntaxProblemKind::Yaml {
            cause: Some((cause, _)),
            ..
        } => yaml_syntax::title(*cause).to_owned(),
        SyntaxProblemKind::Yaml { reason, .. } => reason.clone(),
        SyntaxProblemKind::UnknownAnchor { name } => {
            format!("alias *{name} refers to an undefined anchor")
        }
        _ => String::new(),
    }
}
