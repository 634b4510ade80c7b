use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::syntax::SyntaxProblemKind;

rule! {
    /// ## What it does
    /// Reports a key that appears more than once in one mapping.
    ///
    /// ## Why it is bad
    /// Some parsers silently keep one of the two values, others reject the file. The value in effect
    /// may not be the one you read.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: none
    ///   networkPolicy: calico
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: calico
    /// ```
    ///
    /// ## Source
    /// YAML 1.2.2, section 3.2.1.3: the keys of a mapping are unique.
    id: "duplicate-key",
    severity: Error,
    summary: "key that appears twice in one mapping",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    if let ProblemKind::Syntax(SyntaxProblemKind::DuplicateKey { key, first }) = &problem.kind {
        let message = format!("key '{key}' appears twice in one mapping");
        out.report(problem.place, message)
            .label("second occurrence")
            .related(problem.place.with(*first), "first occurrence")
            .help("remove one of the two");
    }
}
