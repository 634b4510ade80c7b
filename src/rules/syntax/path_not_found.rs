use crate::finding::Sink;
use crate::problem::ProblemKind;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a path that a cluster file names and that is not there. Paths are relative to the
    /// cluster file.
    ///
    /// ## Why it is bad
    /// What the pack or file would have said is not known, and the checks that need it cannot be
    /// made.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - ./packs/cni-azure-1.4.0
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - name: cni-azure
    ///     version: 1.4.0
    /// ```
    ///
    /// ## Source
    /// The cluster file's schema, `packlint schema cluster`.
    PathNotFound {
        id: "path-not-found",
        group: Syntax,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a path that a cluster file names is not there",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for problem in cx.problems {
        if let ProblemKind::PathNotFound {
            path,
            found,
            expected,
        } = &problem.kind
        {
            sink.emit(
                META.finding(
                    problem.place,
                    format!("'{path}' {found}: expected {expected}"),
                )
                .label(*found)
                .help("paths are relative to this file"),
            );
        }
    }
}
