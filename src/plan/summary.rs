//! A cluster's address plan as plain numbers and words, for the summary and `packlint plan`.

use std::cmp::Reverse;

use super::ranges::{KnownRange, RangeKind};
use super::{AddressPlan, Capacity, NodeSubnetPlan, PodCidrPlan, PodSubnetPlan, Sum};
use crate::aks::address_plan::Need;
use crate::aks::cidr;
use crate::model::{Cluster, Setting, Unknown};
use crate::source::Place;
use crate::text::short;

impl RangeKind {
    /// Its name in reports.
    pub(crate) fn title(self) -> &'static str {
        match self {
            RangeKind::VNet => "VNet",
            RangeKind::NodeSubnet => "subnet",
            RangeKind::OtherSubnet => "other subnet",
            RangeKind::PodSubnet => "pod subnet",
            RangeKind::PodCidr => "pod CIDR",
            RangeKind::ServiceCidr => "service CIDR",
        }
    }
}

/// A range of addresses.
#[derive(Clone, Debug)]
pub(crate) struct AddressRange {
    pub(crate) kind: RangeKind,
    /// A subnet's name.
    pub(crate) name: Option<String>,
    /// Without host bits.
    pub(crate) range: String,
    /// Whether it is AKS's default.
    pub(crate) is_default: bool,
    /// The first address, as a number.
    pub(crate) first: u64,
    pub(crate) size: u64,
}

/// The changes that make the plan fit if everything else stays as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct WouldFit {
    /// The prefix length of the smallest range.
    pub(crate) smallest_prefix: Option<u8>,
    /// The pool with the greatest need, which the next two numbers are for.
    pub(crate) pool: Option<String>,
    /// The most nodes of that pool.
    pub(crate) largest_count: Option<u64>,
    /// The most pods per node of that pool.
    pub(crate) largest_max_pods: Option<u64>,
    /// What the nodes alone would need with Azure CNI Overlay, if pods have addresses of the subnet.
    pub(crate) with_overlay: Option<u64>,
}

/// The plan of one range that nodes or pods get addresses from.
#[derive(Clone, Debug)]
pub(crate) struct RangePlan {
    pub(crate) kind: RangeKind,
    /// Its name, or its range.
    pub(crate) name: String,
    /// Without host bits.
    pub(crate) range: String,
    /// Where the range is written; `None` for a default.
    pub(crate) place: Option<Place>,
    pub(crate) capacity: Capacity,
    pub(crate) creation: Sum,
    pub(crate) upgrade: Sum,
    pub(crate) full_density: Sum,
    /// The need that the headroom is computed with: an upgrade's, or in a pod subnet that of full
    /// nodes if it is greater.
    pub(crate) planned: Need,
    pub(crate) would_fit: WouldFit,
}

/// The address space of a cluster.
#[derive(Clone, Debug, Default)]
pub(crate) struct AddressReport {
    pub(crate) plans: Vec<RangePlan>,
    /// All known ranges, the largest first.
    pub(crate) ranges: Vec<AddressRange>,
    /// Why other ranges have no plan, each reason once.
    pub(crate) gaps: Vec<String>,
    /// The network in words: `Azure CNI, overlay; policy calico`.
    pub(crate) network: String,
}

impl AddressReport {
    pub(crate) fn new(cluster: &Cluster, plan: &AddressPlan<'_>) -> Self {
        let pod_cidr = plan.pod_cidr.as_ref();
        let (pod_cidr, pod_cidr_gaps) = match pod_cidr {
            Ok(plan) => (plan.as_ref(), &[][..]),
            Err(gaps) => (None, gaps.as_slice()),
        };
        let gaps = [&plan.node_subnets.gaps, &plan.pod_subnets.gaps];
        let gaps = gaps.into_iter().flatten().chain(pod_cidr_gaps);
        let gaps = gaps.filter(|gap| gap.unknown != Unknown::Invalid);
        let mut gaps: Vec<_> = gaps.map(|gap| gap.unknown.reason()).collect();
        gaps.sort();
        gaps.dedup();
        let plans = plan.node_subnets.known.iter().map(node_subnet_plan);
        let plans = plans.chain(plan.pod_subnets.known.iter().map(pod_subnet_plan));
        AddressReport {
            plans: plans.chain(pod_cidr.map(pod_cidr_plan)).collect(),
            ranges: all_ranges(plan),
            gaps,
            network: network(cluster),
        }
    }
}

impl RangePlan {
    fn new(
        range: &KnownRange<'_>,
        capacity: Capacity,
        planned: Need,
        sum: impl Fn(Need) -> Sum,
    ) -> Self {
        let network = range.network.to_string();
        RangePlan {
            kind: range.kind,
            name: range.subnet.map_or_else(
                || network.clone(),
                |subnet| short(subnet.title()).into_owned(),
            ),
            range: network,
            place: (!range.is_default).then_some(range.place),
            capacity,
            planned,
            creation: sum(Need::Creation),
            upgrade: sum(Need::Upgrade),
            full_density: sum(Need::FullDensity),
            would_fit: WouldFit::default(),
        }
    }
}

fn node_subnet_plan(plan: &NodeSubnetPlan<'_>) -> RangePlan {
    let greatest = plan.greatest();
    let planned = Need::Upgrade;
    let sum = |need| plan.sum(need);
    RangePlan {
        would_fit: WouldFit {
            smallest_prefix: plan.smallest(planned).map(|(prefix, _)| prefix),
            pool: greatest.map(|pool| pool.pool.to_string()),
            largest_count: greatest.and_then(|pool| plan.largest_count(pool, planned)),
            largest_max_pods: greatest.and_then(|pool| plan.largest_max_pods(pool, planned)),
            with_overlay: plan.need_with_overlay(),
        },
        ..RangePlan::new(&plan.range, plan.capacity, planned, sum)
    }
}

fn pod_subnet_plan(plan: &PodSubnetPlan<'_>) -> RangePlan {
    let greatest = plan.greatest();
    // What full nodes need counts too: addresses are given out as pods come.
    let planned = match plan.need(Need::FullDensity) > plan.need(Need::Upgrade) {
        true => Need::FullDensity,
        false => Need::Upgrade,
    };
    let sum = |need| plan.sum(need);
    RangePlan {
        would_fit: WouldFit {
            smallest_prefix: plan.smallest(planned).map(|(prefix, _)| prefix),
            pool: greatest.map(|pool| pool.plan.pool.to_string()),
            largest_count: greatest.and_then(|pool| plan.largest_count(pool, planned)),
            ..WouldFit::default()
        },
        ..RangePlan::new(&plan.range, plan.capacity, planned, sum)
    }
}

fn pod_cidr_plan(plan: &PodCidrPlan<'_>) -> RangePlan {
    let planned = Need::Upgrade;
    let sum = |need| plan.sum(need);
    RangePlan {
        would_fit: WouldFit {
            smallest_prefix: plan.smallest(planned),
            pool: plan.greatest().map(|pool| pool.pool.to_string()),
            largest_count: plan.largest_count(),
            ..WouldFit::default()
        },
        ..RangePlan::new(&plan.range, plan.capacity, planned, sum)
    }
}

/// The network in words, as far as it is known.
fn network(cluster: &Cluster) -> String {
    let network = &cluster.network;
    let word = |setting: Setting, text: &str, is_default: bool| {
        let mark = if is_default { " (default)" } else { "" };
        format!("{} {text}{mark}", setting.key())
    };
    let mut words = Vec::new();
    if let Some(plugin) = network.plugin.known() {
        words.push(word(
            Setting::Plugin,
            plugin.name(),
            network.plugin.is_default(),
        ));
    }
    if let Some(Some(mode)) = network.mode.known() {
        words.push(word(Setting::Mode, mode.name(), false));
    }
    if let Some(dataplane) = network
        .dataplane
        .known()
        .filter(|_| !network.dataplane.is_default())
    {
        words.push(word(Setting::Dataplane, dataplane.name(), false));
    }
    if let Some(Some(policy)) = network.policy.known() {
        words.push(word(Setting::Policy, policy.name(), false));
    }
    words.join(", ")
}

/// All known ranges, the largest first, then by their address.
fn all_ranges(plan: &AddressPlan<'_>) -> Vec<AddressRange> {
    let range = |range: &KnownRange<'_>| AddressRange {
        kind: range.kind,
        name: (range.subnet)
            .and_then(|subnet| subnet.name.as_ref()?.known())
            .map(|name| short(name).into_owned()),
        range: range.network.to_string(),
        is_default: range.is_default,
        first: u64::from(u32::from(range.network.network())),
        size: cidr::size(range.network),
    };
    let mut all: Vec<_> = plan.ranges.known().map(range).collect();
    all.sort_by_key(|range| (Reverse(range.size), range.first));
    all
}

impl AddressRange {
    /// Its name in reports: `subnet workers`, `service CIDR (default)`.
    pub(crate) fn title(&self) -> String {
        let name = self.name.as_ref();
        let name = name.map_or(String::new(), |name| format!(" {name}"));
        let default = if self.is_default { " (default)" } else { "" };
        format!("{}{name}{default}", self.kind.title())
    }
}

impl RangePlan {
    /// The addresses of the planned need.
    pub(crate) fn needed(&self) -> u64 {
        match self.planned {
            Need::Creation => self.creation.total,
            Need::Upgrade => self.upgrade.total,
            Need::FullDensity => self.full_density.total,
        }
    }

    /// The addresses that the planned need leaves; negative if it does not fit.
    pub(crate) fn headroom(&self) -> i64 {
        self.capacity
            .supply
            .checked_signed_diff(self.needed())
            .unwrap_or(i64::MAX)
    }

    /// Its name in reports: `subnet workers 10.240.0.0/22`.
    pub(crate) fn title(&self) -> String {
        let kind = self.kind.title();
        if self.name == self.range {
            format!("{kind} {}", self.range)
        } else {
            format!("{kind} {} {}", self.name, self.range)
        }
    }
}
