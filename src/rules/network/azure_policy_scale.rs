use super::said;
use crate::aks::NetworkPolicy;
use crate::aks::limits::{AZURE_POLICY_MAX_NODES, AZURE_POLICY_MAX_PODS};
use crate::finding::Sink;
use crate::model::{Cluster, Located, QuickFlag, Scope, Setting, Unknown};
use crate::rules::Context;
use crate::source::Place;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Adds up the nodes of all pools, and nodes x max pods, in a cluster with the policy azure;
    /// reports more than 250 nodes or more than 20,000 pods. An autoscaled pool counts with its
    /// `maxCount`.
    ///
    /// ## Why it is bad
    /// Azure's policy engine keeps the rules of all pods on every node. Beyond these sizes its
    /// memory and the delay of its updates grow out of bounds; AKS takes the cluster, and the
    /// policies stop being applied in time.
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
    /// learn.microsoft.com/azure/aks/use-network-policies (2026-08-18): not beyond 250 nodes or
    /// 20,000 pods.
    AzurePolicyScale {
        id: "azure-policy-scale",
        group: Network,
        severity: Warning,
        fix: None,
        supersedes: [],
        summary: "policy azure beyond 250 nodes or 20,000 pods",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = cx.cluster else { return };
    let network = &cluster.network;
    let is_other = |policy: &Option<NetworkPolicy>| *policy != Some(NetworkPolicy::Azure);
    if network.policy.known().is_some_and(is_other) {
        return;
    }
    // On values alone nobody asks how large a cluster without the policy is.
    if cluster.scope.has_no_pools() && network.policy.known().is_none() {
        return;
    }
    let size = Size::of(cluster);
    let is_too_big = size.nodes > AZURE_POLICY_MAX_NODES || size.pods > AZURE_POLICY_MAX_PODS;
    if !is_too_big {
        for (place, unknown) in &size.gaps {
            sink.unresolved(META.id, *place, unknown);
        }
        return;
    }
    if let Err(unknown) = &network.policy.value {
        sink.unresolved(META.id, network.policy.place, unknown);
        return;
    }
    let mut beyond = Vec::new();
    if size.nodes > AZURE_POLICY_MAX_NODES {
        let most = number(AZURE_POLICY_MAX_NODES);
        beyond.push(format!("{} (at most {most})", count(size.nodes, "node")));
    }
    if size.pods > AZURE_POLICY_MAX_PODS {
        let most = number(AZURE_POLICY_MAX_PODS);
        beyond.push(format!("{} (at most {most})", count(size.pods, "pod")));
    }
    let mut finding = META
        .finding(
            network.policy.place,
            format!(
                "the pools can grow to {}, beyond what the policy azure is for",
                beyond.join(" and ")
            ),
        )
        .label(said(network, Setting::Policy, "azure"))
        .help("use networkDataplane: cilium with networkPolicy: cilium, or fewer nodes")
        .about(network.policy.place)
        .data("nodes", size.nodes)
        .data("pods", size.pods);
    for pool in &cluster.pools {
        let Some((nodes, most)) = pool.most_nodes().and_then(|n| Some((n, whole(n)?))) else {
            continue;
        };
        let title = pool.title();
        finding = finding.related(nodes.place, format!("{title}: {}", count(most, "node")));
        if let Some(pods) = whole(&pool.max_pods).filter(|_| size.pods > AZURE_POLICY_MAX_PODS) {
            let text = format!("{pods} pods on each node{}", pool.max_pods.default_mark());
            finding = finding.related(pool.max_pods.place, text);
        }
    }
    sink.emit(finding);
}

/// How large a cluster can grow, as far as is known.
struct Size {
    nodes: u64,
    pods: u64,
    gaps: Vec<(Place, Unknown)>,
}

impl Size {
    fn of(cluster: &Cluster) -> Self {
        let mut size = Size {
            nodes: 0,
            pods: 0,
            gaps: Vec::new(),
        };
        let nodes_not_given = Unknown::NotGiven {
            what: "the number of nodes",
            flag: (cluster.scope != Scope::Whole).then_some(QuickFlag::Nodes),
        };
        if cluster.scope.has_no_pools() {
            size.gaps.push((cluster.place, nodes_not_given.clone()));
        }
        for pool in &cluster.pools {
            let Some(nodes) = pool.most_nodes() else {
                size.gaps.push((pool.place, nodes_not_given.clone()));
                continue;
            };
            for value in [nodes, &pool.max_pods] {
                if let Err(unknown) = &value.value {
                    size.gaps.push((value.place, unknown.clone()));
                }
            }
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
