use crate::aks::NetworkPlugin;
use crate::finding::Severity;
use crate::model::{Cluster, Level, Setting};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pod range with Azure CNI without overlay, where pods get addresses of the VNet
    /// instead. In a cluster file it is an error. In a pack's values it is an info, because packs set a
    /// range for whichever plugin is used. With plugin none, AKS accepts a pod range and ignores it.
    ///
    /// ## Why it is bad
    /// Either overlay was intended and is missing, and the pods will use up the subnet, or the range
    /// has no effect. The Azure command line and Terraform reject the combination. Add
    /// `networkPluginMode: overlay`, or remove the range.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: azure
    ///   podCidr: 10.244.0.0/16
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
    ///   podCidr: 10.244.0.0/16
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// The Azure command line 2.91.0 (managed_cluster_decorator) and the Terraform provider azurerm
    /// (kubernetes_cluster_validate): a pod CIDR with plugin azure needs mode overlay.
    id: "pod-cidr-unused",
    severity: Error,
    summary: "pod range that Azure CNI without overlay ignores",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let network = &cluster.network;
    let Some(range) = network.in_effect(Setting::PodCidr) else {
        return;
    };
    // A default of packlint.yaml only applies to clusters that use it.
    if range.level == Level::Config {
        return;
    }
    if out.need(&network.plugin) != Some(&NetworkPlugin::Azure)
        || out.need(&network.mode) != Some(&None)
    {
        return;
    }
    let text = range
        .text()
        .map_or_else(String::new, |text| format!(" {text}"));
    let mark = network.plugin.default_mark();
    let plugin = format!("networkPlugin is azure{mark}, without overlay");
    let finding = out
        .report(
            range.value.place,
            format!(
                "the pod range{text} of {} has no effect: with Azure CNI, pods get addresses of \
                 the VNet",
                range.owner
            ),
        )
        .label("used only by overlay and kubenet")
        .related(network.plugin.place, plugin)
        .help(format!(
            "add networkPluginMode: overlay, or remove {}",
            range.key
        ));
    if range.level < Level::ClusterFile {
        finding.severity(Severity::Info);
    }
}
