use crate::aks::OutboundType;
use crate::aks::limits::{DEFAULT_OUTBOUND_IPS, OUTBOUND_PORTS, OUTBOUND_PORTS_STEP};
use crate::model::{Cluster, Gap, Located};
use crate::plan::surge_of;
use crate::rules::Sink;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Checks `allocatedOutboundPorts` of the load balancer: it must be a multiple of 8 and at most 64,000.
    /// All nodes together must not need more ports than the outbound addresses have, which is 64,000 per
    /// address. Nodes are counted with `maxCount` and the surge of an upgrade.
    ///
    /// ## Why it is bad
    /// AKS rejects the cluster, the pool or the upgrade:
    /// InvalidLoadBalancerProfileAllocatedOutboundPorts.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// loadBalancerProfile: {managedOutboundIPs: 1, allocatedOutboundPorts: 8000}
    /// nodePools:
    ///   - {name: system, mode: System, count: 10}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// loadBalancerProfile: {managedOutboundIPs: 2, allocatedOutboundPorts: 8000}
    /// nodePools:
    ///   - {name: system, mode: System, count: 10}
    /// ```
    ///
    /// ## Source
    /// Support article *InvalidLoadBalancerProfileAllocatedOutboundPorts* (2026-08-10); the Azure command
    /// line 2.91.0.
    id: "outbound-ports",
    severity: Error,
    facts: limits,
    summary: "invalid number of outbound ports, or more than the load balancer has",
    check: WholeCluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let features = &cluster.features;
    let is_other = |own: &Located<OutboundType>| !own.is(&OutboundType::LoadBalancer);
    let Some(ports) = &features.outbound_ports else {
        return;
    };
    if features.outbound_type.as_ref().is_some_and(is_other) {
        return;
    }
    let Some(each) = out.need(ports).copied() else {
        return;
    };
    if !(0..=OUTBOUND_PORTS).contains(&each) || each % OUTBOUND_PORTS_STEP != 0 {
        let most = u64::try_from(OUTBOUND_PORTS).unwrap_or(0);
        out.report(
            ports.place,
            format!(
                "allocatedOutboundPorts is {each}; it must be a multiple of {OUTBOUND_PORTS_STEP} up to \
                 {}",
                number(most)
            ),
        )
        .label("AKS rejects this number")
        .help("use a multiple of 8, or 0 to leave it to AKS");
        return;
    }
    let ips = match &features.outbound_ips {
        None => DEFAULT_OUTBOUND_IPS,
        Some(ips) => match out.need(ips) {
            Some(ips) => *ips,
            None => return,
        },
    };
    let Some(nodes) = nodes(cluster, out) else {
        return;
    };
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    let needed = nodes.saturating_mul(whole(each));
    let available = whole(ips).saturating_mul(whole(OUTBOUND_PORTS));
    if needed <= available {
        return;
    }
    let enough = needed.div_ceil(whole(OUTBOUND_PORTS));
    let most = (available / nodes.max(1)) / 8 * 8;
    let finding = out
        .report(
            ports.place,
            format!(
                "{} x {} outbound ports = {}; {} provide {}",
                count(nodes, "node"),
                number(whole(each)),
                number(needed),
                count(whole(ips), "outbound address"),
                number(available)
            ),
        )
        .label(format!("{} ports per node", number(whole(each))))
        .help(format!(
            "any one of these fixes it: managedOutboundIPs: {enough}, or allocatedOutboundPorts: {most}"
        ))
        .data("needed", needed)
        .data("available", available);
    if let Some(ips) = &features.outbound_ips {
        finding.related(ips.place, "outbound addresses");
    }
}

/// The nodes of all pools during an upgrade.
fn nodes(cluster: &Cluster, out: &mut Sink) -> Option<u64> {
    let mut all: u64 = 0;
    for pool in &cluster.pools {
        let not_given = || Gap::not_given(pool.place, "the number of nodes");
        let own = out.known(pool.max_nodes().ok_or_else(not_given))?;
        let own = u64::try_from(*out.need(own)?).ok()?;
        let surge = out.known(surge_of(cluster, pool))?;
        all = all.saturating_add(own).saturating_add(surge.nodes(own));
    }
    Some(all)
}
