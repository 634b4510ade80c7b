use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a known key whose value has the wrong shape: text where a number is meant, a
    /// single value where a list is meant.
    ///
    /// ## Why it is bad
    /// The value cannot be used, and the checks that need it cannot be made.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - name: system
    ///     mode: System
    ///     count: three
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - name: system
    ///     mode: System
    ///     count: 3
    /// ```
    ///
    /// ## Source
    /// The cluster file's schema, `packlint schema cluster`.
    id: "wrong-type",
    severity: Error,
    summary: "a known key has a value of the wrong shape",
    check: Problem(check),
}

/// A longer text is only in the message, in characters.
const LONGEST_LABEL: usize = 50;

fn check(problem: &Problem, out: &mut Sink) {
    if let ProblemKind::NotKnown(unknown) = &problem.kind {
        out.unknown(problem.place, unknown);
    }
    if let ProblemKind::WrongType {
        name,
        expected,
        found,
    } = &problem.kind
    {
        let message = format!("{name} is {found}; expected {expected}");
        out.report(problem.place, message)
            .label(if expected.len() <= LONGEST_LABEL {
                format!("expected {expected}")
            } else {
                format!("this is {found}")
            });
    }
}
