use super::{all_known, help_to_move, known, label_to_move};
use crate::aks::NetworkPlugin;
use crate::finding::{Finding, Severity, Sink};
use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::plan::ranges::KnownRange;
use crate::rules::Context;
use crate::text::count;

rule! {
    /// ## What it does
    /// Reports ranges that overlap: the service range with a subnet of the VNet, used by the cluster
    /// or not; the pod range of kubenet and overlay with the service range, a subnet or the VNet;
    /// subnets with each other. A range that nobody sets is AKS's default, and counts: services
    /// 10.0.0.0/16, pods 10.244.0.0/16.
    ///
    /// With kubenet, a pod range within the VNet but on no listed subnet is only a warning: AKS
    /// takes it, and machines of the VNet with such addresses cannot be reached from pods.
    ///
    /// ## Why it is bad
    /// AKS refuses the cluster: ServiceCidrOverlapExistingSubnetsCidr (again at every upgrade),
    /// PodCidrOverlapServiceCidr, PodCidrOverlapExistingSubnetsCidr, NetworkProfileCIDROverlapVNET.
    /// Azure refuses subnets that overlap with NetcfgSubnetRangesOverlap. Neither the service range
    /// nor the pod range can be changed afterwards. Move them to a private range that neither the
    /// VNet has nor a peered or on-premises network, which packlint cannot see.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   addressSpace: [10.0.0.0/16]
    ///   subnets:
    ///     - {name: workers, cidr: 10.0.0.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {serviceCidr: 172.16.0.0/16}
    /// vnet:
    ///   addressSpace: [10.0.0.0/16]
    ///   subnets:
    ///     - {name: workers, cidr: 10.0.0.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// The support article on ServiceCidrOverlapExistingSubnetsCidr (2026-09-25);
    /// learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay; the AKS service's error
    /// codes; for the VNet with overlay Azure/AKS-Construction#403.
    CidrOverlap {
        id: "cidr-overlap",
        group: Address,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "service, pod or subnet ranges overlap",
    }
}

/// So many of the ranges that a range overlaps are labelled; their number is in the message.
const LABELLED: usize = 4;

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let (Some(cluster), Some(plan)) = (cx.cluster, cx.plan) else {
        return;
    };
    let subnets = all_known(&plan.ranges.subnets, &META, sink);
    let service = known(&plan.ranges.service, &META, sink);
    let pods = known(&plan.ranges.pods, &META, sink).flatten();
    if let Some(service) = &service {
        service_with_subnets(cluster, plan, service, sink);
    }
    if let Some(pods) = &pods {
        if let Some(service) = service.filter(|service| service.network.overlaps(pods.network)) {
            sink.emit(moving(
                cluster,
                plan,
                pods,
                &[service],
                "PodCidrOverlapServiceCidr",
            ));
        }
        let on = overlapping(pods, subnets);
        if on.is_empty() {
            pods_with_vnet(cluster, plan, pods, sink);
        } else {
            sink.emit(moving(
                cluster,
                plan,
                pods,
                &on,
                "PodCidrOverlapExistingSubnetsCidr",
            ));
        }
    }
    subnets_with_each_other(subnets, sink);
}

fn service_with_subnets(
    cluster: &Cluster,
    plan: &AddressPlan<'_>,
    service: &KnownRange<'_>,
    sink: &mut Sink,
) {
    let code = "ServiceCidrOverlapExistingSubnetsCidr";
    let on = overlapping(service, &plan.ranges.subnets.known);
    if !on.is_empty() {
        sink.emit(moving(cluster, plan, service, &on, code));
        return;
    }
    let vnet = &plan.ranges.vnet.known;
    if super::covers_vnet(plan, service) {
        let finding = moving(cluster, plan, service, vnet, code);
        sink.emit(Finding {
            message: format!(
                "{} covers all of {}: no subnet can lie outside of it",
                service.title(),
                vnet.first().map_or_else(String::new, KnownRange::title)
            ),
            ..finding
        });
    }
}

fn pods_with_vnet(
    cluster: &Cluster,
    plan: &AddressPlan<'_>,
    pods: &KnownRange<'_>,
    sink: &mut Sink,
) {
    let vnet = all_known(&plan.ranges.vnet, &META, sink);
    let on = overlapping(pods, vnet);
    if on.is_empty() {
        return;
    }
    let finding = moving(cluster, plan, pods, &on, "NetworkProfileCIDROverlapVNET");
    if !cluster.network.plugin.is(&NetworkPlugin::Kubenet) {
        sink.emit(finding);
        return;
    }
    let mut finding = finding.label("AKS takes it with kubenet; pods cannot reach machines there");
    finding.severity = Severity::Warning;
    sink.emit(finding);
}

fn overlapping<'m>(range: &KnownRange<'_>, others: &[KnownRange<'m>]) -> Vec<KnownRange<'m>> {
    let overlaps = |other: &&KnownRange<'_>| other.network.overlaps(range.network);
    others.iter().filter(overlaps).copied().collect()
}

/// The finding about the service or pod range, which is the one to move: subnets are there first.
fn moving(
    cluster: &Cluster,
    plan: &AddressPlan<'_>,
    range: &KnownRange<'_>,
    others: &[KnownRange<'_>],
    code: &'static str,
) -> Finding {
    let mut finding = META
        .finding(
            range.place,
            format!("{} overlaps {}", range.title(), and_others(others)),
        )
        .label(label_to_move(cluster, range, format!("AKS answers {code}")))
        .data("range", range.network.to_string())
        .data("overlaps", others.len())
        .data("errorCode", code);
    for other in others.iter().take(LABELLED) {
        finding = finding.related(other.place, other.title());
    }
    help_to_move(finding, cluster, plan, range)
}

/// `subnet 'a' (10.0.0.0/24) and 3 others`.
fn and_others(ranges: &[KnownRange<'_>]) -> String {
    let first = ranges.first().map_or_else(String::new, KnownRange::title);
    match ranges.len().saturating_sub(1) {
        0 => first,
        more => format!("{first} and {}", count(more as u64, "other")),
    }
}

/// Ranges either lie in each other or apart: sorted, those within a wide one follow it. One finding
/// for each wide one, however many lie in it.
fn subnets_with_each_other(subnets: &[KnownRange<'_>], sink: &mut Sink) {
    let mut sorted: Vec<_> = subnets.to_vec();
    sorted.sort_by_key(|range| (range.network.network(), range.network.prefix()));
    for (wide, within) in by_wide(sorted) {
        let mut finding = META
            .finding(
                wide.place,
                format!("{} overlaps {}", wide.title(), and_others(&within)),
            )
            .label("Azure answers NetcfgSubnetRangesOverlap")
            .data("range", wide.network.to_string())
            .data("overlaps", within.len())
            .data("errorCode", "NetcfgSubnetRangesOverlap")
            .help("give each subnet a range of its own");
        for other in within.iter().take(LABELLED) {
            finding = finding.related(other.place, other.title());
        }
        sink.emit(finding);
    }
}

/// Sorted ranges by the wide ones that have others in them.
fn by_wide(sorted: Vec<KnownRange<'_>>) -> Vec<(KnownRange<'_>, Vec<KnownRange<'_>>)> {
    let mut groups: Vec<(KnownRange<'_>, Vec<KnownRange<'_>>)> = Vec::new();
    for range in sorted {
        match groups.last_mut() {
            Some((wide, within)) if wide.network.overlaps(range.network) => within.push(range),
            _ => groups.push((range, Vec::new())),
        }
    }
    groups.retain(|(_, within)| !within.is_empty());
    groups
}
