//! What the rules about the capacity of subnets and ranges share.

use ipnetwork::Ipv4Network;

use crate::aks::address_plan::AddressModel;
use crate::aks::cidr;
use crate::finding::Finding;
use crate::model::Subnet;
use crate::plan::{AddressPlan, MAX_POOLS_SHOWN, Need, NodeSubnetPlan, PoolPlan};
use crate::rules::Sink;
use crate::text::{count, number};

/// Labels the nodes of a pool.
pub(super) fn label_nodes(finding: &mut Finding, plan: &PoolPlan<'_>) {
    let Some(nodes) = plan.pool.max_nodes() else {
        return;
    };
    let what = match plan.pool.max_count {
        Some(_) => "up to ",
        None => "",
    };
    let title = plan.pool.to_string();
    finding.related(
        nodes.place,
        format!("{title}: {what}{}", count(plan.demand.nodes, "node")),
    );
}

/// Labels the surge of a pool, where it is written.
pub(super) fn label_surge(finding: &mut Finding, plan: &PoolPlan<'_>) {
    if let Some(surge) = &plan.pool.max_surge {
        let nodes = count(plan.demand.surge, "node");
        finding.related(surge.place, format!("surge {}: {nodes}", plan.surge));
    }
}

/// Labels the max pods of a pool.
pub(super) fn label_max_pods(finding: &mut Finding, plan: &PoolPlan<'_>) {
    let max_pods = &plan.pool.max_pods;
    let (pods, mark) = (plan.max_pods.unwrap_or(0), max_pods.default_mark());
    finding.related(max_pods.place, format!("{pods} pods per node{mark}"));
}

/// Labels the addresses of a subnet that are already in use.
pub(super) fn label_in_use(finding: &mut Finding, subnet: &Subnet) {
    if let Some(in_use) = &subnet.addresses_in_use {
        finding.related(in_use.place, "already used by other resources");
    }
}

/// Labels the origin of every number of a capacity finding: counts, max pods, surge.
pub(super) fn label_numbers(finding: &mut Finding, plan: &NodeSubnetPlan<'_>, with_surge: bool) {
    for pool in plan.pools.iter().take(MAX_POOLS_SHOWN) {
        label_nodes(finding, pool);
        if pool.model == AddressModel::NodesAndPods {
            label_max_pods(finding, pool);
        }
        if with_surge {
            label_surge(finding, pool);
        }
    }
    label_in_use(finding, plan.subnet);
}

/// The help of a capacity finding: `any one of these fits: a /21 (2,043 addresses), 2 nodes or fewer`.
/// Nothing for a finding that will not be listed: all subnets are searched for what is in the way.
pub(super) fn ways_to_fit(
    all: &AddressPlan<'_>,
    plan: &NodeSubnetPlan<'_>,
    need: Need,
    out: &Sink,
) -> String {
    if !out.is_listing(plan.range.place) {
        return String::new();
    }
    let mut ways = Vec::new();
    if let Some((prefix, supply)) = plan.smallest(need) {
        let roomier = (plan.smallest(Need::Upgrade))
            .filter(|(roomier, _)| need == Need::Creation && *roomier < prefix);
        let also = roomier.map_or_else(String::new, |(roomier, _)| {
            format!("; a /{roomier} also leaves room for upgrades")
        });
        ways.push(format!("a /{prefix} ({} addresses{also})", number(supply)));
    }
    if let Some(pool) = plan.greatest() {
        let of = match plan.pools.len() {
            1 => String::new(),
            _ => format!(" in {}", pool.pool),
        };
        if let Some(nodes) = plan.largest_count(pool, need) {
            ways.push(format!("{} or fewer{of}", count(nodes, "node")));
        }
        if let Some(max_pods) = plan.largest_max_pods(pool, need) {
            ways.push(format!("{max_pods} max pods or fewer{of}"));
        }
    }
    let obstacle = plan
        .smallest(need)
        .and_then(|(prefix, _)| obstacle(all, plan, prefix));
    match (ways.as_slice(), obstacle) {
        ([], _) => "use fewer nodes, or Azure CNI Overlay".to_owned(),
        (ways, None) => one_of(ways),
        (ways, Some(obstacle)) => format!("{}; {obstacle}", one_of(ways)),
    }
}

/// Several ways out: `any one of these fits: …`.
pub(super) fn one_of(ways: &[String]) -> String {
    match ways {
        [way] => format!("this fits: {way}"),
        [first @ .., last] => {
            format!("any one of these fits: {}, or {last}", first.join(", "))
        }
        [] => String::new(),
    }
}

/// Why a subnet cannot be extended to a prefix: the end of the VNet, or another subnet.
fn obstacle(all: &AddressPlan<'_>, plan: &NodeSubnetPlan<'_>, prefix: u8) -> Option<String> {
    let widened = cidr::cleared(Ipv4Network::new(plan.range.network.network(), prefix).ok()?);
    let vnet = &all.ranges.vnet.known;
    let vnets: Vec<_> = vnet.iter().map(|range| range.network).collect();
    if !vnets.is_empty() && vnets.iter().all(|vnet| vnet.prefix() > prefix) {
        return Some(format!("the VNet is too small for a /{prefix}"));
    }
    if !vnets.is_empty() && !vnets.iter().any(|vnet| widened.is_subnet_of(*vnet)) {
        return Some(format!(
            "{widened} is not within the VNet; use a new subnet instead"
        ));
    }
    let other = (all.ranges.subnets.known)
        .iter()
        .find(|other| other.network != plan.range.network && other.network.overlaps(widened))?;
    Some(format!(
        "{other} occupies part of {widened}; use a new subnet instead"
    ))
}

/// The numbers of a capacity finding, for machines.
pub(super) fn capacity_data(finding: &mut Finding, plan: &NodeSubnetPlan<'_>, need: Need) {
    finding
        .data("needed", plan.need(need))
        .data("available", plan.capacity.supply)
        .data("nodesTimesMaxPods", plan.nodes_times_max_pods());
    if need == Need::Creation {
        finding.data("upgradeNeeded", plan.need(Need::Upgrade));
    }
    if let Some((prefix, _)) = plan.smallest(need) {
        finding.data("suggestedPrefix", prefix);
    }
    let Some(pool) = plan.greatest() else { return };
    if let Some(nodes) = plan.largest_count(pool, need) {
        finding.data("largestCount", nodes);
    }
    if let Some(max_pods) = plan.largest_max_pods(pool, need) {
        finding.data("largestMaxPods", max_pods);
    }
}
