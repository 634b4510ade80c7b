use super::clash::clash;
use crate::finding::Sink;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a Windows node pool in a cluster with the policy azure.
    ///
    /// ## Why it is bad
    /// Azure's own policy engine is for Linux. Its preview for Windows Server 2022 took no new
    /// subscriptions and ended on 2026-09-30.
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
    /// learn.microsoft.com/azure/aks/use-network-policies (2026-08-18).
    AzurePolicyLinuxOnly {
        id: "azure-policy-linux-only",
        group: Network,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "policy azure and a Windows pool",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(clash) = clash(cx, &META, sink) else {
        return;
    };
    for pool in &clash.pools {
        let message = format!(
            "{} is Windows; the policy azure is for Linux only",
            pool.title()
        );
        sink.emit(
            clash
                .at_pool(pool, message)
                .help("use networkPolicy: calico with Windows Server 2022, or none"),
        );
    }
}
