rule! {
    /// ## What it does
    /// Reports a Windows node pool in a cluster with `networkPolicy: azure`.
    ///
    /// ## Why it is bad
    /// AKS creates the pool, but network policies are not enforced on its nodes: the pods there stay
    /// unprotected. The preview for Windows Server 2022 took no new subscriptions and ended on
    /// 2026-09-30.
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
    /// Palette documentation, *Azure CNI*, table of policies: supported platforms of azure: Linux;
    /// learn.microsoft.com/azure/aks/use-network-policies (2026-08-18); acceptance tests of the Terraform
    /// provider azurerm, in which AKS creates such pools.
    id: "azure-policy-linux-only",
    severity: Warning,
    summary: "Windows node pool with the policy azure",
    pools: "{pool} is Windows; the policy azure is not enforced there",
    help: "use networkPolicy: calico with Windows Server 2022, or networkPolicy: \"none\"",
}
