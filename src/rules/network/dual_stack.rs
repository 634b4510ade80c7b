use crate::aks::limits::DUAL_STACK_CILIUM_KUBERNETES;
use crate::aks::{Dataplane, IpFamily, NetworkPlugin, NetworkPolicy, PluginMode};
use crate::model::{Cluster, Located};
use crate::rules::Sink;
use crate::source::Place;

rule! {
    /// ## What it does
    /// Checks `ipFamilies`, `podCidrs` and `serviceCidrs` against each other and against the network:
    ///
    /// - a list of ranges has exactly one range per family;
    /// - AKS has no clusters with IPv6 only;
    /// - two families require Azure CNI Overlay and a `networkPolicy` other than azure and calico; with
    ///   `networkDataplane: cilium` they also require Kubernetes 1.29.
    ///
    /// ## Why it is bad
    /// AKS rejects the cluster.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// ipFamilies: [IPv4, IPv6]
    /// network: {networkPlugin: azure, networkPluginMode: overlay, networkPolicy: calico}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// ipFamilies: [IPv4, IPv6]
    /// network: {networkPlugin: azure, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/configure-dual-stack, azure-cni-overlay and azure-cni-powered-by-cilium
    /// (2026-08-05); the Terraform provider azurerm, kubernetes_cluster_validate.
    id: "dual-stack",
    severity: Error,
    facts: limits,
    summary: "IP families that contradict each other or the network",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let features = &cluster.features;
    let mut families = Vec::new();
    for family in &features.ip_families {
        match out.need(family) {
            Some(known) => families.push(*known),
            None => return,
        }
    }
    let is_dual = families.contains(&IpFamily::Ipv4) && families.contains(&IpFamily::Ipv6);
    if let (Some(first), false) = (
        features.ip_families.first(),
        families.contains(&IpFamily::Ipv4),
    ) {
        out.report(first.place, "AKS does not support clusters with IPv6 only")
            .label("IPv6 only")
            .help("write ipFamilies: [IPv4, IPv6]");
        return;
    }
    for (key, cidrs) in [
        ("podCidrs", &features.pod_cidrs),
        ("serviceCidrs", &features.service_cidrs),
    ] {
        ranges(key, cidrs, is_dual, out);
    }
    let place = features
        .ip_families
        .iter()
        .find(|family| family.is(&IpFamily::Ipv6));
    if let Some(place) = place.filter(|_| is_dual).map(|family| family.place) {
        network(cluster, place, out);
    }
}

/// One range for each family.
fn ranges(key: &str, cidrs: &[Located<String>], is_dual: bool, out: &mut Sink) {
    let mut counts = [0_usize; 2];
    for cidr in cidrs {
        match out.need(cidr) {
            Some(text) => counts[usize::from(text.contains(':'))] += 1,
            None => return,
        }
    }
    let Some(first) = cidrs.first() else { return };
    let (expected, families) = match is_dual {
        true => (
            [1, 1],
            "one IPv4 and one IPv6 range because ipFamilies has both",
        ),
        false => ([1, 0], "one IPv4 range because ipFamilies is IPv4"),
    };
    if counts == expected {
        return;
    }
    let [four, six] = counts;
    out.report(
        first.place,
        format!("{key} has {four} IPv4 and {six} IPv6 ranges; it must have {families}"),
    )
    .label("one range per family")
    .help("add ipFamilies: [IPv4, IPv6] for both families, or list one range per family");
}

fn network(cluster: &Cluster, place: Place, out: &mut Sink) {
    let network = &cluster.network;
    let is_overlay = match out.need(&network.plugin) {
        Some(NetworkPlugin::Azure) => out.need(&network.mode).map(|mode| {
            let is_overlay = *mode == Some(PluginMode::Overlay);
            (is_overlay, network.mode.place)
        }),
        Some(_) => Some((false, network.plugin.place)),
        None => None,
    };
    if let Some((false, other)) = is_overlay {
        out.report(place, "two IP families require Azure CNI Overlay")
            .label("IPv6")
            .related(other, "not overlay")
            .help("write networkPlugin: azure and networkPluginMode: overlay, or remove IPv6");
    }
    if let Some(Some(policy @ (NetworkPolicy::Azure | NetworkPolicy::Calico))) =
        out.need(&network.policy)
    {
        let name = policy.name();
        out.report(
            place,
            format!("networkPolicy: {name} does not support IPv6"),
        )
        .label("IPv6")
        .related(network.policy.place, name)
        .help("use networkDataplane: cilium with networkPolicy: cilium, or remove IPv6");
    }
    if network.dataplane.is(&Dataplane::Cilium)
        && let Some(version) = out.known(cluster.kubernetes_minor())
        && version < DUAL_STACK_CILIUM_KUBERNETES
    {
        out.report(
            place,
            "IPv6 with networkDataplane: cilium requires Kubernetes 1.29 or later",
        )
        .label("IPv6")
        .related(network.dataplane.place, "cilium")
        .help("use a newer Kubernetes version, or remove IPv6");
    }
}
