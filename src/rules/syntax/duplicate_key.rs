use crate::finding::Sink;
use crate::problem::ProblemKind;
use crate::rules::Context;
use crate::syntax::SyntaxProblemKind;

rule! {
    /// ## What it does
    /// Reports a key that one mapping has twice.
    ///
    /// ## Why it is bad
    /// Parsers keep one of the two in silence, or refuse the file. Which value holds is then not
    /// what the file says to its reader.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: calico
    ///   networkPolicy: azure
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: azure
    /// ```
    ///
    /// ## Source
    /// YAML 1.2.2, 3.2.1.3: the keys of a mapping are unique.
    DuplicateKey {
        id: "duplicate-key",
        group: Syntax,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a mapping has a key twice",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for problem in cx.problems {
        if let ProblemKind::Syntax(SyntaxProblemKind::DuplicateKey { key, first }) = &problem.kind {
            sink.emit(
                META.finding(
                    problem.place,
                    format!("the key '{key}' stands twice in one mapping"),
                )
                .label("again here")
                .related(problem.place.with(*first), "first here")
                .help("keep the one that is meant"),
            );
        }
    }
}
