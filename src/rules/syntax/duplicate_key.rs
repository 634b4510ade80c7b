use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
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
    id: "duplicate-key",
    severity: Error,
    summary: "a mapping has a key twice",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    if let ProblemKind::Syntax(SyntaxProblemKind::DuplicateKey { key, first }) = &problem.kind {
        let message = format!("the key '{key}' stands twice in one mapping");
        out.report(problem.place, message)
            .label("again here")
            .related(problem.place.with(*first), "first here")
            .help("keep the one that is meant");
    }
}
