//! What the rules about the capacity of subnets and ranges share.

use std::cmp::Reverse;

use ipnetwork::Ipv4Network;

use crate::aks::address_plan::{AddressModel, pod_cidr_need};
use crate::aks::{NetworkPlugin, cidr, limits};
use crate::finding::{Finding, Table};
use crate::model::{Cluster, Located, Subnet};
use crate::plan::{
    AddressPlan, MAX_POOLS_SHOWN, Need, NodeSubnetPlan, PoolPlan, SubnetPlan, SubnetPool,
};
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

/// Most rows of a table of pools, so that a finding fits on a screen.
const MOST_ROWS: usize = 6;

/// The numbers of the pools on a subnet, those with the greatest need first. `other` is a column of
/// its own before the addresses.
pub(super) fn pool_table<P: SubnetPool>(
    plan: &SubnetPlan<'_, P>,
    need: Need,
    other: Option<(&'static str, impl Fn(&P) -> String)>,
    note: String,
) -> Table {
    let has_surge = need == Need::Upgrade;
    let mut pools: Vec<&P> = plan.pools.iter().collect();
    pools.sort_by_key(|pool| Reverse(pool.need(need)));
    let is_autoscaled = |pool: &&P| pool.numbers().pool.max_count.is_some();
    let mut head = vec!["pool"];
    head.push(match pools.iter().any(is_autoscaled) {
        true => "nodes (max)",
        false => "nodes",
    });
    head.extend(has_surge.then_some("surge"));
    head.extend(other.as_ref().map(|(title, _)| *title));
    head.push("addresses");
    let row = |pool: &&P| {
        let PoolPlan {
            pool: own, demand, ..
        } = pool.numbers();
        let name = own.name.as_ref().and_then(Located::known);
        let name = name.map_or("the pool", String::as_str);
        let mut row = vec![name.to_owned(), number(demand.nodes)];
        row.extend(has_surge.then(|| number(demand.surge)));
        row.extend(other.as_ref().map(|(_, cell)| cell(pool)));
        row.push(number(pool.need(need)));
        row
    };
    let listed = match pools.len() {
        all if all > MOST_ROWS => MOST_ROWS - 1,
        all => all,
    };
    let (listed, others) = pools.split_at(listed);
    let mut rows: Vec<_> = listed.iter().map(row).collect();
    if !others.is_empty() {
        let sum = |of: fn(&P) -> u64| number(others.iter().map(|pool| of(pool)).sum());
        let mut row = vec![format!("{} more pools", others.len())];
        row.push(sum(|pool| pool.numbers().demand.nodes));
        row.extend(has_surge.then(|| sum(|pool| pool.numbers().demand.surge)));
        row.extend(other.as_ref().map(|_| String::new()));
        row.push(number(others.iter().map(|pool| pool.need(need)).sum()));
        rows.push(row);
    }
    Table { head, rows, note }
}

/// The numbers of the pools on a subnet of nodes.
pub(super) fn node_table(plan: &NodeSubnetPlan<'_>, need: Need) -> Table {
    let is_flat = plan.need_with_overlay().is_some();
    let max_pods = |pool: &PoolPlan<'_>| match pool.model {
        AddressModel::NodesAndPods => {
            let mark = pool.pool.max_pods.default_mark();
            format!("{}{mark}", pool.demand.max_pods)
        }
        AddressModel::NodesOnly => "-".to_owned(),
    };
    let note = match (is_flat, need) {
        (true, Need::Creation) => {
            "AKS checks nodes x (max pods - 1) at creation; upgrades need (nodes + surge) x (max pods + 1)"
        }
        (true, _) => "an upgrade needs (nodes + surge) x (max pods + 1)",
        (false, Need::Creation) => "each node needs 1 address; pods use a separate range",
        (false, _) => "each node and each surge node needs 1 address; pods use a separate range",
    };
    let other = is_flat.then_some(("max pods", max_pods));
    pool_table(plan, need, other, note.to_owned())
}

/// What would fix a subnet that is too small, as a list. Nothing for a finding that will not be
/// listed: all subnets are searched for what is beside it.
pub(super) fn fixes(
    cluster: &Cluster,
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
        let roomier = plan
            .smallest(Need::Upgrade)
            .filter(|_| need == Need::Creation);
        let roomier = roomier.filter(|(roomier, _)| *roomier < prefix);
        let also = roomier.map_or_else(String::new, |(roomier, _)| {
            format!("; a /{roomier} also leaves room for upgrades")
        });
        let place = obstacle(all, plan, prefix);
        let place = place.map_or_else(String::new, |place| format!("; {place}"));
        let addresses = number(supply);
        ways.push(format!("a /{prefix} ({addresses} addresses{also}{place})"));
    }
    if let Some(pool) = plan.greatest() {
        let of = match plan.pools.len() {
            1 => String::new(),
            _ => format!(" in {}", pool.pool),
        };
        if let Some(nodes) = plan.largest_count(pool, need) {
            ways.push(at_most(nodes, &of));
        }
        if let Some(max_pods) = plan.largest_max_pods(pool, need) {
            ways.push(format!("{max_pods} max pods or fewer{of}"));
        }
    }
    ways.extend(overlay(cluster, all, plan));
    one_of(&ways)
}

/// `4 nodes or fewer in pool 'apps'`.
pub(super) fn at_most(nodes: u64, of: &str) -> String {
    format!("{} or fewer{of}", count(nodes, "node"))
}

/// Several ways out as one sentence.
pub(super) fn one_of(ways: &[String]) -> String {
    match ways {
        [] => "use fewer nodes, or fewer pods on each".to_owned(),
        [way] => format!("this fits: {way}"),
        [first @ .., last] => {
            format!("any one of these fits: {}, or {last}", first.join(", "))
        }
    }
}

/// Azure CNI Overlay, if the nodes alone fit and Azure CNI could be switched to it: its pods get a
/// range of their own.
fn overlay(cluster: &Cluster, all: &AddressPlan<'_>, plan: &NodeSubnetPlan<'_>) -> Option<String> {
    let nodes = plan.need_with_overlay()?;
    let has_pod_subnet = cluster.pools.iter().any(|pool| pool.pod_subnet.is_some());
    let is_azure = cluster.network.plugin.known() == Some(&NetworkPlugin::Azure);
    if nodes > plan.capacity.supply || has_pod_subnet || !is_azure {
        return None;
    }
    let default = limits::DEFAULT_POD_CIDR;
    let is_taken = all
        .ranges
        .known()
        .any(|range| range.network.overlaps(default));
    let pools = all.node_subnets.known.iter();
    let of_all: u64 = pools.filter_map(NodeSubnetPlan::need_with_overlay).sum();
    let is_small = pod_cidr_need(of_all) > cidr::size(default);
    let range = match cluster.network.pod_cidr.known() {
        _ if is_small => " with a pod range that has a /24 for each node",
        Some(None) if is_taken => " with a pod range outside the VNet",
        _ => "",
    };
    Some(format!(
        "Azure CNI Overlay{range} ({} for the nodes)",
        count(nodes, "address")
    ))
}

/// Why a subnet cannot be extended to a prefix: the end of the VNet, or another subnet.
fn obstacle(all: &AddressPlan<'_>, plan: &NodeSubnetPlan<'_>, prefix: u8) -> Option<String> {
    let widened = cidr::cleared(Ipv4Network::new(plan.range.network.network(), prefix).ok()?);
    let vnet = &all.ranges.vnet.known;
    let vnets: Vec<_> = vnet.iter().map(|range| range.network).collect();
    if !vnets.is_empty() && vnets.iter().all(|vnet| vnet.prefix() > prefix) {
        return Some("extend the VNet too".to_owned());
    }
    if !vnets.is_empty() && !vnets.iter().any(|vnet| widened.is_subnet_of(*vnet)) {
        return Some(format!(
            "a new subnet, since {widened} is not inside the VNet"
        ));
    }
    let other = (all.ranges.subnets.known)
        .iter()
        .find(|other| other.network != plan.range.network && other.network.overlaps(widened))?;
    Some(format!("a new subnet, since {other} occupies that range"))
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
