rule! {
    /// ## What it does
    /// Reports a `networkPolicy` in a cluster with `networkPlugin: none` (bring your own CNI).
    ///
    /// ## Why it is bad
    /// AKS provides policy engines only for its own plugins; with your own plugin, that plugin applies
    /// the policies. AKS rejects the cluster with NetworkPolicyNotSupportedForNone.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: none, networkPolicy: calico}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: none, networkPolicy: none}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// Microsoft's list of AKS error codes, NetworkPolicyNotSupportedForNone;
    /// learn.microsoft.com/azure/aks/use-byo-cni.
    id: "policy-requires-plugin",
    severity: Error,
    fix: Sometimes,
    supersedes: ["cilium-dataplane-policy", "overlay-requires-azure-cni", "retired-feature"],
    summary: "networkPolicy with networkPlugin none",
    setting: Policy => "networkPolicy: {policy} requires a plugin of AKS, but networkPlugin is none"
        or "none",
    help: "write networkPolicy: \"none\" and apply policies with your own plugin, or use the \
           pack cni-azure (networkPlugin: azure)",
}
