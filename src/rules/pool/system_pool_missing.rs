use crate::aks::{OsType, PoolMode};
use crate::model::Cluster;
use crate::plan::MAX_POOLS_SHOWN;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a cluster in which no node pool is a System pool. A pool without a mode is a User pool.
    /// A file that lists no pools is not reported.
    ///
    /// ## Why it is bad
    /// The cluster's own pods need a System pool. AKS rejects the cluster with
    /// MustDefineAtLeastOneSystemPool, and Palette requires one with at least one node.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: workers, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: workers, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/use-system-pools; Microsoft's list of AKS error codes,
    /// MustDefineAtLeastOneSystemPool.
    id: "system-pool-missing",
    severity: Error,
    summary: "cluster without a System pool",
    check: WholeCluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let pools = &cluster.pools;
    if pools.iter().any(|pool| pool.mode.is(&PoolMode::System)) {
        return;
    }
    let unknown = pools
        .iter()
        .filter(|pool| out.need(&pool.mode).is_none())
        .count();
    let Some(first) = pools.first().filter(|_| unknown == 0) else {
        return;
    };
    let message = match pools.len() {
        1 => format!("the only pool of {} is not a System pool", cluster.title),
        many => format!(
            "none of the {many} pools of {} is a System pool",
            cluster.title
        ),
    };
    let finding = out.report(cluster.place, message);
    for pool in pools.iter().take(MAX_POOLS_SHOWN) {
        let text = format!("{pool}: User{}", pool.mode.default_mark());
        finding.related(pool.mode.place, text);
    }
    let linux = pools.iter().find(|pool| pool.os_type.is(&OsType::Linux));
    finding.help(match linux {
        Some(pool) => format!("add mode: System to {pool}"),
        None => format!("add a Linux System pool; {first} is Windows and cannot be one"),
    });
}
