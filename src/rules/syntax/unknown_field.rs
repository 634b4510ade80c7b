use crate::finding::Applicability;
use crate::problem::{Problem, ProblemKind};
use crate::rules::{ALL_RULES_HINT, Sink};
use crate::text::all_of;

rule! {
    /// ## What it does
    /// Reports an unknown key in a cluster file or in packlint.yaml. If a key of a cluster file closely
    /// resembles a known one, packlint reads it as that key, so that the other rules check what you
    /// meant.
    ///
    /// In the values of cni-azure, cni-kubenet and kubernetes-aks, a key that closely resembles a
    /// network setting is reported and read in the same way. All other keys there are allowed.
    ///
    /// ## Why it is bad
    /// A misspelled key has no effect, and nothing checks the value that it was meant to set.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - name: system
    ///     mode: System
    ///     count: 3
    ///     maxPod: 30
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - name: system
    ///     mode: System
    ///     count: 3
    ///     maxPods: 30
    /// ```
    ///
    /// ## Source
    /// The schema of the cluster file, `packlint schema cluster`.
    id: "unknown-field",
    severity: Error,
    fix: Sometimes,
    summary: "unknown key in a cluster file or in packlint.yaml",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let (message, suggestion, help) = match &problem.kind {
        ProblemKind::UnknownField {
            name,
            within,
            suggestion,
            known,
        } => (
            format!("'{name}' is not a key of {within}"),
            suggestion,
            format!("the known keys of {within} are {}", all_of(known)),
        ),
        // The rules are too many to list.
        ProblemKind::UnknownRule { id, suggestion } => (
            format!("there is no rule '{id}'"),
            suggestion,
            ALL_RULES_HINT.to_owned(),
        ),
        _ => return,
    };
    let finding = out.report(problem.place, message);
    match suggestion {
        Some(meant) => finding
            .label(format!("did you mean '{meant}'?"))
            .help(format!("write {meant}"))
            .fix(Applicability::Unsafe, problem.place, *meant),
        None => finding.label("unknown key").help(help),
    };
}
