rule! {
    /// ## What it does
    /// Reports `networkPolicy: azure` with `networkPlugin: kubenet`.
    ///
    /// ## Why it is bad
    /// Azure's own policy engine works only with Azure CNI. AKS rejects the cluster with
    /// NetworkPolicyAzureNotSupportedForKubenet.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: kubenet
    ///   networkPolicy: azure
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: kubenet
    ///   networkPolicy: calico
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/use-network-policies (2026-08-18); Palette documentation,
    /// *Azure CNI*, table of policies.
    id: "azure-policy-requires-azure-cni",
    severity: Error,
    fix: Sometimes,
    supersedes: ["retired-feature", "azure-policy-scale"],
    summary: "networkPolicy azure with kubenet",
    setting: Policy => "networkPolicy: azure requires Azure CNI; this cluster uses kubenet"
        or "calico",
    help: "write networkPolicy: calico, or use the pack cni-azure (networkPlugin: azure)",
}
