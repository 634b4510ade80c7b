use super::conflict::find_cilium;
use crate::aks::Dataplane;
use crate::model::{Cluster, Setting};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports `networkDataplane: cilium` with a policy other than cilium, and `networkPolicy: cilium`
    /// without `networkDataplane: cilium`.
    ///
    /// ## Why it is bad
    /// Each requires the other. AKS rejects the cluster with
    /// CiliumDataplaneRequiresNetworkPolicyCilium, and the Cluster API provider for Azure rejects it
    /// before that. The pack cni-azure defaults to calico, so that adding only `networkDataplane:
    /// cilium` causes exactly this mistake: the profile is saved, and the deployment fails.
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
    fix: Sometimes,
    facts: compatibility,
    summary: "networkDataplane and networkPolicy that do not both use cilium",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let Some(conflict) = find_cilium(cluster, out) else {
        return;
    };
    let (message, help) = match cluster.network.dataplane.is(&Dataplane::Cilium) {
        true => (
            "networkDataplane: cilium requires networkPolicy: cilium, not {policy}",
            "write networkPolicy: cilium, or remove networkDataplane: cilium",
        ),
        false => (
            "networkPolicy: cilium requires networkDataplane: cilium, not azure",
            "add networkDataplane: cilium, or choose another policy",
        ),
    };
    let finding = conflict.report(Setting::Policy, message, help, out);
    if cluster.network.dataplane.is(&Dataplane::Cilium) {
        finding.fix_setting(&cluster.network, Setting::Policy, "cilium");
    }
}
