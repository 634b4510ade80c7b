use crate::finding::Applicability;
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::text::all_of;

rule! {
    /// ## What it does
    /// Reports a key of a cluster file or of packlint.yaml that packlint does not know. A key of a
    /// cluster file that is nearly a known one is read as that one meanwhile, so that the other
    /// checks look at what was meant. In the values of cni-azure, cni-kubenet and kubernetes-aks, a key
    /// that is nearly that of a network setting is reported, and read, in the same way; all other
    /// keys there are free.
    ///
    /// ## Why it is bad
    /// A misspelled key would be passed over in silence, and what it was meant to say would not be
    /// checked.
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
    /// The cluster file's schema, `packlint schema cluster`.
    id: "unknown-field",
    severity: Error,
    fix: Sometimes,
    summary: "a cluster or config file has a key that is not known",
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
            format!("the keys of {within} are {}", all_of(known)),
        ),
        // The rules are too many to list.
        ProblemKind::UnknownRule { id, suggestion } => (
            format!("there is no rule '{id}'"),
            suggestion,
            "`packlint rules` lists them".to_owned(),
        ),
        _ => return,
    };
    let finding = out.report(problem.place, message);
    match suggestion {
        Some(meant) => finding
            .label(format!("did you mean '{meant}'?"))
            .help(format!("write {meant}"))
            .fix(Applicability::Unsafe, problem.place, *meant),
        None => finding.label("not known").help(help),
    };
}
