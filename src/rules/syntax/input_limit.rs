use crate::files::FileProblemKind;
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::syntax::{SyntaxLimit, SyntaxProblemKind};
use crate::text::number;

rule! {
    /// ## What it does
    /// Reports an input that exceeds one of packlint's limits:
    ///
    /// - for every file: its size, its nesting depth and the number of its values;
    /// - for a pack: the number of its charts, manifests and schema.yaml entries;
    /// - for a chart archive: its unpacked size, its compression ratio, the number of its entries and
    ///   the length of their paths;
    /// - for a Terraform module: the number of values and the amount of text after its locals and
    ///   variables are substituted.
    ///
    /// ## Why it is bad
    /// packlint does not check what exceeds a limit. The limits are far above anything that real packs
    /// contain; an input that exceeds one is broken or malicious.
    ///
    /// ## Use instead
    /// Split or flatten the file. Create chart archives with `helm package`.
    ///
    /// ## Source
    /// packlint's own limits on the time and memory that an input can use.
    id: "input-limit",
    severity: Error,
    summary: "input that exceeds one of packlint's limits",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    if let Some((what, limit)) = exceeded(&problem.kind) {
        let message = format!("more than {} {what}", number(limit));
        out.report(problem.place, message)
            .label("limit exceeded here")
            .help("packlint did not check the rest of this input")
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
                SyntaxLimit::Nodes => "values and keys in one file",
                SyntaxLimit::KeyLength => "characters in a key",
                SyntaxLimit::Merged => "values that << merges in one file",
            };
            Some((what, limit.maximum() as u64))
        }
        _ => None,
    }
}
