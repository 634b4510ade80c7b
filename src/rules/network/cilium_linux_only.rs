use super::clash::clash;
use crate::finding::Sink;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a Windows node pool in a cluster with the dataplane cilium.
    ///
    /// ## Why it is bad
    /// Azure CNI powered by Cilium is for Linux only: the pods of the Windows nodes never come up.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: azure
    ///   networkPluginMode: overlay
    ///   networkDataplane: cilium
    ///   networkPolicy: cilium
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
    ///   networkPluginMode: overlay
    ///   networkDataplane: cilium
    ///   networkPolicy: cilium
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: linux, count: 2}
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Azure CNI*: "Windows node pools are not supported for AKS clusters
    /// using a Cilium network dataplane"; learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium.
    CiliumLinuxOnly {
        id: "cilium-linux-only",
        group: Network,
        severity: Error,
        fix: None,
        supersedes: ["azure-policy-linux-only", "calico-windows-version"],
        summary: "dataplane cilium and a Windows pool",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(clash) = clash(cx, &META, sink) else {
        return;
    };
    for pool in &clash.pools {
        let message = format!(
            "{} is Windows; the dataplane cilium is for Linux only",
            pool.title()
        );
        sink.emit(
            clash
                .at_pool(pool, message)
                .help("make the pool Linux, or take networkDataplane: cilium out"),
        );
    }
}
