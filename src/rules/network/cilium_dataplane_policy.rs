use super::conflict::find_cilium;
use crate::aks::Dataplane;
use crate::model::{Cluster, Setting};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports the dataplane cilium with a policy other than cilium, and the policy cilium without
    /// the dataplane cilium.
    ///
    /// ## Why it is bad
    /// The two go together: AKS answers CiliumDataplaneRequiresNetworkPolicyCilium, and the Cluster
    /// API provider for Azure refuses the cluster before that. The pack cni-azure has calico as its
    /// default, so that adding `networkDataplane: cilium` to it is exactly this mistake: the profile
    /// is saved, and the deployment fails.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: calico
    ///   networkDataplane: cilium
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: cilium
    ///   networkDataplane: cilium
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium; Cluster API provider Azure:
    /// "cilium dataplane requires network policy cilium."
    id: "cilium-dataplane-policy",
    severity: Error,
    facts: compatibility,
    summary: "dataplane cilium with another policy, or policy cilium with another dataplane",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let Some(conflict) = find_cilium(cluster, out) else {
        return;
    };
    let (message, help) = match cluster.network.dataplane.is(&Dataplane::Cilium) {
        true => (
            "the dataplane cilium needs the policy cilium, not {policy}",
            "write networkPolicy: cilium, or take networkDataplane: cilium out",
        ),
        false => (
            "the policy cilium needs the dataplane cilium, not azure",
            "add networkDataplane: cilium, or choose another policy",
        ),
    };
    conflict.report(Setting::Policy, message, help, out);
}
