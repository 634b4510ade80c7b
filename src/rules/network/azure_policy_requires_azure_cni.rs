rule! {
    /// ## What it does
    /// Reports the policy azure with the plugin kubenet.
    ///
    /// ## Why it is bad
    /// Azure's own policy engine works with Azure CNI only: AKS answers
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
    supersedes: ["retired-feature", "azure-policy-scale"],
    summary: "policy azure with plugin kubenet",
    setting: Policy => "the policy azure needs Azure CNI, but the plugin is kubenet",
    help: "use networkPolicy: calico with kubenet, or the pack cni-azure (networkPlugin: azure)",
}
