use super::ranges::{MAX_RANGES_SHOWN, covers_vnet, help_to_move, label_to_move};
use crate::aks::NetworkPlugin;
use crate::finding::{Finding, Severity};
use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::plan::ranges::KnownRange;
use crate::rules::Sink;
use crate::text::count;

rule! {
    /// ## What it does
    /// Reports ranges that overlap: the service range with any subnet of the VNet; the pod range of
    /// kubenet and overlay with the service range, a subnet or the VNet; subnets with each other.
    /// A range that is not set has AKS's default: 10.0.0.0/16 for services, 10.244.0.0/16 for pods.
    ///
    /// A pod range that is inside the VNet but overlaps no listed subnet is only a warning: AKS accepts
    /// it, but pods cannot reach machines in the VNet with these addresses. With plugin none, the pod
    /// range is compared only with the service range.
    ///
    /// ## Why it is bad
    /// AKS rejects the cluster: ServiceCidrOverlapExistingSubnetsCidr (again at every upgrade),
    /// PodCidrOverlapServiceCidr, PodCidrOverlapExistingSubnetsCidr. Azure rejects subnets that overlap
    /// with NetcfgSubnetRangesOverlap. Later the ranges can only grow: the service range by ServiceCIDR
    /// objects from Kubernetes 1.33, the pod range of overlay without Windows pools. Move them to a private range that neither the
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
    /// codes; for the VNet with overlay the release notes of AKS, 2024-10-25.
    id: "cidr-overlap",
    severity: Error,
    fix: Sometimes,
    facts: limits,
    summary: "service, pod or subnet ranges that overlap",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let subnets = out.all_known(&plan.ranges.subnets);
    let service = out.known(plan.ranges.service.as_ref());
    let pods = out
        .known(plan.ranges.pods.as_ref())
        .and_then(Option::as_ref);
    if let Some(service) = service {
        service_with_subnets(cluster, plan, service, out);
    }
    if let Some(pods) = pods {
        if let Some(service) = service.filter(|service| service.network.overlaps(pods.network)) {
            report(
                cluster,
                plan,
                pods,
                &[*service],
                "PodCidrOverlapServiceCidr",
                out,
            );
        }
        let on = overlapping(pods, subnets);
        if cluster.network.plugin.is(&NetworkPlugin::None) {
            // The nodes' own plugin decides what else the range may overlap.
        } else if on.is_empty() {
            pods_with_vnet(cluster, plan, pods, out);
        } else {
            report(
                cluster,
                plan,
                pods,
                &on,
                "PodCidrOverlapExistingSubnetsCidr",
                out,
            );
        }
    }
    subnets_with_each_other(subnets, out);
}

fn service_with_subnets(
    cluster: &Cluster,
    plan: &AddressPlan<'_>,
    service: &KnownRange<'_>,
    out: &mut Sink,
) {
    let code = "ServiceCidrOverlapExistingSubnetsCidr";
    let on = overlapping(service, &plan.ranges.subnets.known);
    let vnet = &plan.ranges.vnet.known;
    if !on.is_empty() {
        report(cluster, plan, service, &on, code, out);
    } else if covers_vnet(plan, service) {
        report(cluster, plan, service, vnet, code, out).message(format!(
            "{service} covers all of {}, so every subnet overlaps it",
            vnet.first().map_or_else(String::new, ToString::to_string)
        ));
    }
}

fn pods_with_vnet(
    cluster: &Cluster,
    plan: &AddressPlan<'_>,
    pods: &KnownRange<'_>,
    out: &mut Sink,
) {
    let on = overlapping(pods, out.all_known(&plan.ranges.vnet));
    if on.is_empty() {
        return;
    }
    let finding = overlap(pods, &on, None, out);
    let label = "AKS accepts this, but pods cannot reach machines there".to_owned();
    finding
        .label(label_to_move(cluster, pods, label))
        .severity(Severity::Warning);
    help_to_move(finding, cluster, plan, pods);
}

fn overlapping<'m>(range: &KnownRange<'_>, others: &[KnownRange<'m>]) -> Vec<KnownRange<'m>> {
    let overlaps = |other: &&KnownRange<'_>| other.network.overlaps(range.network);
    others.iter().filter(overlaps).copied().collect()
}

/// Reports a service or pod range: it can be changed more easily than a subnet.
fn report<'s>(
    cluster: &Cluster,
    plan: &AddressPlan<'_>,
    range: &KnownRange<'_>,
    others: &[KnownRange<'_>],
    code: &'static str,
    out: &'s mut Sink,
) -> &'s mut Finding {
    let finding = overlap(range, others, Some(code), out);
    finding.label(label_to_move(
        cluster,
        range,
        format!("AKS rejects this: {code}"),
    ));
    help_to_move(finding, cluster, plan, range);
    finding
}

fn overlap<'s>(
    range: &KnownRange<'_>,
    others: &[KnownRange<'_>],
    code: Option<&'static str>,
    out: &'s mut Sink,
) -> &'s mut Finding {
    let first = others.first().map_or_else(String::new, ToString::to_string);
    let others_title = match others.len().saturating_sub(1) {
        0 => first,
        more => format!("{first} and {}", count(more as u64, "other range")),
    };
    let message = format!("{range} overlaps {others_title}");
    let finding = out
        .report(range.place, message)
        .data("range", range.network.to_string())
        .data("overlaps", others.len());
    if let Some(code) = code {
        finding.data("errorCode", code);
    }
    for other in others.iter().take(MAX_RANGES_SHOWN) {
        finding.related(other.place, other.to_string());
    }
    finding
}

/// Two ranges are either nested or disjoint: sorted, those within a wide range follow it. Reports each
/// wide range once, whatever the number of ranges in it.
fn subnets_with_each_other(subnets: &[KnownRange<'_>], out: &mut Sink) {
    let mut sorted: Vec<_> = subnets.to_vec();
    sorted.sort_by_key(|range| (range.network.network(), range.network.prefix()));
    for (wide, within) in by_wide(sorted) {
        overlap(&wide, &within, Some("NetcfgSubnetRangesOverlap"), out)
            .label("Azure rejects this: NetcfgSubnetRangesOverlap")
            .help("give each subnet its own range");
    }
}

/// Groups sorted ranges: each wide range with those in it.
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
