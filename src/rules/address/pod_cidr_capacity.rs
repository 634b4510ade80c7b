use super::capacity::{label_nodes, label_surge};
use super::ranges::key_of;
use crate::finding::Severity;
use crate::model::{Cluster, Setting};
use crate::plan::{AddressPlan, MAX_POOLS_SHOWN, Need, PodCidrPlan};
use crate::rules::Sink;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Compares the pod range of kubenet and overlay with what the nodes take of it: a /24 each, 256
    /// addresses, whatever max pods are. An autoscaled pool counts with its `maxCount`. It is an
    /// error where the nodes alone do not fit, and a warning where only the surge nodes of an
    /// upgrade do not.
    ///
    /// ## Why it is bad
    /// With overlay, AKS refuses the cluster or the pool with InsufficientSubnetSize. With kubenet,
    /// a node beyond the range gets no addresses for its pods and stays NotReady. The range cannot
    /// be changed; overlay alone can grow it, in clusters without Windows. Choose it large enough
    /// before the cluster is made.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPluginMode: overlay
    ///   podCidr: 192.168.0.0/23
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPluginMode: overlay
    ///   podCidr: 192.168.0.0/22
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay and configure-kubenet; that
    /// nothing of the range is reserved, and no surge asked for, is worked out from the service's
    /// recorded answers.
    id: "pod-cidr-capacity",
    severity: Error,
    facts: limits,
    summary: "the pod range has fewer than 256 addresses for each node",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let plan = match &plan.pod_cidr {
        Ok(Some(plan)) => plan,
        Ok(None) => return,
        Err(gaps) => return out.gaps(gaps),
    };
    let need = if plan.need(Need::Creation) > plan.capacity.supply {
        Need::Creation
    } else if plan.need(Need::Upgrade) > plan.capacity.supply {
        Need::Upgrade
    } else {
        return;
    };
    let who = match need {
        Need::Upgrade => "with an upgrade's surge, the nodes need",
        _ => "the nodes need",
    };
    let finding = out
        .report(
            plan.range.place,
            format!(
                "{who} {} of the {} addresses of {}: {}",
                number(plan.need(need)),
                number(plan.capacity.supply),
                plan.range,
                plan.sum(need)
            ),
        )
        .label(format!(
            "a /24 for each node: holds {}",
            count(plan.max_nodes(), "node")
        ))
        .help(advice(plan, need, key_of(cluster, Setting::PodCidr)))
        .data("needed", plan.need(need))
        .data("available", plan.capacity.supply)
        .data("holdsNodes", plan.max_nodes());
    if let Some(prefix) = plan.smallest(need) {
        finding.data("suggestedPrefix", prefix);
    }
    if need == Need::Upgrade {
        finding.severity(Severity::Warning);
    }
    let mut pools: Vec<_> = plan.pools.iter().collect();
    pools.sort_by_key(|pool| std::cmp::Reverse(pool.demand.nodes));
    for pool in pools.into_iter().take(MAX_POOLS_SHOWN) {
        label_nodes(finding, pool);
        if need == Need::Upgrade {
            label_surge(finding, pool);
        }
    }
}

fn advice(plan: &PodCidrPlan<'_>, need: Need, key: &str) -> String {
    let fewer = match (need, plan.max_nodes()) {
        (_, 0) => String::new(),
        (Need::Upgrade, nodes) => format!(", or at most {}, surge included", count(nodes, "node")),
        (_, nodes) => format!(", or at most {}", count(nodes, "node")),
    };
    let roomier = plan
        .smallest(Need::Upgrade)
        .filter(|roomier| need == Need::Creation && Some(*roomier) != plan.smallest(need));
    match (plan.smallest(need), roomier) {
        (Some(prefix), Some(roomier)) => format!(
            "what would fit: a {key} of /{prefix}, better /{roomier} with room for the upgrade's \
             surge{fewer}"
        ),
        (Some(prefix), None) => format!("what would fit: a {key} of /{prefix}{fewer}"),
        (None, _) => "no range holds so many nodes".to_owned(),
    }
}
