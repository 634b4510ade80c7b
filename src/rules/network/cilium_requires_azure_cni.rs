use super::conflict::find_cilium;
use crate::aks::Dataplane;
use crate::model::{Cluster, Setting};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports `networkDataplane: cilium` or `networkPolicy: cilium` with a plugin other than azure.
    ///
    /// ## Why it is bad
    /// Both are parts of Azure CNI powered by Cilium. AKS rejects them with kubenet, and a kubenet
    /// cluster must migrate to overlay before it can migrate to Cilium.
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
                    or remove cilium";

fn check(cluster: &Cluster, out: &mut Sink) {
    let Some(conflict) = find_cilium(cluster, out) else {
        return;
    };
    let (setting, message) = match cluster.network.dataplane.is(&Dataplane::Cilium) {
        true => (
            Setting::Dataplane,
            "networkDataplane: cilium requires networkPlugin: azure, not {plugin}",
        ),
        false => (
            Setting::Policy,
            "networkPolicy: cilium requires networkPlugin: azure, not {plugin}",
        ),
    };
    conflict.report(setting, message, HELP, out);
}
