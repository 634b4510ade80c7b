use crate::finding::Applicability;
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a `# packlint: …` comment that is not of the form `ignore[rule, rule]`, or that names an
    /// unknown rule.
    ///
    /// ## Why it is bad
    /// The comment suppresses nothing, although its author believes that it does.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   # packlint: ignore[max-pod-range] a test cluster
    ///   - {name: system, mode: System, count: 3, maxPods: 300}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   # packlint: ignore[max-pods-range] a test cluster
    ///   - {name: system, mode: System, count: 3, maxPods: 300}
    /// ```
    ///
    /// ## Source
    /// `packlint rules` lists all rules.
    id: "unknown-suppression",
    severity: Warning,
    fix: Sometimes,
    summary: "suppression comment that names no known rule",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::UnknownSuppression { rule, suggestion } = &problem.kind else {
        return;
    };
    let message = format!("'{rule}' is not a rule, so this comment suppresses nothing");
    let finding = out.report(problem.place, message);
    match suggestion {
        Some(meant) => finding.label(format!("did you mean {meant}?")).fix(
            Applicability::Unsafe,
            problem.place,
            *meant,
        ),
        None => finding.label("unknown rule").help(
            "write `# packlint: ignore[RULE, RULE] reason`; `packlint rules` lists all rules",
        ),
    };
}
