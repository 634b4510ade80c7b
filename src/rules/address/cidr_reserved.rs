use super::ranges::{MAX_RANGES_SHOWN, help_to_move};
use crate::aks::cidr::{self, Networks};
use crate::aks::limits;
use crate::finding::Finding;
use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::plan::ranges::KnownRange;
use crate::rules::Sink;
use crate::text::all_of;

rule! {
    /// ## What it does
    /// Reports a service, pod, VNet or subnet range that overlaps one of the ranges that AKS reserves:
    /// 169.254.0.0/16, 172.30.0.0/16, 172.31.0.0/16 and 192.0.2.0/24. A partial overlap is enough:
    /// 172.16.0.0/12 contains two of them. Subnets within a reported VNet range appear as labels of
    /// that finding.
    ///
    /// ## Why it is bad
    /// AKS rejects the cluster, whatever its network plugin. The ranges cannot be moved later: choose
    /// another private range.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {serviceCidr: 172.30.0.0/16}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {serviceCidr: 172.16.0.0/16}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-cni-overview (2026-07-10) and, for the plugin
    /// none, use-byo-cni (2026-04-16); Azure/AKS#2234;
    /// MicrosoftDocs/azure-aks-docs#447, where 172.30.0.0/16 was refused without Calico as well.
    id: "cidr-reserved",
    severity: Error,
    fix: Sometimes,
    facts: limits,
    summary: "range that overlaps one that AKS reserves",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let vnet = out.all_known(&plan.ranges.vnet);
    let subnets = out.all_known(&plan.ranges.subnets);
    let service = out.known(plan.ranges.service.as_ref());
    let pods = out
        .known(plan.ranges.pods.as_ref())
        .and_then(Option::as_ref);
    for range in service.into_iter().chain(pods) {
        if let Some(finding) = report(range, out) {
            help_to_move(finding, cluster, plan, range);
        }
    }
    let is_reserved = |range: &&KnownRange<'_>| cidr::reserved(range.network).is_some();
    for range in vnet {
        let is_listing = out.is_listing(range.place);
        let Some(finding) = report(range, out).filter(|_| is_listing) else {
            continue;
        };
        finding.help("choose a VNet range without reserved ranges");
        let within = subnets
            .iter()
            .filter(|subnet| subnet.network.overlaps(range.network));
        for subnet in within.filter(is_reserved).take(MAX_RANGES_SHOWN) {
            finding.related(subnet.place, subnet.to_string());
        }
    }
    let wide = Networks::new(vnet.iter().filter(is_reserved).map(|range| range.network));
    for subnet in subnets {
        if !wide.overlap(subnet.network)
            && let Some(finding) = report(subnet, out)
        {
            finding.help("choose another range of the VNet for the subnet");
        }
    }
}

fn report<'s>(range: &KnownRange<'_>, out: &'s mut Sink) -> Option<&'s mut Finding> {
    let reserved = cidr::reserved(range.network)?;
    let all = limits::RESERVED_RANGES.map(|range| range.to_string());
    let message = format!("{range} overlaps {reserved}, which AKS reserves");
    let finding = out.report(range.place, message);
    finding
        .label(format!("AKS reserves {}", all_of(&all)))
        .data("reserved", reserved.to_string());
    Some(finding)
}
