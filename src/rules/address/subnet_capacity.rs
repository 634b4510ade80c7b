use super::capacity::{capacity_data, fixes, label_numbers, node_table};
use crate::model::Cluster;
use crate::plan::{AddressPlan, Need};
use crate::rules::Sink;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Adds up what all node pools on a subnet need at creation, and compares the sum with what the
    /// subnet has: 2^(32 - prefix) addresses, minus five that Azure reserves and those in use.
    ///
    /// - Azure CNI with a node subnet: nodes x (max pods - 1).
    /// - Overlay, kubenet, Azure CNI with a pod subnet: one per node.
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
    /// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning and the support article on
    /// InsufficientSubnetSize. The service's recorded answers show that creation requires max pods - 1
    /// per node and no room for the surge.
    id: "subnet-capacity",
    severity: Error,
    facts: limits,
    summary: "subnet with fewer addresses than AKS requires at creation",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    out.gaps(&plan.node_subnets.gaps);
    for subnet in &plan.node_subnets.known {
        let needed = subnet.need(Need::Creation);
        if needed <= subnet.capacity.supply {
            continue;
        }
        let ways = fixes(cluster, plan, subnet, Need::Creation, out);
        let finding = out
            .report(
                subnet.range.place,
                format!(
                    "creating the cluster needs {}; {} has {}",
                    count(needed, "address"),
                    subnet.range.short_title(),
                    number(subnet.capacity.supply),
                ),
            )
            .label(subnet.capacity.sum_of(&subnet.range))
            .table(node_table(subnet, Need::Creation))
            .help(ways)
            .about(subnet.subnet.place);
        label_numbers(finding, subnet, false);
        capacity_data(finding, subnet, Need::Creation);
    }
}
