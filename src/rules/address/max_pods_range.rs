use crate::aks::limits::MAX_PODS;
use crate::finding::Applicability;
use crate::model::{Cluster, NodePool};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports max pods outside 10 to 250, on a node pool or as `managedMachinePool.maxPodPerNode` of
    /// the pack kubernetes-aks.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool with InsufficientMaxPods or MaxPodsLimitExceeded. Max pods cannot be
    /// changed on an existing pool.
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
    id: "max-pods-range",
    severity: Error,
    fix: Sometimes,
    facts: limits,
    summary: "max pods outside 10 to 250",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    // A value that comes from the pack is reported once, not for each pool.
    let pack = &cluster.pack_max_pods;
    let is_own = |pool: &&NodePool| {
        pack.as_ref()
            .is_none_or(|pack| pack.place != pool.max_pods.place)
    };
    let of_pools = cluster.pools.iter().filter(is_own);
    let of_pools = of_pools.map(|pool| (format!(" of {pool}"), &pool.max_pods));
    let of_pack = pack.iter().map(|pods| (String::new(), pods));
    for (whose, max_pods) in of_pack.chain(of_pools) {
        let Some(pods) = out.need(max_pods) else {
            continue;
        };
        if MAX_PODS.contains(pods) {
            continue;
        }
        let (least, most) = (MAX_PODS.start(), MAX_PODS.end());
        let message = format!("max pods{whose} is {pods}; AKS accepts {least} to {most}");
        out.report(max_pods.place, message)
            .label(format!("outside {least} to {most}"))
            .data("maxPods", *pods)
            .replace(
                Applicability::Unsafe,
                max_pods,
                &pods.to_string(),
                (*pods).clamp(*least, *most).to_string(),
            );
    }
}
