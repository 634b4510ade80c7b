rule! {
    /// ## What it does
    /// Reports a Windows Server 2025 node pool in a cluster with `networkPolicy: calico`.
    ///
    /// ## Why it is bad
    /// On AKS, Calico is documented for Windows Server 2019 and 2022. The pool starts, but nothing
    /// guarantees that policies are applied on its nodes.
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
    /// learn.microsoft.com/azure/aks/use-network-policies (2026-08-18): "Linux, Windows Server 2019 and
    /// Windows Server 2022"; Palette documentation, *Azure CNI*, says the same.
    id: "calico-windows-version",
    severity: Error,
    summary: "Windows Server 2025 node pool with calico",
    pools: "{pool} is Windows Server 2025, but calico supports only 2019 and 2022",
    help: "write osSKU: Windows2022 for the pool, or networkPolicy: \"none\" for the cluster",
}
