use super::{may_have_windows, need, said, windows_pools};
use crate::aks::NetworkPolicy;
use crate::finding::Sink;
use crate::model::Setting;
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
    let Some(cluster) = cx.cluster else { return };
    let network = &cluster.network;
    if !may_have_windows(cluster) {
        return;
    }
    let Some(policy) = need(&network.policy, &META, sink) else {
        return;
    };
    if *policy != Some(NetworkPolicy::Azure) {
        return;
    }
    for pool in windows_pools(cluster, &META, sink) {
        sink.emit(
            META.finding(
                pool.os_type.place,
                format!(
                    "{} is Windows; the policy azure is for Linux only",
                    pool.title()
                ),
            )
            .label("a Windows pool")
            .related(
                network.policy.place,
                said(network, Setting::Policy, "azure"),
            )
            .help("use networkPolicy: calico with Windows Server 2022, or none")
            .about(pool.place),
        );
    }
}
