use super::{need, said};
use crate::aks::{Dataplane, NetworkPolicy};
use crate::finding::Sink;
use crate::model::{Setting, Unknown};
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
    let Some(cluster) = cx.cluster else { return };
    let network = &cluster.network;
    let is_policy = network.policy.is(&Some(NetworkPolicy::Cilium));
    let is_dataplane = network.dataplane.is(&Dataplane::Cilium);
    if !is_policy && !is_dataplane {
        // Neither side names cilium. One that is not known yet may, where the other minds.
        let minds = !matches!(
            network.policy.known(),
            Some(None | Some(NetworkPolicy::None))
        );
        let (policy, dataplane) = (&network.policy, &network.dataplane);
        for (place, unknown) in [
            (policy.place, policy.value.as_ref().err()),
            (dataplane.place, dataplane.value.as_ref().err()),
        ] {
            // What nobody says is no word of cilium.
            if let Some(unknown) = unknown.filter(|_| minds)
                && !matches!(unknown, Unknown::NotGiven { .. })
            {
                sink.unresolved(META.id, place, unknown);
            }
        }
        return;
    }
    let Some(policy) = need(&network.policy, &META, sink) else {
        return;
    };
    let Some(dataplane) = need(&network.dataplane, &META, sink) else {
        return;
    };
    let finding = match (dataplane, policy) {
        // No policy at all, or none: the service fills cilium in.
        (Dataplane::Cilium, None | Some(NetworkPolicy::None | NetworkPolicy::Cilium)) => return,
        (Dataplane::Cilium, Some(other)) => META
            .finding(
                network.policy.place,
                format!(
                    "the dataplane cilium needs the policy cilium, not {}",
                    other.name()
                ),
            )
            .label(said(network, Setting::Policy, other.name()))
            .help("write networkPolicy: cilium, or take networkDataplane: cilium out"),
        (Dataplane::Azure, _) => META
            .finding(
                network.policy.place,
                "the policy cilium needs the dataplane cilium, not azure",
            )
            .label(said(network, Setting::Policy, "cilium"))
            .help("add networkDataplane: cilium, or choose another policy"),
    };
    sink.emit(finding.related(
        network.dataplane.place,
        said(network, Setting::Dataplane, dataplane.name()),
    ));
}
