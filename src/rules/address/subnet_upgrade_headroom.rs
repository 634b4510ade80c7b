use super::capacity::{capacity_data, fixes, label_numbers, node_table, one_of};
use crate::aks::address_plan::{AddressModel, supply};
use crate::aks::limits;
use crate::model::{Cluster, Thresholds};
use crate::plan::{AddressPlan, Need, NodeSubnetPlan, PoolPlan};
use crate::rules::Sink;
use crate::source::Place;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Compares a subnet with Microsoft's documented plan: room for the nodes, for the surge nodes of
    /// an upgrade (`maxSurge`; by default 10 %, rounded up), and for all their pods. Reports subnets
    /// where creation fits (see subnet-capacity) but this plan does not.
    ///
    /// - Azure CNI with a node subnet: (nodes + surge) x (max pods + 1).
    /// - Overlay, kubenet, Azure CNI with a pod subnet: nodes + surge.
    ///
    /// With `thresholds: {subnetHeadroom: 10%}` in packlint.yaml, it also reports a subnet where the
    /// plan fits but leaves less than that share of its addresses free.
    ///
    /// ## Why it is bad
    /// The cluster is created, but its first upgrade stops half-way with InsufficientSubnetSize or
    /// SubnetIsFull, because there is no address for the replacement node.
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
    id: "subnet-upgrade-headroom",
    severity: Warning,
    facts: limits,
    summary: "subnet without room for the surge nodes of an upgrade",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    out.gaps(&plan.node_subnets.gaps);
    let asked = Headroom::asked(out.thresholds);
    for subnet in &plan.node_subnets.known {
        let supply = subnet.capacity.supply;
        if subnet.need(Need::Creation) > supply {
            continue;
        }
        let finding = if subnet.need(Need::Upgrade) > supply {
            let ways = fixes(cluster, plan, subnet, Need::Upgrade, out);
            let finding = out.report(subnet.range.place, message(subnet)).help(ways);
            capacity_data(finding, subnet, Need::Upgrade);
            finding
        } else if let Some(asked) = asked.as_ref().filter(|asked| asked.is_more_than(subnet)) {
            let finding = out
                .report(subnet.range.place, asked.message(subnet))
                .help(asked.help(subnet))
                .related(
                    asked.place,
                    format!("at least {}% must stay free", asked.percent),
                )
                .data("needed", subnet.need(Need::Upgrade))
                .data("available", supply)
                .data("nodesTimesMaxPods", subnet.nodes_times_max_pods())
                .data("headroom", supply - subnet.need(Need::Upgrade))
                .data("headroomAsked", asked.addresses(supply));
            if let Some((prefix, _)) = asked.roomier(subnet) {
                finding.data("suggestedPrefix", prefix);
            }
            finding
        } else {
            continue;
        };
        finding
            .label(subnet.capacity.sum_of(&subnet.range))
            .table(node_table(subnet, Need::Upgrade))
            .about(subnet.subnet.place);
        label_numbers(finding, subnet, true);
    }
}

/// The share of a subnet that must stay free according to packlint.yaml.
struct Headroom {
    percent: u64,
    place: Place,
}

impl Headroom {
    /// What the configuration asks for.
    fn asked(thresholds: &Thresholds) -> Option<Self> {
        let written = thresholds.subnet_headroom.as_ref()?;
        let (percent, place) = (*written.known()?, written.place);
        Some(Headroom { percent, place })
    }

    /// The addresses that it is of a supply, rounded up.
    fn addresses(&self, supply: u64) -> u64 {
        (supply * self.percent).div_ceil(100)
    }

    fn is_more_than(&self, subnet: &NodeSubnetPlan<'_>) -> bool {
        !self.is_kept(subnet, subnet.capacity.supply)
    }

    fn is_kept(&self, subnet: &NodeSubnetPlan<'_>, supply: u64) -> bool {
        subnet.need(Need::Upgrade) + self.addresses(supply) <= supply
    }

    fn message(&self, subnet: &NodeSubnetPlan<'_>) -> String {
        let (supply, need) = (subnet.capacity.supply, subnet.need(Need::Upgrade));
        format!(
            "an upgrade leaves {} free; {} must keep {}% of {} free: {}",
            count(supply - need, "address"),
            subnet.range.short_title(),
            self.percent,
            number(supply),
            number(self.addresses(supply)),
        )
    }

    /// The smallest subnet that keeps it, with its supply.
    fn roomier(&self, subnet: &NodeSubnetPlan<'_>) -> Option<(u8, u64)> {
        limits::SUBNET_PREFIX
            .rev()
            .map(|prefix| (prefix, supply(prefix, subnet.capacity.in_use)))
            .find(|(_, supply)| self.is_kept(subnet, *supply))
    }

    fn help(&self, subnet: &NodeSubnetPlan<'_>) -> String {
        let roomier = self.roomier(subnet);
        let way =
            roomier.map(|(prefix, supply)| format!("a /{prefix} ({} addresses)", number(supply)));
        one_of(way.as_slice())
    }
}

fn message(subnet: &NodeSubnetPlan<'_>) -> String {
    // Users compute the plain product first: if it alone does not fit, the message says so.
    let product = subnet.nodes_times_max_pods();
    let is_flat = |pool: &PoolPlan<'_>| pool.model == AddressModel::NodesAndPods;
    let alone = match subnet.pools.iter().all(is_flat) && product > subnet.capacity.supply {
        true => format!(" (nodes x max pods alone is {})", number(product)),
        false => String::new(),
    };
    format!(
        "an upgrade needs {}; {} has {}{alone}",
        count(subnet.need(Need::Upgrade), "address"),
        subnet.range.short_title(),
        number(subnet.capacity.supply),
    )
}
