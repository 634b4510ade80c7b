rule! {
    /// ## What it does
    /// Reports `networkPluginMode: overlay` with a plugin other than azure.
    ///
    /// ## Why it is bad
    /// Overlay is a mode of Azure CNI. Palette's Cluster API provider rejects the cluster:
    /// networkPluginMode "cannot be set to overlay when NetworkPlugin is kubenet".
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: kubenet, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay (2026-07-31); Cluster API
    /// provider Azure, admission webhook of the managed control plane.
    id: "overlay-requires-azure-cni",
    severity: Error,
    summary: "networkPluginMode overlay with a plugin other than azure",
    setting: Mode => "networkPluginMode: overlay requires networkPlugin: azure, not {plugin}",
    help: "use the pack cni-azure (networkPlugin: azure), or remove networkPluginMode",
}
