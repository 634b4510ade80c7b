use crate::finding::Applicability;
use crate::problem::{Meant, Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a known key whose value has the wrong type, such as text instead of a number, or a
    /// single value instead of a list.
    ///
    /// ## Why it is bad
    /// packlint cannot use the value, so it skips the rules that need it.
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
    /// The schema of the cluster file, `packlint schema cluster`.
    id: "wrong-type",
    severity: Error,
    fix: Sometimes,
    summary: "known key whose value has the wrong type",
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
        meant,
    } = &problem.kind
    {
        let message = format!("{name} is {found}; expected {expected}");
        let finding =
            out.report(problem.place, message)
                .label(if expected.len() <= LONGEST_LABEL {
                    format!("expected {expected}")
                } else {
                    format!("this is {found}")
                });
        match meant {
            Some(Meant::Unquoted(text)) => {
                finding.help(format!("write {text} without quotes")).fix(
                    Applicability::Safe,
                    problem.place,
                    text,
                );
            }
            Some(Meant::Name { written, name }) => {
                finding.help(format!("write {name}"));
                if let Some(content) = problem.place.content(written) {
                    finding.fix(Applicability::Unsafe, content, *name);
                }
            }
            None => {}
        }
    }
}
