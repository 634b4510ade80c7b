use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a Terraform resource of Palette that is not created because its `count` is 0 or its
    /// `for_each` is empty.
    ///
    /// ## Why it is bad
    /// It may be intended. packlint reports it because it does not check such a resource, and another
    /// variables file may enable it.
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
    summary: "resource with count 0 or an empty for_each, which packlint does not check",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    if let ProblemKind::NotCreated { address, why } = &problem.kind {
        out.report(
            problem.place,
            format!("{address} is not created, so packlint does not check it: {why}"),
        )
        .label(*why)
        .help("to check it, add the variables file that enables it: --var-file FILE");
    }
}
