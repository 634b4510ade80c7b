use super::{
    MAX_POOLS_SHOWN, capacity_data, label_numbers, record_gaps, what_would_fit, would_hold,
};
use crate::aks::address_plan::AddressModel;
use crate::finding::Sink;
use crate::plan::{Need, SubnetPlan};
use crate::rules::Context;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Adds up the documented plan of a subnet: room for the nodes, for the surge nodes of an
    /// upgrade (`maxSurge`, 10 % rounded up where it is not set), and for all their pods. Fires
    /// where creation fits (see subnet-capacity) and this plan does not.
    ///
    /// - Azure CNI with a node subnet: (nodes + surge) x (max pods + 1).
    /// - Overlay, kubenet, Azure CNI with a pod subnet: nodes + surge.
    ///
    /// ## Why it is bad
    /// The cluster is created, and its first upgrade stops half-way with InsufficientSubnetSize or
    /// SubnetIsFull: there is no address left for the node that stands in.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure}
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/24}
    /// nodePools:
    ///   - {name: system, mode: System, count: 8, maxPods: 30}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure}
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/23}
    /// nodePools:
    ///   - {name: system, mode: System, count: 8, maxPods: 30}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning (2026-04-16): 50 nodes
    /// with 30 pods, one node to upgrade: 51 + 51 x 30 = 1,581, a /21 or larger.
    SubnetUpgradeHeadroom {
        id: "subnet-upgrade-headroom",
        group: Address,
        severity: Warning,
        fix: None,
        supersedes: [],
        summary: "a subnet has no room for the surge nodes of an upgrade",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(plan) = cx.plan else { return };
    record_gaps(plan, &META, sink);
    for subnet in &plan.subnets {
        let fits_creation = subnet.creation_need() <= subnet.room.supply;
        if !fits_creation || subnet.upgrade_need() <= subnet.room.supply {
            continue;
        }
        let finding = META
            .finding(subnet.room.cidr_place, message(subnet))
            .label(subnet.room.supply_sum())
            .help(what_would_fit(subnet, Need::Upgrade, cx.cluster))
            .about(subnet.room.subnet.place);
        sink.emit(capacity_data(
            label_numbers(finding, subnet, true),
            subnet,
            Need::Upgrade,
        ));
    }
}

fn message(subnet: &SubnetPlan<'_>) -> String {
    let plan = format!(
        "an upgrade needs {} of the {} addresses of {}: {}{}",
        number(subnet.upgrade_need()),
        number(subnet.room.supply),
        subnet.room.title(),
        subnet.upgrade_sum(),
        would_hold(subnet, subnet.upgrade_need())
    );
    // The plain product is what people reckon with first: where it alone does not fit, say that.
    let product = subnet.nodes_times_max_pods();
    let is_flat = subnet
        .pools
        .iter()
        .all(|pool| pool.model == AddressModel::NodesAndPods);
    if !is_flat || product <= subnet.room.supply {
        return plan;
    }
    let mut terms: Vec<_> = subnet
        .pools
        .iter()
        .take(MAX_POOLS_SHOWN)
        .map(|pool| {
            format!(
                "{} x {} pods",
                count(pool.demand.nodes, "node"),
                pool.demand.max_pods
            )
        })
        .collect();
    if let Some(more) = subnet.pools.len().checked_sub(MAX_POOLS_SHOWN + 1) {
        terms.push(format!("{} more", count(more as u64 + 1, "pool")));
    }
    format!(
        "{} pod addresses ({}) do not fit in {}; {plan}",
        number(product),
        terms.join(" + "),
        number(subnet.room.supply)
    )
}
