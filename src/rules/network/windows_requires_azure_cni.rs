rule! {
    /// ## What it does
    /// Reports a Windows node pool in a cluster whose network plugin is not Azure CNI.
    ///
    /// ## Why it is bad
    /// AKS answers AzureCNIOnlyForWindows: "Windows agent pools can only be added to AKS clusters
    /// using Azure-CNI." Only kubenet can be changed later, to overlay.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: kubenet
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
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, count: 2}
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Azure CNI*: "Make sure to use Azure CNI with the Windows operating
    /// system as the kubenet CNI is not available for the Windows environment."
    id: "windows-requires-azure-cni",
    severity: Error,
    summary: "Windows node pool without Azure CNI",
    pools: "{pool} is Windows and requires networkPlugin: azure, not {plugin}",
    help: "use the pack cni-azure (networkPlugin: azure), or make the pool Linux",
}
