use super::capacity::{label_nodes, label_surge};
use super::ranges::key_of;
use crate::finding::Severity;
use crate::model::{Cluster, Setting};
use crate::plan::{AddressPlan, MAX_POOLS_SHOWN, Need, PodCidrPlan};
use crate::rules::Sink;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Compares the pod range of kubenet and overlay with what the nodes need: a /24 (256 addresses)
    /// per node, whatever max pods is. An autoscaled pool counts with its `maxCount`. It is an error if
    /// the nodes alone do not fit, and a warning if only the surge nodes of an upgrade do not fit.
    ///
    /// ## Why it is bad
    /// With overlay, AKS rejects the cluster or the pool with InsufficientSubnetSize. With kubenet, a
    /// node beyond the range gets no addresses for its pods and stays NotReady. The range cannot be
    /// changed later; only overlay clusters without Windows can extend it. Choose a range that is large
    /// enough before you create the cluster.
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
    /// learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay and configure-kubenet. The
    /// service's recorded answers show that no part of the range is reserved and that AKS does not
    /// require room for the surge.
    id: "pod-cidr-capacity",
    severity: Error,
    facts: limits,
    summary: "pod range with fewer than 256 addresses per node",
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
        Need::Upgrade => "with the surge of an upgrade, the nodes need",
        _ => "the nodes need",
    };
    let finding = out
        .report(
            plan.range.place,
            format!(
                "{who} {} addresses ({}); {} has {}",
                number(plan.need(need)),
                plan.sum(need),
                plan.range,
                number(plan.capacity.supply)
            ),
        )
        .label(format!(
            "enough for {} with a /24 each",
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
        (Need::Upgrade, nodes) => format!(
            ", or {} or fewer, including the surge",
            count(nodes, "node")
        ),
        (_, nodes) => format!(", or {} or fewer", count(nodes, "node")),
    };
    let roomier = plan
        .smallest(Need::Upgrade)
        .filter(|roomier| need == Need::Creation && Some(*roomier) != plan.smallest(need));
    match (plan.smallest(need), roomier) {
        (Some(prefix), Some(roomier)) => {
            format!("use a {key} of /{prefix} (a /{roomier} also leaves room for upgrades){fewer}")
        }
        (Some(prefix), None) => format!("use a {key} of /{prefix}{fewer}"),
        (None, _) => "use fewer nodes; no range is large enough".to_owned(),
    }
}
