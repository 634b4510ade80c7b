use crate::aks::{NetworkPlugin, OutboundType};
use crate::finding::Severity;
use crate::model::{Cluster, Located, Subnet};
use crate::plan::AddressPlan;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Checks `outboundType` against the nodes' subnets in `vnet: {file: …}`: `userDefinedRouting` needs a
    /// route table on the subnet, and `userAssignedNATGateway` a NAT gateway. The types `none` and `block`
    /// (network isolated clusters) do not support kubenet. A kubenet cluster on your own subnet without a
    /// route table is a warning.
    ///
    /// ## Why it is bad
    /// AKS rejects the cluster, or its nodes have no outbound connection and fail to start
    /// (VMExtensionProvisioningError, OutboundConnFail).
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// outboundType: none
    /// network: {networkPlugin: kubenet}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// outboundType: none
    /// network: {networkPlugin: azure, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/egress-outboundtype, configure-kubenet and concepts-network-isolated.
    id: "outbound-type",
    severity: Error,
    facts: limits,
    summary: "outbound type that the subnet or the plugin does not support",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let written = cluster.features.outbound_type.as_ref();
    let outbound = match written {
        Some(written) => match out.need(written) {
            Some(outbound) => *outbound,
            None => return,
        },
        None => OutboundType::LoadBalancer,
    };
    let plugin = &cluster.network.plugin;
    if let (OutboundType::None | OutboundType::Block, Some(written)) = (outbound, written)
        && out.need(plugin) == Some(&NetworkPlugin::Kubenet)
    {
        let name = outbound.name();
        out.report(
            written.place,
            format!("outboundType: {name} does not support kubenet"),
        )
        .label("a network isolated cluster")
        .related(plugin.place, "kubenet")
        .help("use networkPlugin: azure with networkPluginMode: overlay");
    }
    for (at, subnet) in cluster.subnets().iter().enumerate() {
        if !plan.placement.nodes_on(at).is_empty() {
            of_subnet(cluster, subnet, outbound, written, out);
        }
    }
}

fn of_subnet(
    cluster: &Cluster,
    subnet: &Subnet,
    outbound: OutboundType,
    written: Option<&Located<OutboundType>>,
    out: &mut Sink,
) {
    let Some(azure) = &subnet.azure else { return };
    let title = subnet.title();
    let missing = match outbound {
        OutboundType::UserDefinedRouting if !azure.has_route_table => "route table",
        OutboundType::UserAssignedNatGateway if !azure.has_nat_gateway => "NAT gateway",
        _ => "",
    };
    if let Some(written) = written.filter(|_| !missing.is_empty()) {
        let name = outbound.name();
        out.report(
            written.place,
            format!("outboundType: {name} needs a {missing} on subnet '{title}', which has none"),
        )
        .label(format!("needs a {missing}"))
        .related(subnet.place, format!("no {missing}"))
        .help(format!("associate a {missing} with the subnet first"));
    } else if cluster.network.plugin.is(&NetworkPlugin::Kubenet)
        && !azure.has_route_table
        // AKS makes one for a cluster of its own (configure-kubenet).
        && cluster.dialect.is_palette()
    {
        out.report(
            subnet.place,
            format!("subnet '{title}' has no route table, which kubenet needs"),
        )
        .severity(Severity::Warning)
        .label("no route table")
        .related(cluster.network.plugin.place, "kubenet")
        .help("associate a route table with the subnet before the cluster is created");
    }
}
