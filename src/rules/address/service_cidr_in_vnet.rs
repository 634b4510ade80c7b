use super::ranges::{covers_vnet, help_to_move, label_to_move};
use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::plan::ranges::KnownRange;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a service range that overlaps the VNet's range but none of the listed subnets.
    ///
    /// ## Why it is bad
    /// AKS accepts it today, but refuses the next upgrade with ServiceCidrOverlapExistingSubnetsCidr
    /// once someone creates a subnet there. Until then, pods cannot reach machines of the VNet whose
    /// address is in the service range. Move the service range out of the VNet.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   addressSpace: [10.0.0.0/8]
    ///   subnets:
    ///     - {name: workers, cidr: 10.1.0.0/16}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {serviceCidr: 172.16.0.0/16}
    /// vnet:
    ///   addressSpace: [10.0.0.0/8]
    ///   subnets:
    ///     - {name: workers, cidr: 10.1.0.0/16}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-legacy-cni, which advises against it; the
    /// acceptance tests of the Terraform provider azurerm, where AKS accepts it.
    id: "service-cidr-in-vnet",
    severity: Warning,
    fix: Sometimes,
    facts: limits,
    summary: "service range within the VNet, outside its listed subnets",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let vnet = out.all_known(&plan.ranges.vnet);
    let Some(service) = out.known(plan.ranges.service.as_ref()) else {
        return;
    };
    // cidr-overlap reports a range that overlaps a subnet or covers the VNet.
    let is_on_subnet =
        (plan.ranges.subnets.known.iter()).any(|subnet| subnet.network.overlaps(service.network));
    if is_on_subnet || covers_vnet(plan, service) {
        return;
    }
    // Nobody chose a default.
    let overlaps = |vnet: &&KnownRange<'_>| {
        vnet.network.overlaps(service.network) && !(vnet.is_default && service.is_default)
    };
    let Some(vnet) = vnet.iter().find(overlaps) else {
        return;
    };
    let otherwise = "AKS accepts this until a subnet is created there".to_owned();
    let message = format!("{service} overlaps {vnet}");
    let finding = out
        .report(service.place, message)
        .label(label_to_move(cluster, service, otherwise))
        .related(vnet.place, vnet.to_string());
    help_to_move(finding, cluster, plan, service);
}
