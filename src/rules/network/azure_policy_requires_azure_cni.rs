use super::clash::clash;
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
        supersedes: ["retired-feature", "azure-policy-scale"],
        summary: "policy azure with plugin kubenet",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    if let Some(clash) = clash(cx, &META, sink) {
        let message = "the policy azure needs Azure CNI, but the plugin is kubenet";
        sink.emit(clash.at_setting(Setting::Policy, message).help(
            "use networkPolicy: calico with kubenet, or the pack cni-azure (networkPlugin: azure)",
        ));
    }
}
