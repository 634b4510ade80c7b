use super::{known, whole_cluster};
use crate::aks::{OsType, PoolMode};
use crate::finding::Sink;
use crate::plan::MAX_POOLS_SHOWN;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a cluster of which no node pool is a System pool. A pool that does not say its mode
    /// is a User pool. A file that lists no pools at all is left alone.
    ///
    /// ## Why it is bad
    /// The cluster's own pods need a System pool: AKS answers MustDefineAtLeastOneSystemPool, and
    /// Palette asks for one with at least one node.
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
    SystemPoolMissing {
        id: "system-pool-missing",
        group: Pool,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a cluster without a System pool",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = whole_cluster(cx) else {
        return;
    };
    let pools = &cluster.pools;
    let is_system = |mode: &PoolMode| *mode == PoolMode::System;
    if pools
        .iter()
        .any(|pool| pool.mode.known().is_some_and(is_system))
    {
        return;
    }
    let mut is_known = true;
    for pool in pools {
        is_known &= known(&pool.mode, &META, sink).is_some();
    }
    let Some(first) = pools.first().filter(|_| is_known) else {
        return;
    };
    let message = match pools.len() {
        1 => format!("the only pool of {} is not a System pool", cluster.title),
        many => format!(
            "none of the {many} pools of {} is a System pool",
            cluster.title
        ),
    };
    let mut finding = META.finding(cluster.place, message);
    for pool in pools.iter().take(MAX_POOLS_SHOWN) {
        let text = format!("{}: User{}", pool.title(), pool.mode.default_mark());
        finding = finding.related(pool.mode.place, text);
    }
    let linux = pools.iter().find(|pool| pool.os_type.is(&OsType::Linux));
    sink.emit(finding.help(match linux {
        Some(pool) => format!("add mode: System to {}", pool.title()),
        None => format!(
            "add a System pool with Linux; {} cannot be one",
            first.title()
        ),
    }));
}
