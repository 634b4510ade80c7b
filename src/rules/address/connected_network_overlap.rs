use crate::model::{Cluster, Located};
use crate::plan::AddressPlan;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pod or service range that overlaps a network that the VNet is connected to: the ranges under
    /// `connectedNetworks`, and the peerings in `vnet: {file: …}`.
    ///
    /// ## Why it is bad
    /// AKS does not see these networks and creates the cluster. Pods then cannot reach the hosts there whose
    /// addresses are in the range.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// connectedNetworks: [10.0.0.0/14]
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// connectedNetworks: [10.0.0.0/14]
    /// network: {serviceCidr: 172.16.0.0/16}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning (2026-04-16); Azure/AKS#1175, #2727.
    id: "connected-network-overlap",
    severity: Warning,
    fix: Sometimes,
    facts: limits,
    summary: "pod or service range that overlaps a connected network",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let named = &cluster.features.connected_networks;
    let peered = cluster.vnet.iter().flat_map(|vnet| &vnet.peerings);
    let mut networks = Vec::new();
    for network in named.iter().chain(peered) {
        // Another rule reports a text that is not a range.
        if let Some(Ok(range)) = out.need(network).map(|cidr| &cidr.network) {
            networks.push(Located::written(*range, network.place));
        }
    }
    if networks.is_empty() {
        return;
    }
    let service = out.known(plan.ranges.service.as_ref());
    let pods = out
        .known(plan.ranges.pods.as_ref())
        .and_then(Option::as_ref);
    for range in service.into_iter().chain(pods) {
        let overlaps = |network: &&Located<_>| {
            let known: Option<&ipnetwork::Ipv4Network> = network.known();
            known.is_some_and(|network| network.overlaps(range.network))
        };
        let Some(network) = networks.iter().find(overlaps) else {
            continue;
        };
        let text = network
            .known()
            .map_or_else(String::new, ToString::to_string);
        let finding = out
            .report(
                range.place,
                format!("{range} overlaps the connected network {text}"),
            )
            .label("pods cannot reach hosts there")
            .related(network.place, "connected network");
        super::ranges::help_to_move(finding, cluster, plan, range);
    }
}
