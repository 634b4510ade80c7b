use super::settings::windows_pools;
use crate::aks::{NetworkPlugin, NetworkPolicy, NodeProvisioning};
use crate::model::Cluster;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports node auto-provisioning (`nodeProvisioningMode: Auto`) with kubenet, with
    /// `networkPolicy: calico`, or with a Windows node pool.
    ///
    /// ## Why it is bad
    /// AKS rejects the cluster.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodeProvisioningMode: Auto
    /// network: {networkPlugin: azure, networkPluginMode: overlay, networkPolicy: calico}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodeProvisioningMode: Auto
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
    /// learn.microsoft.com/azure/aks/node-auto-provisioning; release notes of AKS, 2025-01-30.
    id: "node-provisioning",
    severity: Error,
    facts: compatibility,
    summary: "node auto-provisioning with kubenet, calico or Windows",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let Some(written) = &cluster.features.node_provisioning else {
        return;
    };
    if out.need(written) != Some(&NodeProvisioning::Auto) {
        return;
    }
    let network = &cluster.network;
    let mut excluded = Vec::new();
    if out.need(&network.plugin) == Some(&NetworkPlugin::Kubenet) {
        excluded.push((network.plugin.place, "kubenet".to_owned()));
    }
    if out.need(&network.policy) == Some(&Some(NetworkPolicy::Calico)) {
        excluded.push((network.policy.place, "networkPolicy: calico".to_owned()));
    }
    for pool in out.all_known(&windows_pools(cluster)) {
        excluded.push((pool.os_type.place, format!("a Windows pool ({pool})")));
    }
    for (place, what) in excluded {
        out.report(
            written.place,
            format!("node auto-provisioning does not support {what}"),
        )
        .label("node auto-provisioning")
        .related(place, what)
        .help("write nodeProvisioningMode: Manual, or use Azure CNI with cilium and Linux pools");
    }
}
