use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a path in a cluster file that does not exist or that leaves the repository. Paths are
    /// relative to the cluster file. The repository is the nearest parent directory with `.git`.
    /// Without one, it is the working directory if that contains the cluster file, else the directory
    /// on the command line, else the directory of the cluster file. `--allow-outside DIR` allows
    /// another directory.
    ///
    /// ## Why it is bad
    /// The contents of the pack or file are unknown, so the rules that need them are skipped. packlint
    /// does not read files outside the repository, because a pull request could otherwise make it show
    /// any file of the machine.
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
    /// The schema of the cluster file, `packlint schema cluster`.
    id: "path-not-found",
    severity: Error,
    summary: "path in a cluster file that does not exist or leaves the repository",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    match &problem.kind {
        ProblemKind::PathNotFound {
            path,
            found,
            expected,
            near,
        } => {
            let message = format!("'{path}' {found}: expected {expected}");
            out.report(problem.place, message)
                .label(*found)
                .help(match near {
                    Some(near) => format!("did you mean '{near}'? Paths are relative to this file"),
                    None => "paths are relative to this file".to_owned(),
                });
        }
        ProblemKind::PathOutside { path } => {
            let message =
                format!("'{path}' is outside the repository, so packlint did not read it");
            out.report(problem.place, message)
                .label("outside the repository")
                .help("add --allow-outside DIR, where DIR contains this path");
        }
        _ => {}
    }
}
