use super::clash::cilium_clash;
use crate::aks::Dataplane;
use crate::finding::Sink;
use crate::model::Setting;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports the dataplane cilium, or the policy cilium, with a plugin other than azure.
    ///
    /// ## Why it is bad
    /// Both are parts of Azure CNI powered by Cilium. AKS refuses them with kubenet, and a cluster
    /// on kubenet has to be moved to overlay before it can be moved to cilium.
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
    CiliumRequiresAzureCni {
        id: "cilium-requires-azure-cni",
        group: Network,
        severity: Error,
        fix: None,
        supersedes: ["cilium-dataplane-policy", "overlay-requires-azure-cni"],
        summary: "cilium with a plugin other than azure",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(clash) = cilium_clash(cx, &META, sink) else {
        return;
    };
    let is_dataplane = clash.dataplane == Some(Dataplane::Cilium);
    let (what, setting) = if is_dataplane {
        ("dataplane", Setting::Dataplane)
    } else {
        ("policy", Setting::Policy)
    };
    let message = format!(
        "the {what} cilium is part of Azure CNI, but the plugin is {}",
        clash.plugin_name()
    );
    let finding = clash.at_setting(setting, message).help(
        "use the pack cni-azure (networkPlugin: azure) with networkPluginMode: overlay, or take \
         cilium out",
    );
    sink.emit(clash.about_policy(finding));
}
