//! A cluster's address plan as plain numbers and words, for the summary and `packlint plan`.

use std::cmp::Reverse;

use super::pod_cidr::PodCidrPlan;
use super::pod_subnet::{PodNeed, PodSubnetPlan};
use super::ranges::KnownRange;
use super::{AddressPlan, Need, SubnetPlan, ranges};
use crate::aks::address_plan::AddressModel;
use crate::aks::cidr;
use crate::model::{Cluster, Located, Setting, Subnet, Unknown};
use crate::text::number;

/// What a range of addresses is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RangeKind {
    /// A range of the VNet.
    Vnet,
    /// A subnet that nodes live in.
    Subnet,
    /// A subnet that is listed, and no pool uses.
    OtherSubnet,
    /// A subnet of pods.
    PodSubnet,
    /// The pods' own range: a /24 for each node.
    PodCidr,
    /// The services' range.
    ServiceCidr,
}

impl RangeKind {
    /// What to call it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            RangeKind::Vnet => "VNet",
            RangeKind::Subnet => "subnet",
            RangeKind::OtherSubnet => "other subnet",
            RangeKind::PodSubnet => "pod subnet",
            RangeKind::PodCidr => "pod CIDR",
            RangeKind::ServiceCidr => "service CIDR",
        }
    }
}

/// A range of addresses with its place in the address space.
#[derive(Clone, Debug)]
pub(crate) struct AddressRange {
    /// What it is for.
    pub(crate) kind: RangeKind,
    /// Its name, where it has one.
    pub(crate) name: Option<String>,
    /// The range, host bits cleared.
    pub(crate) range: String,
    /// Whether it is a default that nobody wrote.
    pub(crate) is_default: bool,
    /// The first address, as a number.
    pub(crate) first: u64,
    /// The number of addresses.
    pub(crate) size: u64,
}

/// A need with the sum that it comes from.
#[derive(Clone, Debug)]
pub(crate) struct NeedReport {
    /// Addresses.
    pub(crate) addresses: u64,
    /// The sum, written out.
    pub(crate) sum: String,
}

/// What would fit, the rest staying as it is; absent where nothing does.
#[derive(Clone, Debug, Default)]
pub(crate) struct WouldFit {
    /// The longest prefix (smallest range) that holds the plan with its upgrade.
    pub(crate) smallest_prefix: Option<u8>,
    /// The pool that the two numbers below are of: the one with the greatest need.
    pub(crate) pool: Option<String>,
    /// The most nodes of that pool, upgrade included.
    pub(crate) largest_count: Option<u64>,
    /// The most max pods of that pool, upgrade included.
    pub(crate) largest_max_pods: Option<u64>,
    /// What the nodes alone would need with Azure CNI Overlay, upgrade included; where pods take
    /// addresses of the subnet today.
    pub(crate) with_overlay: Option<u64>,
}

/// The plan of one range that nodes or pods take addresses of. All numbers are addresses.
#[derive(Clone, Debug)]
pub(crate) struct RangePlan {
    /// What it is for.
    pub(crate) kind: RangeKind,
    /// Its name, or its range.
    pub(crate) name: String,
    /// The range, host bits cleared.
    pub(crate) range: String,
    /// All addresses, those that Azure keeps included.
    pub(crate) size: u64,
    /// What others have in it.
    pub(crate) in_use: u64,
    /// What nodes and pods can have.
    pub(crate) supply: u64,
    /// What AKS refuses to go without.
    pub(crate) creation: NeedReport,
    /// The documented plan, with the surge of an upgrade.
    pub(crate) upgrade: NeedReport,
    /// Every node with all the pods that it may hold, without surge.
    pub(crate) full_density: NeedReport,
    /// What is left after the documented plan; negative where it does not fit.
    pub(crate) headroom: i64,
    /// What would fit.
    pub(crate) would_fit: WouldFit,
}

/// The address space of a cluster.
#[derive(Clone, Debug, Default)]
pub(crate) struct AddressReport {
    /// Ranges that are reckoned with.
    pub(crate) plans: Vec<RangePlan>,
    /// All ranges that are known, the widest first.
    pub(crate) ranges: Vec<AddressRange>,
    /// Why others are not planned, each once.
    pub(crate) gaps: Vec<String>,
    /// The network in words: `Azure CNI, overlay; policy calico`.
    pub(crate) network: String,
}

impl AddressReport {
    pub(crate) fn new(cluster: &Cluster, plan: &AddressPlan<'_>) -> Self {
        let gaps = [&plan.gaps, &plan.pod_subnet_gaps, &plan.pod_cidr_gaps];
        let mut gaps: Vec<_> = gaps
            .into_iter()
            .flatten()
            .filter(|gap| gap.unknown != Unknown::Invalid)
            .map(|gap| gap.unknown.reason())
            .collect();
        gaps.sort();
        gaps.dedup();
        let plans = plan.subnets.iter().map(node_subnet);
        let plans = plans.chain(plan.pod_subnets.iter().map(pod_subnet));
        AddressReport {
            plans: plans.chain(plan.pod_cidr.iter().map(pod_cidr)).collect(),
            ranges: all_ranges(plan),
            gaps,
            network: network(cluster),
        }
    }
}

fn signed(supply: u64, need: u64) -> i64 {
    let signed = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    signed(supply) - signed(need)
}

fn need(addresses: u64, sum: String) -> NeedReport {
    NeedReport { addresses, sum }
}

fn node_subnet(plan: &SubnetPlan<'_>) -> RangePlan {
    let greatest = plan.greatest();
    let is_flat = plan
        .pools
        .iter()
        .any(|pool| pool.model == AddressModel::NodesAndPods);
    let nodes = || {
        let demands = plan.pools.iter().map(|pool| pool.demand);
        demands.map(|demand| demand.nodes + demand.surge).sum()
    };
    RangePlan {
        kind: RangeKind::Subnet,
        name: plan.room.subnet.title().into_owned(),
        range: plan.room.range.to_string(),
        size: cidr::size(plan.room.range),
        in_use: plan.room.in_use,
        supply: plan.room.supply,
        creation: need(plan.creation_need(), plan.creation_sum()),
        upgrade: need(plan.upgrade_need(), plan.upgrade_sum()),
        full_density: need(plan.full_density_need(), plan.full_density_sum()),
        headroom: signed(plan.room.supply, plan.upgrade_need()),
        would_fit: WouldFit {
            smallest_prefix: plan.smallest(plan.upgrade_need()).map(|(prefix, _)| prefix),
            pool: greatest.map(|pool| pool.pool.title()),
            largest_count: greatest.and_then(|pool| plan.largest_count(pool, Need::Upgrade)),
            largest_max_pods: greatest.and_then(|pool| plan.largest_max_pods(pool, Need::Upgrade)),
            with_overlay: is_flat.then(nodes),
        },
    }
}

fn pod_subnet(plan: &PodSubnetPlan<'_>) -> RangePlan {
    let needed = |of: PodNeed| need(plan.need(of), plan.sum(of));
    let upgrade = PodNeed::Start(Need::Upgrade);
    let greatest = plan.greatest();
    // What full nodes take counts too: addresses are given out as pods come.
    let planned = match plan.need(PodNeed::FullDensity) > plan.need(upgrade) {
        true => PodNeed::FullDensity,
        false => upgrade,
    };
    RangePlan {
        kind: RangeKind::PodSubnet,
        name: plan.room.subnet.title().into_owned(),
        range: plan.room.range.to_string(),
        size: cidr::size(plan.room.range),
        in_use: plan.room.in_use,
        supply: plan.room.supply,
        creation: needed(PodNeed::Start(Need::Creation)),
        upgrade: needed(upgrade),
        full_density: needed(PodNeed::FullDensity),
        headroom: signed(plan.room.supply, plan.need(planned)),
        would_fit: WouldFit {
            smallest_prefix: plan.smallest(planned).map(|(prefix, _)| prefix),
            pool: greatest.map(|pool| pool.plan.pool.title()),
            largest_count: greatest.and_then(|pool| plan.largest_count(pool, planned)),
            ..WouldFit::default()
        },
    }
}

fn pod_cidr(plan: &PodCidrPlan<'_>) -> RangePlan {
    let needed = |of: Need| need(plan.need(of), plan.sum(of));
    RangePlan {
        kind: RangeKind::PodCidr,
        name: plan.range.network.to_string(),
        range: plan.range.network.to_string(),
        size: plan.supply,
        in_use: 0,
        supply: plan.supply,
        creation: needed(Need::Creation),
        upgrade: needed(Need::Upgrade),
        // A node has its /24 whether it is full or not.
        full_density: needed(Need::Creation),
        headroom: signed(plan.supply, plan.need(Need::Upgrade)),
        would_fit: WouldFit {
            smallest_prefix: plan.smallest(Need::Upgrade),
            pool: plan.greatest().map(|pool| pool.pool.title()),
            largest_count: plan.largest_count(),
            ..WouldFit::default()
        },
    }
}

/// The network in words, as far as it is known.
fn network(cluster: &Cluster) -> String {
    let network = &cluster.network;
    let said = |setting: Setting, text: &str, is_default: bool| {
        let mark = if is_default { " (default)" } else { "" };
        format!("{} {text}{mark}", setting.key())
    };
    let mut words = Vec::new();
    if let Some(plugin) = network.plugin.known() {
        words.push(said(
            Setting::Plugin,
            plugin.name(),
            network.plugin.is_default(),
        ));
    }
    if let Some(Some(mode)) = network.mode.known() {
        words.push(said(Setting::Mode, mode.name(), false));
    }
    if let Some(dataplane) = network
        .dataplane
        .known()
        .filter(|_| !network.dataplane.is_default())
    {
        words.push(said(Setting::Dataplane, dataplane.name(), false));
    }
    if let Some(Some(policy)) = network.policy.known() {
        words.push(said(Setting::Policy, policy.name(), false));
    }
    words.join(", ")
}

/// All ranges that are known, the widest first, then by their address.
fn all_ranges(plan: &AddressPlan<'_>) -> Vec<AddressRange> {
    let known = plan.ranges.known();
    let mut all: Vec<_> = known.map(|range| address_range(range, plan)).collect();
    all.sort_by_key(|range| (Reverse(range.size), range.first));
    all
}

fn address_range(range: &KnownRange<'_>, plan: &AddressPlan<'_>) -> AddressRange {
    let (kind, name) = match range.kind {
        ranges::RangeKind::VNet => (RangeKind::Vnet, None),
        ranges::RangeKind::Service => (RangeKind::ServiceCidr, None),
        ranges::RangeKind::Pod => (RangeKind::PodCidr, None),
        ranges::RangeKind::Subnet(subnet) => {
            let is = |other: &Subnet| std::ptr::eq(other, subnet);
            let kind = if plan.subnets.iter().any(|planned| is(planned.room.subnet)) {
                RangeKind::Subnet
            } else if plan
                .pod_subnets
                .iter()
                .any(|planned| is(planned.room.subnet))
            {
                RangeKind::PodSubnet
            } else {
                RangeKind::OtherSubnet
            };
            (kind, subnet.name.as_ref().and_then(Located::known).cloned())
        }
    };
    AddressRange {
        kind,
        name,
        range: range.network.to_string(),
        is_default: range.is_default,
        first: u64::from(u32::from(range.network.network())),
        size: cidr::size(range.network),
    }
}

impl RangePlan {
    /// The addresses that the headroom is reckoned with: those of an upgrade, or in a pod subnet
    /// those of full nodes where these are more.
    pub(crate) fn planned(&self) -> u64 {
        let supply = i64::try_from(self.supply).unwrap_or(i64::MAX);
        u64::try_from(supply.saturating_sub(self.headroom)).unwrap_or(0)
    }

    /// What to call it: `subnet workers 10.240.0.0/22`.
    pub(crate) fn title(&self) -> String {
        let kind = self.kind.title();
        if self.name == self.range {
            format!("{kind} {}", self.range)
        } else {
            format!("{kind} {} {}", self.name, self.range)
        }
    }
}

/// The supply of a range, written out: `256 - 5 reserved by Azure - 12 in use = 239`.
pub(crate) fn supply_sum(plan: &RangePlan) -> String {
    let reserved = plan.size - plan.in_use.min(plan.size) - plan.supply.min(plan.size);
    let mut sum = number(plan.size);
    if reserved > 0 {
        sum.push_str(&format!(" - {} reserved by Azure", number(reserved)));
    }
    if plan.in_use > 0 {
        sum.push_str(&format!(" - {} in use", number(plan.in_use)));
    }
    if reserved + plan.in_use > 0 {
        sum.push_str(&format!(" = {}", number(plan.supply)));
    }
    sum
}
