use crate::aks::NetworkPlugin;
use crate::finding::{Severity, Sink};
use crate::model::{Level, Setting};
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a pod range with Azure CNI that is not overlay: pods get addresses of the VNet then.
    /// In a cluster file it is an error. From a pack's values it is an info, since packs bring one
    /// for whichever plugin they meet. With plugin none, AKS takes a pod range and makes nothing of
    /// it.
    ///
    /// ## Why it is bad
    /// Either overlay was meant and is missing, and the pods will use up the subnet; or the range
    /// does nothing. The Azure command line and Terraform refuse the combination. Add
    /// `networkPluginMode: overlay`, or take the range out.
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
    PodCidrUnused {
        id: "pod-cidr-unused",
        group: Address,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a pod range with Azure CNI that is not overlay",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = cx.cluster else { return };
    let network = &cluster.network;
    let Some(range) = network.strongest(Setting::PodCidr) else {
        return;
    };
    // A default is there for the clusters that it fits.
    if range.level == Level::Config {
        return;
    }
    match &network.plugin.value {
        Ok(NetworkPlugin::Azure) => {}
        Ok(_) => return,
        Err(unknown) => return sink.unresolved(META.id, network.plugin.place, unknown),
    }
    match &network.mode.value {
        Ok(None) => {}
        Ok(Some(_)) => return,
        Err(unknown) => return sink.unresolved(META.id, network.mode.place, unknown),
    }
    let text = range
        .text()
        .map_or_else(String::new, |text| format!(" {text}"));
    let plugin = match network.plugin.is_default() {
        true => "the plugin is azure (default), without overlay",
        false => "the plugin is azure, without overlay",
    };
    let mut finding = META
        .finding(
            range.value.place,
            format!(
                "the pod range{text} of {} has no use: pods get addresses of the VNet with Azure \
                 CNI",
                range.owner
            ),
        )
        .label("only overlay and kubenet use it")
        .related(network.plugin.place, plugin)
        .help(format!(
            "add networkPluginMode: overlay, or take {} out",
            range.key
        ));
    if range.level < Level::ClusterFile {
        finding.severity = Severity::Info;
    }
    sink.emit(finding);
}
