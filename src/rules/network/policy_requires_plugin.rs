use super::clash::clash;
use crate::finding::Sink;
use crate::model::Setting;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a policy where the plugin is none: your own network plugin.
    ///
    /// ## Why it is bad
    /// AKS brings policy engines for its own plugins only; with your own one, policies are that
    /// plugin's matter. AKS answers NetworkPolicyNotSupportedForNone.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: none, networkPolicy: calico}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: none, networkPolicy: none}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// Microsoft's list of AKS error codes, NetworkPolicyNotSupportedForNone;
    /// learn.microsoft.com/azure/aks/use-byo-cni.
    PolicyRequiresPlugin {
        id: "policy-requires-plugin",
        group: Network,
        severity: Error,
        fix: None,
        supersedes: ["cilium-dataplane-policy", "overlay-requires-azure-cni", "retired-feature"],
        summary: "plugin none with a policy",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    if let Some(clash) = clash(cx, &META, sink) {
        let message = format!(
            "the policy {} needs a plugin of AKS, but the plugin is none",
            clash.policy_name()
        );
        sink.emit(clash.at_setting(Setting::Policy, message).help(
            "write networkPolicy: \"none\" and let your own plugin apply policies, or use the \
             pack cni-azure (networkPlugin: azure)",
        ));
    }
}
