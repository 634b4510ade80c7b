use super::clash::clash;
use crate::finding::Sink;
use crate::model::Setting;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports the mode overlay with a plugin other than azure.
    ///
    /// ## Why it is bad
    /// Overlay is a mode of Azure CNI. Palette's Cluster API provider refuses the cluster:
    /// networkPluginMode "cannot be set to overlay when NetworkPlugin is kubenet".
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: kubenet, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay (2026-07-31); Cluster API
    /// provider Azure, admission webhook of the managed control plane.
    OverlayRequiresAzureCni {
        id: "overlay-requires-azure-cni",
        group: Network,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "mode overlay with a plugin other than azure",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    if let Some(clash) = clash(cx, &META, sink) {
        let message = format!(
            "the mode overlay is Azure CNI's, but the plugin is {}",
            clash.plugin_name()
        );
        let finding = clash
            .at_setting(Setting::Mode, message)
            .help("use the pack cni-azure (networkPlugin: azure), or take networkPluginMode out");
        // One wrong plugin is one finding: those that know more are about the policy.
        sink.emit(clash.about_policy(finding));
    }
}
