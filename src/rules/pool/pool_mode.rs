use crate::finding::Applicability;
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a `mode` or `podIPAllocationMode` in the wrong case, with a safe fix.
    ///
    /// ## Why it is bad
    /// AKS compares the names exactly, and so does Palette's Cluster API provider: the pool is rejected.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: system, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// Release notes of AKS, 2025-01-06: "The only valid values for this field are the (case-sensitive)
    /// strings User, System, or Gateway"; Azure/AKS#4468.
    id: "pool-mode",
    severity: Error,
    fix: Sometimes,
    summary: "pool mode in the wrong case",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::Spelling {
        key,
        name,
        written,
        content,
    } = &problem.kind
    else {
        return;
    };
    let finding = out.report(
        problem.place,
        format!("{key} '{written}' must be written {name}"),
    );
    finding.label(format!("write {name}"));
    if let Some(content) = content {
        finding.fix(Applicability::Safe, *content, *name);
    }
}
