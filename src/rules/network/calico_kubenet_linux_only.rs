rule! {
    /// ## What it does
    /// Reports a Windows node pool in a cluster with the policy calico and the plugin kubenet.
    ///
    /// ## Why it is bad
    /// Calico with kubenet is for Linux only, and a Windows pool needs Azure CNI in any case: AKS
    /// answers AzureCNIOnlyForWindows.
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
    summary: "policy calico with kubenet and a Windows pool",
    pools: "{pool} is Windows; calico with kubenet is for Linux only",
    help: "use the pack cni-azure (networkPlugin: azure) with calico and Windows Server 2022, \
           or make the pool Linux",
}
