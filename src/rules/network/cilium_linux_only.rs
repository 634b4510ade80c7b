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
    id: "cilium-linux-only",
    severity: Error,
    supersedes: ["azure-policy-linux-only", "calico-windows-version"],
    summary: "dataplane cilium and a Windows pool",
    pools: "{pool} is Windows; the dataplane cilium is for Linux only",
    help: "make the pool Linux, or take networkDataplane: cilium out",
}
