use crate::files::FileProblemKind;
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::syntax::{SyntaxLimit, SyntaxProblemKind};
use crate::text::number;

rule! {
    /// ## What it does
    /// Reports an input that meets one of packlint's limits: the size of a file, the depth of
    /// nesting, the number of values in it, the number of charts and manifests of a pack and of the
    /// entries of its schema.yaml; of a chart's archive its unpacked size, how many times its own size
    /// that is, the number of its entries, the length of their paths; the values and the text that a
    /// Terraform module comes to once its locals and variables are put in.
    ///
    /// ## Why it is bad
    /// What lies beyond the limit was not checked. The limits are far above anything that real
    /// packs hold; an input that meets one is broken or hostile.
    ///
    /// ## Use instead
    /// Split the file, or flatten it; make the archive with `helm package`.
    ///
    /// ## Source
    /// packlint's own limits, so that no input can use up time or memory.
    id: "input-limit",
    severity: Error,
    summary: "a limit on the input's size, depth or number of values was met",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    if let Some((what, limit)) = exceeded(&problem.kind) {
        let message = format!("more than {} {what}", number(limit));
        out.report(problem.place, message)
            .label("the limit is met here")
            .help("what follows was not checked")
            .data("limit", limit);
    }
}

/// What is limited, in the plural, and the limit.
fn exceeded(kind: &ProblemKind) -> Option<(&'static str, u64)> {
    match kind {
        ProblemKind::Limit { what, limit } => Some((what, *limit)),
        ProblemKind::File {
            kind: FileProblemKind::Limit(limit),
            ..
        } => Some(("bytes in one file", *limit)),
        ProblemKind::File {
            kind: FileProblemKind::PatternLimit(what, limit),
            ..
        } => Some((what, *limit)),
        ProblemKind::Syntax(SyntaxProblemKind::Limit(limit)) => {
            let what = match limit {
                SyntaxLimit::Depth => "levels of nesting",
                SyntaxLimit::Nodes => "values and keys in one text",
                SyntaxLimit::KeyLength => "characters in a key",
            };
            Some((what, limit.maximum() as u64))
        }
        _ => None,
    }
}
