use crate::finding::Sink;
use crate::problem::ProblemKind;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports an entry of the baseline that matches no finding any more.
    ///
    /// ## Why it is bad
    /// The defect is gone, which is good; its entry would hide it if it came back.
    ///
    /// ## Use instead
    /// Write the baseline again with `packlint check --write-baseline FILE`, so that it shrinks.
    ///
    /// ## Source
    /// packlint's own.
    BaselineStale {
        id: "baseline-stale",
        group: Syntax,
        severity: Info,
        fix: None,
        supersedes: [],
        summary: "a baseline entry matches nothing any more",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for problem in cx.problems {
        if let ProblemKind::BaselineStale { rule, file } = &problem.kind {
            sink.emit(
                META.finding(
                    problem.place,
                    format!("{rule} is no longer found in {file}"),
                )
                .label("matches nothing any more")
                .help("write the baseline again with --write-baseline"),
            );
        }
    }
}
