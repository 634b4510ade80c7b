use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::text::all_of_many;

rule! {
    /// ## What it does
    /// Reports a range that a Palette cluster in Terraform gives for its VNet or one of its subnets,
    /// where the VNet or subnet of that name is created by the same configuration with another range:
    /// `worker_cidr`, `control_plane_cidr` and `vnet_cidr_block` are compared with
    /// `azurerm_virtual_network` and `azurerm_subnet`.
    ///
    /// ## Why it is bad
    /// Palette plans with the range that it is given, and the nodes get addresses of the range that the
    /// subnet has. Refer to the subnet instead of writing its range twice.
    ///
    /// ## Example
    /// ```terraform main.tf
    /// resource "azurerm_virtual_network" "main" {
    ///   name                = "main"
    ///   resource_group_name = "network"
    ///   address_space       = ["10.20.0.0/16"]
    /// }
    /// resource "azurerm_subnet" "nodes" {
    ///   name                 = "nodes"
    ///   resource_group_name  = "network"
    ///   virtual_network_name = azurerm_virtual_network.main.name
    ///   address_prefixes     = ["10.20.0.0/22"]
    /// }
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   name = "demo"
    ///   cloud_config {
    ///     vnet_name           = azurerm_virtual_network.main.name
    ///     vnet_resource_group = "network"
    ///     worker_subnet_name  = azurerm_subnet.nodes.name
    ///     worker_cidr         = "10.20.4.0/22"
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    /// ```terraform main.tf
    /// resource "azurerm_virtual_network" "main" {
    ///   name                = "main"
    ///   resource_group_name = "network"
    ///   address_space       = ["10.20.0.0/16"]
    /// }
    /// resource "azurerm_subnet" "nodes" {
    ///   name                 = "nodes"
    ///   resource_group_name  = "network"
    ///   virtual_network_name = azurerm_virtual_network.main.name
    ///   address_prefixes     = ["10.20.0.0/22"]
    /// }
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   name = "demo"
    ///   cloud_config {
    ///     vnet_name           = azurerm_virtual_network.main.name
    ///     vnet_resource_group = "network"
    ///     worker_subnet_name  = azurerm_subnet.nodes.name
    ///     worker_cidr         = azurerm_subnet.nodes.address_prefixes[0]
    ///   }
    /// }
    /// ```
    ///
    /// ## Source
    /// terraform-provider-spectrocloud, `spectrocloud_cluster_aks`: static placement uses an existing
    /// VNet and its subnets by their names.
    id: "range-differs",
    severity: Warning,
    summary: "range of a cluster that differs from its VNet or subnet",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::RangeDiffers {
        field,
        text,
        address,
        actual,
        actual_place,
    } = &problem.kind
    else {
        return;
    };
    let ranges = all_of_many(actual);
    let message = format!("{field} is {text}, but {address} has {ranges}");
    let finding = out.report(problem.place, message);
    finding
        .label(format!("not the range of {address}"))
        .help(format!("write {ranges}, or refer to {address}"));
    if let Some(place) = actual_place {
        finding.related(*place, format!("the range of {address}"));
    }
}
