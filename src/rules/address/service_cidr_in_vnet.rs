use super::{all_known, covers_vnet, help_to_move, known, label_to_move};
use crate::finding::Sink;
use crate::plan::ranges::KnownRange;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a service range that overlaps the VNet's range but none of the listed subnets.
    ///
    /// ## Why it is bad
    /// AKS takes it today, and refuses the next upgrade with
    /// ServiceCidrOverlapExistingSubnetsCidr once somebody has made a subnet there. Until then,
    /// pods cannot reach a machine of the VNet whose address is in the service range. Move the
    /// service range out of the VNet.
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
    /// acceptance tests of the Terraform provider azurerm, in which AKS takes it.
    ServiceCidrInVnet {
        id: "service-cidr-in-vnet",
        group: Address,
        severity: Warning,
        fix: None,
        supersedes: [],
        summary: "the service range lies in the VNet, on no listed subnet",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let (Some(cluster), Some(plan)) = (cx.cluster, cx.plan) else {
        return;
    };
    let vnet = all_known(&plan.ranges.vnet, &META, sink);
    let Some(service) = known(&plan.ranges.service, &META, sink) else {
        return;
    };
    // On a subnet, or over all of the VNet: that is the error cidr-overlap.
    let is_on_subnet =
        (plan.ranges.subnets.known.iter()).any(|subnet| subnet.network.overlaps(service.network));
    if is_on_subnet || covers_vnet(plan, &service) {
        return;
    }
    let overlaps = |vnet: &&KnownRange<'_>| vnet.network.overlaps(service.network);
    let Some(vnet) = vnet.iter().find(overlaps) else {
        return;
    };
    let otherwise = "AKS takes it, until a subnet is made there".to_owned();
    let finding = META
        .finding(
            service.place,
            format!("{} lies in {}", service.title(), vnet.title()),
        )
        .label(label_to_move(cluster, &service, otherwise))
        .related(vnet.place, vnet.title());
    sink.emit(help_to_move(finding, cluster, plan, &service));
}
