rule! {
    /// ## What it does
    /// Reports a policy where the plugin is none: your own network plugin.
    ///
    /// ## Why it is bad
    /// AKS brings policy engines for its own plugins only; with your own one, policies are that
    /// plugin's matter. AKS answers NetworkPolicyNotSupportedForNone.
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
    supersedes: ["cilium-dataplane-policy", "overlay-requires-azure-cni", "retired-feature"],
    summary: "plugin none with a policy",
    setting: Policy => "the policy {policy} needs a plugin of AKS, but the plugin is none",
    help: "write networkPolicy: \"none\" and let your own plugin apply policies, or use the \
           pack cni-azure (networkPlugin: azure)",
}
