//! Capacity of subnets and the form of ranges.

mod cidr_host_bits;
mod cidr_syntax;
mod max_pods_range;
mod subnet_capacity;
mod subnet_upgrade_headroom;

pub use cidr_host_bits::CidrHostBits;
pub use cidr_syntax::CidrSyntax;
pub use max_pods_range::MaxPodsRange;
pub use subnet_capacity::SubnetCapacity;
pub use subnet_upgrade_headroom::SubnetUpgradeHeadroom;

use crate::aks::address_plan::AddressModel;
use crate::finding::{Finding, Sink};
use crate::model::{Candidate, Cluster, Located, Provenance, Raw, Setting};
use crate::plan::{AddressPlan, Need, SubnetPlan};
use crate::rules::RuleMeta;
use crate::source::Place;
use crate::text::{any_of, count, number};

/// A range or address of a cluster, as it is written.
struct Written<'m> {
    /// What it is: `subnet`, `podCIDR`.
    what: &'m str,
    /// The text; not there where the value can never be a range.
    text: Result<&'m str, &'m str>,
    /// Where it stands.
    place: Place,
    /// Its bytes without quotes, where a fix may replace them.
    content: Option<Place>,
    /// Whether a single address is meant.
    is_address: bool,
}

/// Every range and address that the cluster's inputs hold.
fn written(cluster: &Cluster) -> Vec<Written<'_>> {
    let mut all: Vec<_> = cluster
        .ranges()
        .into_iter()
        .filter_map(|(what, range)| {
            Some(Written {
                what,
                text: Ok(range.known()?),
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
        Raw::Text(text) => Ok(text.as_str()),
        Raw::Shape(what) => Err(what.as_str()),
        Raw::Empty(_) => return None,
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
    for gap in &plan.gaps {
        sink.unresolved(rule.id, gap.place, &gap.unknown);
    }
}

/// Labels the origin of every number of a capacity finding: counts, max pods, surge.
fn label_numbers(mut finding: Finding, plan: &SubnetPlan<'_>, with_surge: bool) -> Finding {
    for pool in &plan.pools {
        let title = pool.pool.title();
        if let Some(nodes) = pool.pool.most_nodes() {
            let what = if pool.pool.max_count.is_some() {
                "at most "
            } else {
                ""
            };
            finding = finding.related(
                nodes.place,
                format!("{title}: {what}{}", count(pool.demand.nodes, "node")),
            );
        }
        if pool.model == AddressModel::NodesAndPods {
            let max_pods = &pool.pool.max_pods;
            let text = format!(
                "{} pods on each node{}",
                pool.demand.max_pods,
                max_pods.default_mark()
            );
            finding = finding.related(max_pods.place, text);
        }
        if with_surge && let Some(surge) = &pool.pool.max_surge {
            finding = finding.related(
                surge.place,
                format!("surge {}: {}", pool.surge, count(pool.demand.surge, "node")),
            );
        }
    }
    if let Some(in_use) = &plan.subnet.addresses_in_use {
        finding = finding.related(in_use.place, "addresses that others have");
    }
    finding
}

/// What would fit instead: `a /21 (2,043 addresses), or at most 2 nodes, or at most 21 max pods`.
fn what_would_fit(plan: &SubnetPlan<'_>, need: Need) -> String {
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
    format!("what would fit: {}", any_of(&ways))
}

/// The numbers of a capacity finding, for machines.
fn capacity_data(finding: Finding, plan: &SubnetPlan<'_>, need: Need) -> Finding {
    let needed = match need {
        Need::Creation => plan.creation_need(),
        Need::Upgrade => plan.upgrade_need(),
    };
    let mut finding = finding
        .data("needed", needed)
        .data("available", plan.supply)
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

/// How a subnet's supply comes about: `/24: 256 - 5 reserved by Azure - 12 in use = 239`.
fn supply_sum(plan: &SubnetPlan<'_>) -> String {
    let size = crate::aks::cidr::size(plan.range);
    let in_use = match plan.in_use {
        0 => String::new(),
        used => format!(" - {} in use", number(used)),
    };
    format!(
        "/{}: {} - {} reserved by Azure{in_use} = {} free",
        plan.range.prefix(),
        number(size),
        crate::aks::limits::RESERVED_ADDRESSES,
        number(plan.supply)
    )
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
