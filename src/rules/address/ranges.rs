//! What the rules about ranges share.

use crate::aks::limits::DEFAULT_DNS_LAST_OCTET;
use crate::finding::{Applicability, Finding};
use crate::model::{Address, Candidate, Cidr, Cluster, Provenance, Raw, Setting};
use crate::plan::AddressPlan;
use crate::plan::ranges::{KnownRange, RangeKind};
use crate::source::Place;

/// How many ranges a finding labels; the message has their number.
pub(super) const MAX_RANGES_SHOWN: usize = 4;

/// A range or address of a cluster, as it is written.
pub(super) struct Written<'m> {
    /// What it is: `subnet`, `podCIDR`.
    pub(super) what: &'m str,
    /// The text.
    pub(super) text: RangeText<'m>,
    /// Where it is written.
    pub(super) place: Place,
    /// Its bytes without quotes, where a fix may replace them.
    pub(super) content: Option<Place>,
    /// Whether a single address is meant.
    pub(super) is_address: bool,
}

/// The text of a range or an address.
pub(super) enum RangeText<'m> {
    Range(&'m Cidr),
    Address(&'m Address),
    /// A value that can never be one: `a list`.
    Shape(&'m str),
}

/// Every range and address in the cluster's inputs.
pub(super) fn written(cluster: &Cluster) -> Vec<Written<'_>> {
    let mut all: Vec<_> = cluster
        .ranges()
        .into_iter()
        .filter_map(|(what, range)| {
            Some(Written {
                what,
                text: RangeText::Range(range.known()?),
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
        Raw::Range(range) => RangeText::Range(range),
        Raw::Address(address) => RangeText::Address(address),
        Raw::Shape(what) => RangeText::Shape(what),
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

/// The setting that gives a range.
fn setting_of(kind: RangeKind) -> Option<Setting> {
    match kind {
        RangeKind::ServiceCidr => Some(Setting::ServiceCidr),
        RangeKind::PodCidr => Some(Setting::PodCidr),
        _ => None,
    }
}

/// The key under which a setting is written, or would be in a cluster file.
pub(super) fn key_of(cluster: &Cluster, setting: Setting) -> &str {
    cluster
        .network
        .in_effect(setting)
        .map_or(setting.key(), |candidate| candidate.key.as_str())
}

/// The bytes of the value of a setting that is in effect, where a fix may replace them.
pub(super) fn content(cluster: &Cluster, setting: Setting) -> Option<Place> {
    cluster.network.in_effect(setting)?.content
}

/// Adds the help for a service or pod range that has to change.
pub(super) fn help_to_move(
    finding: &mut Finding,
    cluster: &Cluster,
    plan: &AddressPlan<'_>,
    range: &KnownRange<'_>,
) {
    let Some(setting) = setting_of(range.kind) else {
        return;
    };
    let key = key_of(cluster, setting);
    let Some(free) = plan.ranges.free(range) else {
        finding.help(format!("set {key} to an unused range"));
        return;
    };
    let dns = &cluster.network.dns_service_ip;
    let own_dns = setting == Setting::ServiceCidr && matches!(dns.known(), Some(Some(_)));
    let tenth = free.nth(u32::from(DEFAULT_DNS_LAST_OCTET));
    let tenth = tenth.filter(|_| own_dns);
    let dns = match tenth {
        Some(address) => format!(" and {}: {address}", key_of(cluster, Setting::DnsServiceIp)),
        None => String::new(),
    };
    finding
        .help(format!(
            "set {key}: {free}{dns}; nothing in these files uses that range"
        ))
        .data("suggestedRange", free.to_string());
    let Some(place) = content(cluster, setting) else {
        return;
    };
    let dns_place = content(cluster, Setting::DnsServiceIp);
    match (tenth, dns_place) {
        (None, _) => finding.fix(Applicability::Unsafe, place, free.to_string()),
        (Some(address), Some(dns)) => finding
            .fix(Applicability::Unsafe, place, free.to_string())
            .also(dns, address.to_string()),
        // The range alone would leave the DNS service IP outside it.
        (Some(_), None) => finding,
    };
}

/// The label of a service or pod range that has to change.
pub(super) fn label_to_move(
    cluster: &Cluster,
    range: &KnownRange<'_>,
    otherwise: String,
) -> String {
    match setting_of(range.kind) {
        Some(setting) if range.is_default => format!(
            "{} is not set, so AKS uses {}",
            key_of(cluster, setting),
            range.network
        ),
        _ => otherwise,
    }
}

/// Whether the service range covers the whole VNet, so that every subnet of it must overlap.
pub(super) fn covers_vnet(plan: &AddressPlan<'_>, service: &KnownRange<'_>) -> bool {
    let vnet = &plan.ranges.vnet;
    vnet.gaps.is_empty()
        && (vnet.known.iter()).all(|vnet| vnet.network.is_subnet_of(service.network))
}
