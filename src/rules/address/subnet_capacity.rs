use super::capacity::{capacity_data, label_numbers, smallest_fit, what_would_fit};
use crate::model::Cluster;
use crate::plan::{AddressPlan, Need};
use crate::rules::Sink;
use crate::text::number;

rule! {
    /// ## What it does
    /// Adds up what all node pools on a subnet need at creation, and compares it with what the
    /// subnet has: 2^(32 - prefix) addresses, less five that Azure keeps, less those in use.
    ///
    /// - Azure CNI with a node subnet: nodes x (max pods - 1).
    /// - Overlay, kubenet, Azure CNI with a pod subnet: one for each node.
    ///
    /// An autoscaled pool counts with its `maxCount`.
    ///
    /// ## Why it is bad
    /// AKS refuses to create the cluster or the pool with InsufficientSubnetSize. The range of a
    /// subnet in use cannot be enlarged for AKS: the pool has to move to a new subnet.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure}
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/24}
    /// nodePools:
    ///   - {name: system, mode: System, count: 12, maxPods: 110}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure}
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/21}
    /// nodePools:
    ///   - {name: system, mode: System, count: 12, maxPods: 110}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning and the support article
    /// on InsufficientSubnetSize; that creation asks for max pods - 1 and for no surge is worked
    /// out from the service's recorded answers.
    id: "subnet-capacity",
    severity: Error,
    facts: limits,
    summary: "a subnet has fewer addresses than AKS asks for at creation",
    check: Addresses(check),
}

fn check(_: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    out.gaps(&plan.node_subnets.gaps);
    for subnet in &plan.node_subnets.known {
        let needed = subnet.need(Need::Creation);
        if needed <= subnet.capacity.supply {
            continue;
        }
        let finding = out
            .report(
                subnet.range.place,
                format!(
                    "creation needs {} of the {} addresses of {}: {}{}",
                    number(needed),
                    number(subnet.capacity.supply),
                    subnet.range.short_title(),
                    subnet.sum(Need::Creation),
                    smallest_fit(subnet, Need::Creation)
                ),
            )
            .label(subnet.capacity.sum_of(&subnet.range))
            .help(what_would_fit(plan, subnet, Need::Creation))
            .about(subnet.subnet.place);
        label_numbers(finding, subnet, false);
        capacity_data(finding, subnet, Need::Creation);
    }
}
