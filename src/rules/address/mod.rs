//! Capacity of subnets and the form of ranges.

mod cidr_host_bits;
mod cidr_overlap;
mod cidr_reserved;
mod cidr_syntax;
mod dns_service_ip;
mod kubenet_node_limit;
mod max_pods_range;
mod node_limit;
mod nodes;
mod pod_cidr_capacity;
mod pod_cidr_unused;
mod pod_subnet_capacity;
mod pod_subnet_plugin;
mod pool_min_pods;
mod service_cidr_in_vnet;
mod service_cidr_size;
mod subnet_capacity;
mod subnet_name;
mod subnet_outside_vnet;
mod subnet_partial;
mod subnet_unknown;
mod subnet_upgrade_headroom;

use ipnetwork::Ipv4Network;

pub(crate) use cidr_host_bits::CidrHostBits;
pub(crate) use cidr_overlap::CidrOverlap;
pub(crate) use cidr_reserved::CidrReserved;
pub(crate) use cidr_syntax::CidrSyntax;
pub(crate) use dns_service_ip::DnsServiceIp;
pub(crate) use kubenet_node_limit::KubenetNodeLimit;
pub(crate) use max_pods_range::MaxPodsRange;
pub(crate) use node_limit::NodeLimit;
pub(crate) use pod_cidr_capacity::PodCidrCapacity;
pub(crate) use pod_cidr_unused::PodCidrUnused;
pub(crate) use pod_subnet_capacity::PodSubnetCapacity;
pub(crate) use pod_subnet_plugin::PodSubnetPlugin;
pub(crate) use pool_min_pods::PoolMinPods;
pub(crate) use service_cidr_in_vnet::ServiceCidrInVnet;
pub(crate) use service_cidr_size::ServiceCidrSize;
pub(crate) use subnet_capacity::SubnetCapacity;
pub(crate) use subnet_name::SubnetName;
pub(crate) use subnet_outside_vnet::SubnetOutsideVnet;
pub(crate) use subnet_partial::SubnetPartial;
pub(crate) use subnet_unknown::SubnetUnknown;
pub(crate) use subnet_upgrade_headroom::SubnetUpgradeHeadroom;

use crate::aks::address_plan::AddressModel;
use crate::aks::cidr;
use crate::aks::limits::DEFAULT_DNS_LAST_OCTET;
use crate::finding::{Finding, Sink};
use crate::model::{Address, Candidate, Cidr, Cluster, Located, Provenance, Raw, Setting};
use crate::plan::ranges::{KnownRange, RangeKind, Ranges};
use crate::plan::{AddressPlan, Gap, MAX_POOLS_SHOWN, Need, PoolPlan, SubnetPlan};
use crate::rules::declare::RuleMeta;
use crate::source::Place;
use crate::text::{any_of, count, number};

/// A range or address of a cluster, as it is written.
struct Written<'m> {
    /// What it is: `subnet`, `podCIDR`.
    what: &'m str,
    /// The text.
    text: Text<'m>,
    /// Where it stands.
    place: Place,
    /// Its bytes without quotes, where a fix may replace them.
    content: Option<Place>,
    /// Whether a single address is meant.
    is_address: bool,
}

/// The text of a range or an address.
enum Text<'m> {
    Range(&'m Cidr),
    Address(&'m Address),
    /// A value that can never be one: `a list`.
    Shape(&'m str),
}

/// Every range and address that the cluster's inputs hold.
fn written(cluster: &Cluster) -> Vec<Written<'_>> {
    let mut all: Vec<_> = cluster
        .ranges()
        .into_iter()
        .filter_map(|(what, range)| {
            Some(Written {
                what,
                text: Text::Range(range.known()?),
                place: range.place,
                content: (range.provenance == Provenance::Written).then_some(range.place),
                is_address: false,
            })
        })
        .collect();
    all.extend(cluster.network.candidates.iter().filter_map(candidate));
    all
}

fn candidate(candidate: &Candidate) -> Option<Written<'_>> {
    let text = match candidate.value.known()? {
        Raw::Range(range) => Text::Range(range),
        Raw::Address(address) => Text::Address(address),
        Raw::Shape(what) => Text::Shape(what),
        Raw::Text(_) | Raw::Empty(_) => return None,
    };
    candidate.setting.is_address().then_some(Written {
        what: &candidate.key,
        text,
        place: candidate.value.place,
        content: candidate.content,
        is_address: candidate.setting == Setting::DnsServiceIp,
    })
}

/// Records for a rule what keeps subnets from being planned.
fn record_gaps(plan: &AddressPlan<'_>, rule: &RuleMeta, sink: &mut Sink) {
    record(&plan.gaps, rule, sink);
}

/// Records for a rule what is not known.
fn record(gaps: &[Gap], rule: &RuleMeta, sink: &mut Sink) {
    for gap in gaps {
        sink.unresolved(rule.id, gap.place, &gap.unknown);
    }
}

/// What a rule needs; records that it is not known.
fn known<T: Clone>(read: &Result<T, Gap>, rule: &RuleMeta, sink: &mut Sink) -> Option<T> {
    let known = read.as_ref();
    known
        .map_err(|gap| record(std::slice::from_ref(gap), rule, sink))
        .ok()
        .cloned()
}

/// The ranges that are known of those that a rule needs; records the others.
fn all_known<'a, 'm>(
    ranges: &'a Ranges<'m>,
    rule: &RuleMeta,
    sink: &mut Sink,
) -> &'a [KnownRange<'m>] {
    record(&ranges.gaps, rule, sink);
    &ranges.known
}

/// The setting that gives a range.
fn setting_of(kind: RangeKind<'_>) -> Option<Setting> {
    match kind {
        RangeKind::Service => Some(Setting::ServiceCidr),
        RangeKind::Pod => Some(Setting::PodCidr),
        RangeKind::VNet | RangeKind::Subnet(_) => None,
    }
}

/// The key under which a setting is written, or would be in a cluster file.
fn key_of(cluster: &Cluster, setting: Setting) -> &str {
    cluster
        .network
        .strongest(setting)
        .map_or(setting.key(), |candidate| candidate.key.as_str())
}

/// Adds what to set in place of a service or pod range that has to move.
fn help_to_move(
    finding: Finding,
    cluster: &Cluster,
    plan: &AddressPlan<'_>,
    range: &KnownRange<'_>,
) -> Finding {
    let Some(setting) = setting_of(range.kind) else {
        return finding;
    };
    let key = key_of(cluster, setting);
    let Some(free) = plan.ranges.free(range) else {
        return finding.help(format!("set {key} to a range that nothing else has"));
    };
    let dns = &cluster.network.dns_service_ip;
    let own_dns = setting == Setting::ServiceCidr && matches!(dns.known(), Some(Some(_)));
    let tenth = free.nth(u32::from(DEFAULT_DNS_LAST_OCTET));
    let dns = match tenth.filter(|_| own_dns) {
        Some(address) => format!(" and {}: {address}", key_of(cluster, Setting::DnsServiceIp)),
        None => String::new(),
    };
    finding
        .help(format!("set {key}: {free}{dns}, which nothing listed has"))
        .data("suggestedRange", free.to_string())
}

/// What to say at a service or pod range that has to move.
fn label_to_move(cluster: &Cluster, range: &KnownRange<'_>, otherwise: String) -> String {
    match setting_of(range.kind) {
        Some(setting) if range.is_default => format!(
            "no {} is set: AKS takes {}",
            key_of(cluster, setting),
            range.network
        ),
        _ => otherwise,
    }
}

/// Whether the service range covers the whole VNet, so that every subnet of it must overlap.
fn covers_vnet(plan: &AddressPlan<'_>, service: &KnownRange<'_>) -> bool {
    let vnet = &plan.ranges.vnet;
    vnet.gaps.is_empty()
        && (vnet.known.iter()).all(|vnet| vnet.network.is_subnet_of(service.network))
}

/// Labels the nodes of a pool.
fn label_nodes(finding: Finding, plan: &PoolPlan<'_>) -> Finding {
    let Some(nodes) = plan.pool.most_nodes() else {
        return finding;
    };
    let what = match plan.pool.max_count {
        Some(_) => "at most ",
        None => "",
    };
    let title = plan.pool.title();
    finding.related(
        nodes.place,
        format!("{title}: {what}{}", count(plan.demand.nodes, "node")),
    )
}

/// Labels the surge of a pool, where it is written.
fn label_surge(finding: Finding, plan: &PoolPlan<'_>) -> Finding {
    match &plan.pool.max_surge {
        Some(surge) => finding.related(
            surge.place,
            format!("surge {}: {}", plan.surge, count(plan.demand.surge, "node")),
        ),
        None => finding,
    }
}

/// Labels the origin of every number of a capacity finding: counts, max pods, surge.
fn label_numbers(mut finding: Finding, plan: &SubnetPlan<'_>, with_surge: bool) -> Finding {
    for pool in plan.pools.iter().take(MAX_POOLS_SHOWN) {
        finding = label_nodes(finding, pool);
        if pool.model == AddressModel::NodesAndPods {
            let max_pods = &pool.pool.max_pods;
            let text = format!(
                "{} pods on each node{}",
                pool.demand.max_pods,
                max_pods.default_mark()
            );
            finding = finding.related(max_pods.place, text);
        }
        if with_surge {
            finding = label_surge(finding, pool);
        }
    }
    if let Some(in_use) = &plan.room.subnet.addresses_in_use {
        finding = finding.related(in_use.place, "addresses that others have");
    }
    finding
}

/// The end of a capacity message: the smallest subnet for a need.
fn would_hold(plan: &SubnetPlan<'_>, total: u64) -> String {
    let smallest = plan.smallest(total);
    smallest.map_or(String::new(), |(prefix, _)| {
        format!("; a /{prefix} would hold them")
    })
}

/// What would fit instead: `a /21 (2,043 addresses), or at most 2 nodes, or at most 21 max pods`.
fn what_would_fit(all: &AddressPlan<'_>, plan: &SubnetPlan<'_>, need: Need) -> String {
    let total = match need {
        Need::Creation => plan.creation_need(),
        Need::Upgrade => plan.upgrade_need(),
    };
    let mut ways = Vec::new();
    if let Some((prefix, supply)) = plan.smallest(total) {
        let mut way = format!("a /{prefix} ({} addresses)", number(supply));
        if need == Need::Creation
            && let Some((roomy, supply)) = plan.smallest(plan.upgrade_need())
            && roomy < prefix
        {
            way.push_str(&format!(
                ", better a /{roomy} ({}) with room for the upgrade's surge",
                number(supply)
            ));
        }
        ways.push(way);
    }
    let pool = plan.greatest();
    let of = |title: &str| match plan.pools.len() {
        1 => String::new(),
        _ => format!(" in {title}"),
    };
    if let Some(pool) = pool {
        let title = pool.pool.title();
        if let Some(nodes) = plan.largest_count(pool, need) {
            ways.push(format!("at most {}{}", count(nodes, "node"), of(&title)));
        }
        if let Some(max_pods) = plan.largest_max_pods(pool, need) {
            ways.push(format!("at most {max_pods} max pods{}", of(&title)));
        }
    }
    let ways: Vec<_> = ways.iter().map(String::as_str).collect();
    let hindrance = plan
        .smallest(total)
        .and_then(|(prefix, _)| hindrance(all, plan, prefix));
    match (ways.as_slice(), hindrance) {
        ([], _) => {
            "what would fit: fewer nodes, or pods that take no address of the subnet".to_owned()
        }
        (ways, None) => format!("what would fit: {}", any_of(ways)),
        (ways, Some(hindrance)) => format!("what would fit: {}; {hindrance}", any_of(ways)),
    }
}

/// Why a subnet cannot simply be widened to a prefix: the VNet ends, or another subnet is there.
fn hindrance(all: &AddressPlan<'_>, plan: &SubnetPlan<'_>, prefix: u8) -> Option<String> {
    let widened = cidr::cleared(Ipv4Network::new(plan.room.range.network(), prefix).ok()?);
    let vnet = &all.ranges.vnet.known;
    let vnets: Vec<_> = vnet.iter().map(|range| range.network).collect();
    if !vnets.is_empty() && vnets.iter().all(|vnet| vnet.prefix() > prefix) {
        return Some(format!("the VNet has no room for a /{prefix}"));
    }
    if !vnets.is_empty() && !vnets.iter().any(|vnet| widened.is_subnet_of(*vnet)) {
        return Some(format!(
            "{widened} would leave the VNet: make it a new subnet"
        ));
    }
    let other = (all.ranges.subnets.known)
        .iter()
        .find(|other| other.network != plan.room.range && other.network.overlaps(widened))?;
    Some(format!(
        "{} is in the way: make it a new subnet",
        other.title()
    ))
}

/// The numbers of a capacity finding, for machines.
fn capacity_data(finding: Finding, plan: &SubnetPlan<'_>, need: Need) -> Finding {
    let needed = match need {
        Need::Creation => plan.creation_need(),
        Need::Upgrade => plan.upgrade_need(),
    };
    let mut finding = finding
        .data("needed", needed)
        .data("available", plan.room.supply)
        .data("nodesTimesMaxPods", plan.nodes_times_max_pods());
    if need == Need::Creation {
        finding = finding.data("upgradeNeeded", plan.upgrade_need());
    }
    if let Some((prefix, _)) = plan.smallest(needed) {
        finding = finding.data("suggestedPrefix", prefix);
    }
    if let Some(pool) = plan.greatest() {
        if let Some(nodes) = plan.largest_count(pool, need) {
            finding = finding.data("largestCount", nodes);
        }
        if let Some(max_pods) = plan.largest_max_pods(pool, need) {
            finding = finding.data("largestMaxPods", max_pods);
        }
    }
    finding
}

/// Max pods as the packs give them, or as a pool gives them: each place once.
fn all_max_pods(cluster: &Cluster) -> Vec<(Option<String>, &Located<i64>)> {
    let pack = cluster.pack_max_pods.as_ref().map(|pods| (None, pods));
    let pools = cluster
        .pools
        .iter()
        .filter(|pool| {
            cluster
                .pack_max_pods
                .as_ref()
                .is_none_or(|pack| pack.place != pool.max_pods.place)
        })
        .map(|pool| (Some(pool.title()), &pool.max_pods));
    pack.into_iter().chain(pools).collect()
}
