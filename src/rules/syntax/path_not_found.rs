use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a path in a cluster file that does not exist, or that leaves the repository. Paths are
    /// relative to the cluster file. The repository is the nearest directory upwards with `.git`;
    /// without one, it is the working directory if it contains the cluster file, else the directory
    /// on the command line, else the directory of the cluster file. `--allow-outside DIR` permits
    /// another directory.
    ///
    /// ## Why it is bad
    /// What the pack or file says is unknown, so the rules that need it are skipped. packlint does not
    /// read files outside the repository, because a pull request could otherwise make it show any
    /// file of the machine.
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
    id: "path-not-found",
    severity: Error,
    summary: "a path in a cluster file does not exist or leaves the repository",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    match &problem.kind {
        ProblemKind::PathNotFound {
            path,
            found,
            expected,
        } => {
            let message = format!("'{path}' {found}: expected {expected}");
            out.report(problem.place, message)
                .label(*found)
                .help("paths are relative to this file");
        }
        ProblemKind::PathOutside { path } => {
            let message = format!("'{path}' leaves the repository; nothing was read from it");
            out.report(problem.place, message)
                .label("leaves the repository")
                .help("to read it, add --allow-outside DIR with a directory that contains it");
        }
        _ => {}
    }
}
