use super::{known, pools};
use crate::aks::{OsType, PoolMode};
use crate::finding::Sink;
use crate::rules::Context;

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
    SystemPoolLinux {
        id: "system-pool-linux",
        group: Pool,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a System pool with Windows",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for pool in pools(cx) {
        // What is certainly no System pool, or no Windows, needs no second look.
        if pool.mode.is(&PoolMode::User) || pool.os_type.is(&OsType::Linux) {
            continue;
        }
        let mode = known(&pool.mode, &META, sink);
        let os_type = known(&pool.os_type, &META, sink);
        if mode.is_none() || os_type.is_none() {
            continue;
        }
        sink.emit(
            META.finding(
                pool.os_type.place,
                format!("{} is a System pool, which must be Linux", pool.title()),
            )
            .label("Windows")
            .related(pool.mode.place, "a System pool")
            .help("make it a User pool, and add a System pool with Linux")
            .about(pool.place),
        );
    }
}
