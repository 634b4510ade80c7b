use crate::finding::Applicability;
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a comment `# packlint: …` that is not `ignore[rule, rule]`, or that names no rule.
    ///
    /// ## Why it is bad
    /// It hides nothing, although its author believes so.
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
    /// `packlint rules` lists the rules.
    id: "unknown-suppression",
    severity: Warning,
    fix: Sometimes,
    summary: "a suppression names no rule",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::UnknownSuppression { rule, suggestion } = &problem.kind else {
        return;
    };
    let message = format!("the suppression names no rule: '{rule}'");
    let finding = out.report(problem.place, message);
    match suggestion {
        Some(meant) => finding.label(format!("did you mean {meant}?")).fix(
            Applicability::Unsafe,
            problem.place,
            *meant,
        ),
        None => finding.label("no such rule").help(
            "write # packlint: ignore[RULE, RULE] and the reason; `packlint rules` lists the rules",
        ),
    };
}
