use crate::model::Cluster;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a Terraform cluster that sets the name of the control plane's subnet without its range,
    /// or the range without the name.
    ///
    /// ## Why it is bad
    /// The provider needs both `control_plane_subnet_name` and `control_plane_cidr`. If only one is
    /// set, it silently ignores the subnet.
    ///
    /// ## Example
    /// ```terraform main.tf
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   name = "demo"
    ///   cloud_config {
    ///     vnet_cidr_block           = "10.1.0.0/16"
    ///     control_plane_subnet_name = "control-plane"
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    /// ```terraform main.tf
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   name = "demo"
    ///   cloud_config {
    ///     vnet_cidr_block           = "10.1.0.0/16"
    ///     control_plane_subnet_name = "control-plane"
    ///     control_plane_cidr        = "10.1.0.0/24"
    ///   }
    /// }
    /// ```
    ///
    /// ## Source
    /// terraform-provider-spectrocloud, `resource_cluster_aks.go`: the subnet is set only if both are
    /// present.
    id: "control-plane-subnet-partial",
    severity: Warning,
    summary: "control_plane_subnet_name without control_plane_cidr, or the reverse",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let Some(subnet) = &cluster.control_plane else {
        return;
    };
    let (given, missing) = match (&subnet.name, &subnet.cidr) {
        (Some(_), None) => ("control_plane_subnet_name", "control_plane_cidr"),
        (None, Some(_)) => ("control_plane_cidr", "control_plane_subnet_name"),
        _ => return,
    };
    out.report(
        subnet.place,
        format!("{given} is set without {missing}; the provider silently ignores the subnet"),
    )
    .label(format!("{missing} is missing"))
    .help(format!("add {missing}, or remove {given}"));
}
