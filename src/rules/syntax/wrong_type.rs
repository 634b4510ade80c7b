use crate::finding::Sink;
use crate::problem::ProblemKind;
use crate::rules::Context;

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
    WrongType {
        id: "wrong-type",
        group: Syntax,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a known key has a value of the wrong shape",
    }
}

/// Longer words stand in the message only.
const LONGEST_LABEL: usize = 50;

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for problem in cx.problems {
        if let ProblemKind::NotKnown(unknown) = &problem.kind {
            sink.unresolved(META.id, problem.place, unknown);
        }
        if let ProblemKind::WrongType {
            name,
            expected,
            found,
        } = &problem.kind
        {
            sink.emit(
                META.finding(
                    problem.place,
                    format!("{name} is {found}; expected {expected}"),
                )
                .label(if expected.len() <= LONGEST_LABEL {
                    format!("expected {expected}")
                } else {
                    format!("this is {found}")
                }),
            );
        }
    }
}
