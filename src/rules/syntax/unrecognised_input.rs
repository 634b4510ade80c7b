use crate::finding::Sink;
use crate::problem::ProblemKind;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a file that is not of the form which `--input-format`, its name or the file that
    /// names it says.
    ///
    /// ## Why it is bad
    /// Nothing in it was checked.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// - just
    /// - a list
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   namespace: demo
    /// ```
    ///
    /// ## Source
    /// The forms that packlint reads are described in its documentation.
    UnrecognisedInput {
        id: "unrecognised-input",
        group: Syntax,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a file is not of the form that its name or an option says",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for problem in cx.problems {
        if let ProblemKind::Unrecognised { form, expected } = &problem.kind {
            sink.emit(
                META.finding(problem.place, format!("this is not {form}: {expected}"))
                    .label(format!("not {form}"))
                    .help("nothing in it was checked"),
            );
        }
    }
}
