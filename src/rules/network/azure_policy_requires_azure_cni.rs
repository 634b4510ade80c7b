use super::{need, said};
use crate::aks::{NetworkPlugin, NetworkPolicy};
use crate::finding::Sink;
use crate::model::Setting;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports the policy azure with the plugin kubenet.
    ///
    /// ## Why it is bad
    /// Azure's own policy engine works with Azure CNI only: AKS answers
    /// NetworkPolicyAzureNotSupportedForKubenet.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: kubenet
    ///   networkPolicy: azure
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: kubenet
    ///   networkPolicy: calico
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/use-network-policies (2026-08-18); Palette documentation,
    /// *Azure CNI*, table of policies.
    AzurePolicyRequiresAzureCni {
        id: "azure-policy-requires-azure-cni",
        group: Network,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "policy azure with plugin kubenet",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = cx.cluster else { return };
    let network = &cluster.network;
    if network
        .plugin
        .known()
        .is_some_and(|plugin| *plugin != NetworkPlugin::Kubenet)
    {
        return;
    }
    let Some(policy) = need(&network.policy, &META, sink) else {
        return;
    };
    if *policy != Some(NetworkPolicy::Azure) || need(&network.plugin, &META, sink).is_none() {
        return;
    }
    sink.emit(
        META.finding(
            network.policy.place,
            "the policy azure needs Azure CNI, but the plugin is kubenet",
        )
        .label(said(network, Setting::Policy, "azure"))
        .related(
            network.plugin.place,
            said(network, Setting::Plugin, "kubenet"),
        )
        .help(
            "use networkPolicy: calico with kubenet, or the pack cni-azure (networkPlugin: azure)",
        ),
    );
}
