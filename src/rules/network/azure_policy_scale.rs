use super::settings::describe;
use crate::aks::NetworkPolicy;
use crate::aks::limits::{AZURE_POLICY_MAX_NODES, AZURE_POLICY_MAX_PODS};
use crate::model::{Cluster, Gap, Located, Setting};
use crate::plan::no_nodes;
use crate::rules::Sink;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Adds up the nodes of all pools, and nodes x max pods, in a cluster with `networkPolicy: azure`.
    /// Reports more than 250 nodes or more than 20,000 pods. An autoscaled pool counts with its
    /// `maxCount`.
    ///
    /// ## Why it is bad
    /// Azure's policy engine keeps the rules of all pods on every node. Beyond these sizes it needs too
    /// much memory and applies updates too late. AKS accepts the cluster, but policies are no longer
    /// applied in time.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure, networkPluginMode: overlay, networkPolicy: azure}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 30}
    ///   - {name: big, count: 300, maxPods: 30}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: azure
    ///   networkPluginMode: overlay
    ///   networkDataplane: cilium
    ///   networkPolicy: cilium
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 30}
    ///   - {name: big, count: 300, maxPods: 30}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/use-network-policies (2026-08-18): at most 250 nodes or 20,000
    /// pods.
    id: "azure-policy-scale",
    severity: Warning,
    facts: limits,
    summary: "networkPolicy azure with more than 250 nodes or 20,000 pods",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let network = &cluster.network;
    let is_azure = |policy: &Option<NetworkPolicy>| *policy == Some(NetworkPolicy::Azure);
    // Without pools, the size matters only if the policy is known.
    match network.policy.known() {
        Some(policy) if !is_azure(policy) => return,
        None if cluster.scope.has_no_pools() => return,
        _ => {}
    }
    let size = Size::of(cluster);
    let beyond: Vec<_> = [
        (size.nodes, "node", AZURE_POLICY_MAX_NODES),
        (size.pods, "pod", AZURE_POLICY_MAX_PODS),
    ]
    .into_iter()
    .filter(|(own, _, most)| own > most)
    .map(|(own, what, most)| format!("{} (maximum {})", count(own, what), number(most)))
    .collect();
    if beyond.is_empty() {
        return out.gaps(&size.gaps);
    }
    if out.need(&network.policy).is_none() {
        return;
    }
    let finding = out
        .report(
            network.policy.place,
            format!(
                "the pools can grow to {}, too many for networkPolicy: azure",
                beyond.join(" and ")
            ),
        )
        .label(describe(network, Setting::Policy, "azure"))
        .help("write networkDataplane: cilium and networkPolicy: cilium, or use fewer nodes")
        .about_itself()
        .data("nodes", size.nodes)
        .data("pods", size.pods);
    for pool in &cluster.pools {
        let Some((nodes, most)) = pool.max_nodes().and_then(|n| Some((n, whole(n)?))) else {
            continue;
        };
        let title = pool.to_string();
        finding.related(nodes.place, format!("{title}: {}", count(most, "node")));
        if let Some(pods) = whole(&pool.max_pods).filter(|_| size.pods > AZURE_POLICY_MAX_PODS) {
            let text = format!("{pods} pods per node{}", pool.max_pods.default_mark());
            finding.related(pool.max_pods.place, text);
        }
    }
}

/// How large a cluster can grow, as far as is known.
#[derive(Default)]
struct Size {
    nodes: u64,
    pods: u64,
    gaps: Vec<Gap>,
}

impl Size {
    fn of(cluster: &Cluster) -> Self {
        let mut size = Size::default();
        if cluster.scope.has_no_pools() {
            size.gaps.push(no_nodes(cluster, cluster.place));
        }
        for pool in &cluster.pools {
            let Some(nodes) = pool.max_nodes() else {
                size.gaps.push(no_nodes(cluster, pool.place));
                continue;
            };
            let values = [nodes, &pool.max_pods];
            size.gaps
                .extend(values.iter().filter_map(|value| value.get().err()));
            let nodes = whole(nodes).unwrap_or(0);
            let pods = nodes.saturating_mul(whole(&pool.max_pods).unwrap_or(0));
            size.nodes = size.nodes.saturating_add(nodes);
            size.pods = size.pods.saturating_add(pods);
        }
        size
    }
}

fn whole(value: &Located<i64>) -> Option<u64> {
    u64::try_from(*value.known()?).ok()
}
