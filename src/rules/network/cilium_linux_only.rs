rule! {
    /// ## What it does
    /// Reports a Windows node pool in a cluster with `networkDataplane: cilium`.
    ///
    /// ## Why it is bad
    /// Azure CNI powered by Cilium supports only Linux: the pods on the Windows nodes never start.
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
    id: "cilium-linux-only",
    severity: Error,
    supersedes: ["azure-policy-linux-only", "calico-windows-version"],
    summary: "Windows node pool with networkDataplane cilium",
    pools: "{pool} is Windows, but networkDataplane: cilium supports only Linux",
    help: "make the pool Linux, or remove networkDataplane: cilium",
}
