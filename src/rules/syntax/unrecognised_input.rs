use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a file whose contents do not match its type. The type comes from `--input-format`, from
    /// the file's name, or from the file that refers to it. Also reports a file named on the command line
    /// that packlint does not recognise, unless `--skip-unknown` is given. If packlint reads the same data
    /// in another format, the help has the command that creates it: for a plan or state file of
    /// Terraform, the events of `terraform plan -json`, and a profile from the API.
    ///
    /// ## Why it is bad
    /// packlint cannot check anything in the file.
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
    /// packlint's documentation, *Inputs*.
    id: "unrecognised-input",
    severity: Error,
    summary: "file whose contents do not match its type, or that packlint does not recognise",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    match &problem.kind {
        ProblemKind::Unrecognised { form, expected } => {
            out.report(problem.place, format!("not {form}: {expected}"))
                .label(format!("not {form}"))
                .help("packlint checked nothing in this file");
        }
        ProblemKind::NearMiss { is, instead } => {
            out.report(problem.place, format!("packlint does not read {is}"))
                .label(*is)
                .help(*instead);
        }
        _ => {}
    }
}
