use super::{all_known, help_to_move, known};
use crate::aks::{cidr, limits};
use crate::finding::{Finding, Sink};
use crate::plan::ranges::KnownRange;
use crate::rules::Context;
use crate::text::all_of;

rule! {
    /// ## What it does
    /// Reports a service, pod, VNet or subnet range that overlaps one of the ranges that AKS keeps
    /// for itself: 169.254.0.0/16, 172.30.0.0/16, 172.31.0.0/16 and 192.0.2.0/24. An overlap is
    /// enough: 172.16.0.0/12 contains two of them. A subnet in a VNet range that is reported is
    /// labelled there.
    ///
    /// ## Why it is bad
    /// AKS refuses the cluster, or its nodes cannot reach their own services. Neither the service
    /// range nor the pod range can be changed afterwards: choose another private range.
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
    /// learn.microsoft.com/azure/aks/concepts-network-cni-overview; Azure/AKS#2234;
    /// MicrosoftDocs/azure-aks-docs#447, where 172.30.0.0/16 was refused without Calico as well.
    CidrReserved {
        id: "cidr-reserved",
        group: Address,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a range overlaps one that AKS keeps for itself",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let (Some(cluster), Some(plan)) = (cx.cluster, cx.plan) else {
        return;
    };
    let vnet = all_known(&plan.ranges.vnet, &META, sink);
    let subnets = all_known(&plan.ranges.subnets, &META, sink);
    let service = known(&plan.ranges.service, &META, sink);
    let pods = known(&plan.ranges.pods, &META, sink).flatten();
    for range in service.iter().chain(&pods) {
        if let Some(finding) = reserved(range) {
            sink.emit(help_to_move(finding, cluster, plan, range));
        }
    }
    let mut wide: Vec<KnownRange<'_>> = Vec::new();
    for range in vnet {
        if let Some(finding) = reserved(range) {
            wide.push(*range);
            let within = subnets
                .iter()
                .filter(|subnet| subnet.network.overlaps(range.network))
                .filter(|subnet| cidr::reserved(subnet.network).is_some());
            let labelled = within.take(LABELLED).fold(finding, |finding, subnet| {
                finding.related(subnet.place, subnet.title())
            });
            sink.emit(labelled.help("give the VNet a range without them"));
        }
    }
    for subnet in subnets {
        let is_labelled = wide
            .iter()
            .any(|vnet| vnet.network.overlaps(subnet.network));
        if !is_labelled && let Some(finding) = reserved(subnet) {
            sink.emit(finding.help("give the subnet another range of the VNet"));
        }
    }
}

/// So many subnets of a VNet range are labelled.
const LABELLED: usize = 4;

fn reserved(range: &KnownRange<'_>) -> Option<Finding> {
    let reserved = cidr::reserved(range.network)?;
    let all = limits::RESERVED_RANGES.map(|range| range.to_string());
    let finding = META
        .finding(
            range.place,
            format!("{} overlaps {reserved}, which AKS keeps", range.title()),
        )
        .label(format!(
            "AKS keeps {}",
            all_of(&all.each_ref().map(String::as_str))
        ));
    Some(finding.data("reserved", reserved.to_string()))
}
