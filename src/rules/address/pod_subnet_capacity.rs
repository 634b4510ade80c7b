use super::capacity::{
    at_most, label_in_use, label_max_pods, label_nodes, label_surge, one_of, pool_table,
};
use crate::aks::{PodIpAllocation, limits};
use crate::finding::{Finding, Severity, Table};
use crate::model::Cluster;
use crate::plan::{AddressPlan, MAX_POOLS_SHOWN, Need, PodPool, PodSubnetPlan};
use crate::rules::Sink;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Compares a pod subnet of Azure CNI with what the nodes of all its pools need. The subnet has
    /// 2^(32 - prefix) addresses, minus five that Azure reserves and those in use.
    ///
    /// - DynamicIndividual, the default: 16 per node at the start; 16 more whenever fewer than 8 are
    ///   free, up to max pods rounded up to a multiple of 16.
    /// - StaticBlock: as many blocks of 16 as max pods plus one need, all at the start.
    ///
    /// An autoscaled pool counts with its `maxCount`. It is an error if nodes cannot start. It is a
    /// warning if only the surge nodes of an upgrade cannot start, or if dynamic nodes cannot all run
    /// as many pods as max pods allows.
    ///
    /// ## Why it is bad
    /// AKS answers InsufficientSubnetSize, but it requires only 16 addresses per node, even with static
    /// blocks. If these fit but the blocks do not, the cluster is created and its nodes stay NotReady.
    /// Nodes that cannot get 16 more addresses leave their pods in ContainerCreating. Use a larger
    /// subnet or fewer nodes. With static blocks, max pods of 15, 31, 47 and so on use every block
    /// fully.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   subnets:
    ///     - {name: nodes, cidr: 10.240.0.0/24}
    ///     - {name: pods, cidr: 10.240.1.0/26}
    /// nodePools:
    ///   - name: system
    ///     mode: System
    ///     count: 3
    ///     maxPods: 250
    ///     subnet: nodes
    ///     podSubnet: pods
    ///     podIPAllocationMode: StaticBlock
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   subnets:
    ///     - {name: nodes, cidr: 10.240.0.0/24}
    ///     - {name: pods, cidr: 10.240.16.0/20}
    /// nodePools:
    ///   - name: system
    ///     mode: System
    ///     count: 3
    ///     maxPods: 250
    ///     subnet: nodes
    ///     podSubnet: pods
    ///     podIPAllocationMode: StaticBlock
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-azure-cni-pod-subnet,
    /// configure-azure-cni-dynamic-ip-allocation and configure-azure-cni-static-block-allocation. The
    /// service's recorded answers show that AKS requires 16 per node.
    id: "pod-subnet-capacity",
    severity: Error,
    facts: limits,
    summary: "pod subnet with fewer addresses than its nodes need",
    check: Addresses(check),
}

fn check(_: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    out.gaps(&plan.pod_subnets.gaps);
    for subnet in &plan.pod_subnets.known {
        let supply = subnet.capacity.supply;
        let needs = [Need::Creation, Need::Upgrade, Need::FullDensity];
        let lacking: Vec<_> = needs
            .into_iter()
            .filter(|need| subnet.need(*need) > supply)
            .collect();
        // An error takes precedence; of two warnings, the one with the greater need.
        let error = lacking.iter().find(|need| **need == Need::Creation);
        let greatest = || (lacking.iter().rev()).max_by_key(|need| subnet.need(**need));
        if let Some(need) = error.or_else(greatest) {
            report(subnet, *need, out);
        }
    }
}

fn report(subnet: &PodSubnetPlan<'_>, need: Need, out: &mut Sink) {
    let (needed, supply) = (subnet.need(need), subnet.capacity.supply);
    let is_error = need == Need::Creation;
    let who = match need {
        Need::Creation => "the nodes need",
        Need::Upgrade => "during an upgrade the nodes need",
        Need::FullDensity => "full nodes need",
    };
    let finding = out
        .report(
            subnet.range.place,
            format!(
                "{who} {}; pod {} has {}",
                count(needed, "address"),
                subnet.range.short_title(),
                number(supply),
            ),
        )
        .label(subnet.capacity.sum_of(&subnet.range))
        .table(table(subnet, need))
        .about(subnet.subnet.place)
        .data("needed", needed)
        .data("available", supply)
        .data("admission", subnet.admission())
        .data("upgradeNeeded", subnet.need(Need::Upgrade))
        .data("fullDensityNeeded", subnet.need(Need::FullDensity));
    if !is_error {
        finding.severity(Severity::Warning);
    }
    let mut ways = Vec::new();
    if let Some((prefix, supply)) = subnet.smallest(need) {
        let roomier = roomier(subnet).filter(|(roomier, _)| *roomier < prefix);
        let also = roomier.map_or_else(String::new, |(roomier, _)| {
            format!("; a /{roomier} also leaves room for full nodes and an upgrade")
        });
        ways.push(format!("a /{prefix} ({} addresses{also})", number(supply)));
        finding.data("suggestedPrefix", prefix);
    }
    if let Some(pool) = subnet.greatest()
        && let Some(nodes) = subnet.largest_count(pool, need)
    {
        let of = match subnet.pools.len() {
            1 => String::new(),
            _ => format!(" in {}", pool.plan.pool),
        };
        ways.push(at_most(nodes, &of));
        finding.data("largestCount", nodes);
    }
    finding.help(one_of(&ways));
    label_pools(finding, subnet, need);
}

/// The numbers of the pools, and how they are computed.
fn table(subnet: &PodSubnetPlan<'_>, need: Need) -> Table {
    let block = limits::POD_SUBNET_BLOCK;
    let blocks = |pool: &PodPool<'_>| pool.blocks_per_node(need).to_string();
    let passes_admission = need == Need::Creation && subnet.admission() <= subnet.capacity.supply;
    let note = match need {
        Need::Creation if passes_admission => format!(
            "AKS checks only nodes x {block} = {} and accepts the cluster, but its nodes stay NotReady",
            number(subnet.admission())
        ),
        Need::Creation => format!("AKS checks nodes x {block} at creation"),
        Need::Upgrade => format!("an upgrade needs (nodes + surge) x blocks x {block}"),
        Need::FullDensity => format!("nodes get {block} more whenever fewer than 8 are free"),
    };
    let other = Some(("blocks of 16", blocks));
    pool_table(subnet, need, other, note)
}

/// The smallest subnet without a warning.
fn roomier(subnet: &PodSubnetPlan<'_>) -> Option<(u8, u64)> {
    let upgrade = subnet.smallest(Need::Upgrade)?;
    let full = subnet.smallest(Need::FullDensity)?;
    Some(if upgrade.0 < full.0 { upgrade } else { full })
}

/// Labels the origin of every number: counts, surge, max pods where they take part, the mode.
fn label_pools(finding: &mut Finding, subnet: &PodSubnetPlan<'_>, need: Need) {
    for on in subnet.pools.iter().take(MAX_POOLS_SHOWN) {
        label_nodes(finding, &on.plan);
        if need == Need::Upgrade {
            label_surge(finding, &on.plan);
        }
        let is_static = on.allocation == PodIpAllocation::StaticBlock;
        if is_static || need == Need::FullDensity {
            label_max_pods(finding, &on.plan);
        }
        if let (true, Some(mode)) = (is_static, &on.plan.pool.pod_ip_allocation) {
            finding.related(mode.place, "blocks of 16, allocated when the node starts");
        }
    }
    label_in_use(finding, subnet.subnet);
}
