use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Names a Terraform resource of Palette that makes nothing: its `count` is 0, or its `for_each` is
    /// empty.
    ///
    /// ## Why it is bad
    /// It is not: packlint says so because it checks nothing of such a resource, and another variable
    /// file may switch it on.
    ///
    /// ## Example
    /// ```terraform main.tf
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   count = 0
    ///   name  = "demo"
    /// }
    /// ```
    ///
    /// ## Use instead
    /// ```terraform main.tf
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   count = 1
    ///   name  = "demo"
    /// }
    /// ```
    ///
    /// ## Source
    /// Terraform, *The count Meta-Argument* and *The for_each Meta-Argument*.
    id: "resource-not-created",
    severity: Info,
    summary: "resource with count 0 or an empty for_each, which is not checked",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    if let ProblemKind::NotCreated { address, why } = &problem.kind {
        out.report(
            problem.place,
            format!("{address} is not created, and not checked: {why}"),
        )
        .label(*why)
        .help("check it with the variable files that switch it on");
    }
}
