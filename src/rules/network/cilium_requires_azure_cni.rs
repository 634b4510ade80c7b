use super::conflict::find_cilium;
use crate::aks::Dataplane;
use crate::model::{Cluster, Setting};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports the dataplane cilium, or the policy cilium, with a plugin other than azure.
    ///
    /// ## Why it is bad
    /// Both are parts of Azure CNI powered by Cilium. AKS refuses them with kubenet, and a cluster
    /// on kubenet has to be moved to overlay before it can be moved to cilium.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: kubenet, networkDataplane: cilium, networkPolicy: cilium}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
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
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium and update-azure-cni.
    id: "cilium-requires-azure-cni",
    severity: Error,
    supersedes: ["cilium-dataplane-policy", "overlay-requires-azure-cni"],
    facts: compatibility,
    summary: "cilium with a plugin other than azure",
    check: Cluster(check),
}

const HELP: &str = "use the pack cni-azure (networkPlugin: azure) with networkPluginMode: overlay, \
                    or take cilium out";

fn check(cluster: &Cluster, out: &mut Sink) {
    let Some(conflict) = find_cilium(cluster, out) else {
        return;
    };
    let (setting, message) = match cluster.network.dataplane.is(&Dataplane::Cilium) {
        true => (
            Setting::Dataplane,
            "the dataplane cilium is part of Azure CNI, but the plugin is {plugin}",
        ),
        false => (
            Setting::Policy,
            "the policy cilium is part of Azure CNI, but the plugin is {plugin}",
        ),
    };
    conflict.report(setting, message, HELP, out);
}
