use crate::aks::cidr;
use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pod or service range that is not private: outside of RFC 1918 (10.0.0.0/8,
    /// 172.16.0.0/12, 192.168.0.0/16) and RFC 6598 (100.64.0.0/10).
    ///
    /// ## Why it is bad
    /// Pods cannot reach the hosts on the internet that own these addresses. Azure accepts such ranges
    /// but does not support them.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPluginMode: overlay, podCidr: 20.0.0.0/16}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPluginMode: overlay, podCidr: 10.244.0.0/16}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay (2026-07-31); RFC 1918;
    /// RFC 6598.
    id: "network-range-public",
    severity: Warning,
    facts: limits,
    summary: "public pod or service range",
    check: Addresses(check),
}

fn check(_: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let service = out.known(plan.ranges.service.as_ref());
    let pods = out
        .known(plan.ranges.pods.as_ref())
        .and_then(Option::as_ref);
    for range in service.into_iter().chain(pods) {
        if cidr::is_private(range.network) {
            continue;
        }
        out.report(range.place, format!("{range} is not a private range"))
            .label("public addresses")
            .help("use a range in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10");
    }
}
