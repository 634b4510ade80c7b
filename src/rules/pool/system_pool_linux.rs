use crate::aks::{OsType, PoolMode};
use crate::model::Cluster;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a System pool with Windows.
    ///
    /// ## Why it is bad
    /// The cluster's own pods run on Linux only. AKS answers SystemPoolMustBeLinux, and Palette's
    /// Cluster API provider refuses the pool.
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
    summary: "a System pool with Windows",
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
        let message = format!("{pool} is a System pool, which must be Linux");
        out.report(pool.os_type.place, message)
            .label("Windows")
            .related(pool.mode.place, "a System pool")
            .help("make it a User pool, and add a System pool with Linux")
            .about(pool.place);
    }
}
