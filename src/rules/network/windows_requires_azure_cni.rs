use super::{may_have_windows, need, said, windows_pools};
use crate::aks::NetworkPlugin;
use crate::finding::Sink;
use crate::model::Setting;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a Windows node pool in a cluster whose network plugin is not Azure CNI.
    ///
    /// ## Why it is bad
    /// AKS answers AzureCNIOnlyForWindows: "Windows agent pools can only be added to AKS clusters
    /// using Azure-CNI." The plugin cannot be changed afterwards; the cluster has to be made anew.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: kubenet
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, count: 2}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: azure
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, count: 2}
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Azure CNI*: "Make sure to use Azure CNI with the Windows operating
    /// system as the kubenet CNI is not available for the Windows environment."
    WindowsRequiresAzureCni {
        id: "windows-requires-azure-cni",
        group: Network,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a Windows pool with a plugin other than azure",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = cx.cluster else { return };
    let network = &cluster.network;
    if !may_have_windows(cluster) {
        return;
    }
    let Some(plugin) = need(&network.plugin, &META, sink) else {
        return;
    };
    if *plugin == NetworkPlugin::Azure {
        return;
    }
    for pool in windows_pools(cluster, &META, sink) {
        sink.emit(
            META.finding(
                pool.os_type.place,
                format!(
                    "{} is Windows and needs the plugin azure, not {}",
                    pool.title(),
                    plugin.name()
                ),
            )
            .label("a Windows pool")
            .related(
                network.plugin.place,
                said(network, Setting::Plugin, plugin.name()),
            )
            .help("use the pack cni-azure (networkPlugin: azure), or make the pool Linux")
            .about(pool.place),
        );
    }
}
