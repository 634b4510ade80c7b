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
    id: "calico-windows-version",
    severity: Error,
    summary: "policy calico and a pool of Windows Server 2025",
    pools: "{pool} is Windows Server 2025; calico is documented for 2019 and 2022",
    help: "write osSKU: Windows2022, or networkPolicy: \"none\" for the cluster",
}
