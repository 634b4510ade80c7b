use super::clash::clash;
use crate::finding::Sink;
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
    let Some(clash) = clash(cx, &META, sink) else {
        return;
    };
    for pool in &clash.pools {
        let message = format!(
            "{} is Windows and needs the plugin azure, not {}",
            pool.title(),
            clash.plugin_name()
        );
        sink.emit(
            clash
                .at_pool(pool, message)
                .help("use the pack cni-azure (networkPlugin: azure), or make the pool Linux"),
        );
    }
}
