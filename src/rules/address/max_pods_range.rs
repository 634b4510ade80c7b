use super::all_max_pods;
use crate::aks::limits::MAX_PODS;
use crate::finding::Sink;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports max pods outside 10 to 250, on a node pool or as `managedMachinePool.maxPodPerNode`
    /// of the pack kubernetes-aks.
    ///
    /// ## Why it is bad
    /// AKS answers InsufficientMaxPods or MaxPodsLimitExceeded. Max pods cannot be changed on a
    /// pool that exists.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 300}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 250}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning; Cluster API provider
    /// Azure: "MaxPods must be between 10 and 250".
    MaxPodsRange {
        id: "max-pods-range",
        group: Address,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "max pods is outside 10 to 250",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = cx.cluster else { return };
    for (pool, max_pods) in all_max_pods(cluster) {
        match &max_pods.value {
            Err(unknown) => sink.unresolved(META.id, max_pods.place, unknown),
            Ok(pods) if MAX_PODS.contains(pods) => {}
            Ok(pods) => {
                let whose = pool.map_or(String::new(), |pool| format!(" of {pool}"));
                let (least, most) = (MAX_PODS.start(), MAX_PODS.end());
                sink.emit(
                    META.finding(
                        max_pods.place,
                        format!("max pods{whose} is {pods}; AKS takes {least} to {most}"),
                    )
                    .label(format!("must be {least} to {most}"))
                    .data("maxPods", *pods),
                );
            }
        }
    }
}
