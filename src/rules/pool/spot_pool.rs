use crate::aks::{PoolMode, ScaleSetPriority};
use crate::model::Cluster;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a System pool of spot machines, and `maxSurge` on a spot pool.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool: Azure may evict spot machines at any time, and the cluster's own pods need nodes.
    /// Spot pools are upgraded without surge.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, scaleSetPriority: Spot}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: spot, count: 3, scaleSetPriority: Spot}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/spot-node-pool (2025-04-06); the Terraform provider azurerm,
    /// kubernetes_cluster_node_pool.
    id: "spot-pool",
    severity: Error,
    facts: limits,
    summary: "spot machines in a System pool, or with maxSurge",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let Some(priority) = &pool.priority else {
            continue;
        };
        if out.need(priority) != Some(&ScaleSetPriority::Spot) {
            continue;
        }
        if out.need(&pool.mode) == Some(&PoolMode::System) {
            out.report(
                priority.place,
                format!("{pool} is a System pool, which cannot be Spot"),
            )
            .label("spot machines")
            .related(pool.mode.place, "a System pool")
            .help("use scaleSetPriority: Regular, or a User pool");
        }
        if let Some(surge) = &pool.max_surge {
            out.report(
                surge.place,
                format!("{pool} is a spot pool, which does not support maxSurge"),
            )
            .label("not supported for spot machines")
            .related(priority.place, "spot machines")
            .help("remove maxSurge");
        }
    }
}
