use super::clash::clash;
use crate::finding::Sink;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a node pool of Windows Server 2025 in a cluster with the policy calico.
    ///
    /// ## Why it is bad
    /// Calico on AKS is documented for Windows Server 2019 and 2022. The pool comes up, and nothing
    /// says that the policies hold on its nodes.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure, networkPolicy: calico}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, osSKU: Windows2025, count: 2}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure, networkPolicy: calico}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, osSKU: Windows2022, count: 2}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/use-network-policies (2026-08-18): "Linux, Windows Server 2019
    /// and Windows Server 2022"; Palette documentation, *Azure CNI*, the same.
    CalicoWindowsVersion {
        id: "calico-windows-version",
        group: Network,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "policy calico and a pool of Windows Server 2025",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(clash) = clash(cx, &META, sink) else {
        return;
    };
    for pool in &clash.pools {
        let message = format!(
            "{} is Windows Server 2025; calico is documented for 2019 and 2022",
            pool.title()
        );
        sink.emit(
            clash
                .at_pool(pool, message)
                .help("write osSKU: Windows2022, or networkPolicy: \"none\" for the cluster"),
        );
    }
}
