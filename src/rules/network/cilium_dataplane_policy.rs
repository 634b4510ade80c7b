use super::clash::cilium_clash;
use crate::aks::Dataplane;
use crate::finding::Sink;
use crate::model::Setting;
use crate::rules::Context;

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
    CiliumDataplanePolicy {
        id: "cilium-dataplane-policy",
        group: Network,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "dataplane cilium with another policy, or policy cilium with another dataplane",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(clash) = cilium_clash(cx, &META, sink) else {
        return;
    };
    let (message, help) = match clash.dataplane {
        Some(Dataplane::Cilium) => (
            format!(
                "the dataplane cilium needs the policy cilium, not {}",
                clash.policy_name()
            ),
            "write networkPolicy: cilium, or take networkDataplane: cilium out",
        ),
        _ => (
            "the policy cilium needs the dataplane cilium, not azure".to_owned(),
            "add networkDataplane: cilium, or choose another policy",
        ),
    };
    sink.emit(clash.at_setting(Setting::Policy, message).help(help));
}
