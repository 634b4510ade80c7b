use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports what Palette's Terraform provider rejects: an invalid value of `os_type`, `os_sku` or
    /// `update_strategy` (case matters), `OverrideScaling` without both of its numbers, a pack that it
    /// cannot look up, a cluster with both a template and profiles.
    ///
    /// ## Why it is bad
    /// `terraform plan` or `terraform apply` ends with an error. Some of these checks only run during
    /// the apply, when other resources already exist.
    ///
    /// ## Example
    /// ```terraform main.tf
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   name = "demo"
    ///   machine_pool {
    ///     name    = "system"
    ///     count   = 3
    ///     os_type = "linux"
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    /// ```terraform main.tf
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   name = "demo"
    ///   machine_pool {
    ///     name    = "system"
    ///     count   = 3
    ///     os_type = "Linux"
    ///   }
    /// }
    /// ```
    ///
    /// ## Source
    /// terraform-provider-spectrocloud: `resource_cluster_aks.go` (schema), `cluster_common_fields.go`
    /// (`validateOverrideScaling`), `cluster_common_profiles.go` (`validateProfileSource`),
    /// `schemas/pack.go` (`ValidatePackUIDOrResolutionFields`).
    id: "provider-rejects",
    severity: Error,
    summary: "value or combination that Palette's Terraform provider rejects",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    if let ProblemKind::ProviderRejects { what, help } = &problem.kind {
        out.report(problem.place, format!("the provider rejects {what}"))
            .label("rejected by the provider")
            .help(help.clone());
    }
}
