rule! {
    /// ## What it does
    /// Reports a Windows node pool in a cluster with `networkPolicy: azure`.
    ///
    /// ## Why it is bad
    /// Azure's own policy engine supports only Linux. Its preview for Windows Server 2022 accepted no
    /// new subscriptions and ended on 2026-09-30.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: azure
    ///   networkPolicy: azure
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
    /// Palette documentation, *Azure CNI*, table of policies: azure supports Linux;
    /// learn.microsoft.com/azure/aks/use-network-policies (2026-08-18).
    id: "azure-policy-linux-only",
    severity: Error,
    summary: "Windows node pool with networkPolicy azure",
    pools: "{pool} is Windows, but networkPolicy: azure supports only Linux",
    help: "write networkPolicy: calico and use Windows2022, or write networkPolicy: \"none\"",
}
