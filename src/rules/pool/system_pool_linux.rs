use crate::aks::{OsType, PoolMode};
use crate::model::Cluster;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a System pool with Windows.
    ///
    /// ## Why it is bad
    /// The cluster's own pods run only on Linux. AKS rejects the pool with SystemPoolMustBeLinux, and
    /// Palette's Cluster API provider rejects it too.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: win, mode: System, osType: Windows, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/use-system-pools; Microsoft's list of AKS error codes,
    /// SystemPoolMustBeLinux.
    id: "system-pool-linux",
    severity: Error,
    summary: "Windows System pool",
    check: WholeCluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        // If one of the two is certainly different, the other need not be known.
        if pool.mode.is(&PoolMode::User) || pool.os_type.is(&OsType::Linux) {
            continue;
        }
        let (Some(_), Some(_)) = (out.need(&pool.mode), out.need(&pool.os_type)) else {
            continue;
        };
        let message = format!("{pool} is a System pool and must be Linux, not Windows");
        out.report(pool.os_type.place, message)
            .label("must be Linux")
            .related(pool.mode.place, "System pool")
            .help("make it a User pool, and add a Linux System pool")
            .about(pool.place);
    }
}
