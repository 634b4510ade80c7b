rule! {
    /// ## What it does
    /// Reports a Windows node pool in a cluster with `networkPolicy: calico` and `networkPlugin:
    /// kubenet`.
    ///
    /// ## Why it is bad
    /// Calico with kubenet supports only Linux, and a Windows pool always needs Azure CNI. AKS rejects
    /// the pool with AzureCNIOnlyForWindows.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: kubenet
    ///   networkPolicy: calico
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
    ///   networkPolicy: calico
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, osSKU: Windows2022, count: 2}
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Azure CNI*, table of policies: Calico with Azure CNI (Linux, Windows
    /// Server 2019 and 2022) and kubenet (Linux).
    id: "calico-kubenet-linux-only",
    severity: Error,
    supersedes: ["windows-requires-azure-cni"],
    summary: "Windows node pool with calico and kubenet",
    pools: "{pool} is Windows, but calico with kubenet supports only Linux",
    help: "use the pack cni-azure (networkPlugin: azure) and Windows2022, or make the pool Linux",
}
