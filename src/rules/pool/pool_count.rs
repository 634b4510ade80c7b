use std::ops::RangeInclusive;

use crate::aks::PoolMode;
use crate::aks::limits::{SYSTEM_POOL_COUNT, USER_POOL_COUNT};
use crate::finding::Sink;
use crate::model::{Located, NodePool};
use crate::rules::Context;
use crate::text::number;

rule! {
    /// ## What it does
    /// Reports a `count`, `minCount` or `maxCount` outside 0 to 1,000 (1 to 1,000 for a System
    /// pool), a `minCount` above the `maxCount`, a `count` outside the two, and one of the two
    /// without the other.
    ///
    /// ## Why it is bad
    /// AKS refuses the pool. The autoscaler needs both bounds, and begins with a count between them.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: workers, count: 2, minCount: 3, maxCount: 10}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: workers, count: 3, minCount: 3, maxCount: 10}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/create-node-pools and cluster-autoscaler; the checks of the
    /// Azure command line (acs module) on counts.
    PoolCount {
        id: "pool-count",
        group: Pool,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a pool's count, minCount or maxCount does not go",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = cx.cluster else { return };
    for pool in &cluster.pools {
        let counts = [
            ("count", &pool.count),
            ("minCount", &pool.min_count),
            ("maxCount", &pool.max_count),
        ];
        let mut is_fitting = true;
        for (key, value) in counts {
            if let Some(value) = value {
                is_fitting &= range(pool, key, value, sink);
            }
        }
        match (&pool.min_count, &pool.max_count) {
            (Some(min), Some(max)) if is_fitting => bounds(pool, min, max, sink),
            (Some(alone), None) => half(pool, "minCount", alone, "maxCount", sink),
            (None, Some(alone)) => half(pool, "maxCount", alone, "minCount", sink),
            _ => {}
        }
    }
}

/// Whether a count is one that pools have; `true` where it is not known.
fn range(pool: &NodePool, key: &str, value: &Located<i64>, sink: &mut Sink) -> bool {
    let nodes = match &value.value {
        Ok(nodes) => *nodes,
        Err(unknown) => {
            sink.unresolved(META.id, value.place, unknown);
            return true;
        }
    };
    let (allowed, kind): (RangeInclusive<i64>, _) = match &pool.mode.value {
        Ok(PoolMode::System) => (SYSTEM_POOL_COUNT, "a System pool"),
        Ok(PoolMode::User) => (USER_POOL_COUNT, "a pool"),
        Err(unknown) => {
            if nodes == 0 {
                sink.unresolved(META.id, pool.mode.place, unknown);
            }
            (USER_POOL_COUNT, "a pool")
        }
    };
    if allowed.contains(&nodes) {
        return true;
    }
    let (least, most) = (allowed.start(), number(allowed.end().unsigned_abs()));
    let mut finding = META
        .finding(
            value.place,
            format!(
                "{key} of {} is {nodes}; {kind} has {least} to {most} nodes",
                pool.title()
            ),
        )
        .label(format!("must be {least} to {most}"))
        .about(value.place)
        .data("nodes", nodes);
    if kind == "a System pool" && nodes == 0 {
        finding = finding.related(pool.mode.place, kind);
    }
    sink.emit(finding);
    false
}

/// The bounds of the autoscaler, and the count that it begins with.
fn bounds(pool: &NodePool, min: &Located<i64>, max: &Located<i64>, sink: &mut Sink) {
    let (Some(least), Some(most)) = (min.known(), max.known()) else {
        return;
    };
    let title = pool.title();
    if least > most {
        sink.emit(
            META.finding(
                min.place,
                format!("minCount {least} of {title} is above its maxCount {most}"),
            )
            .label("the fewest nodes")
            .related(max.place, "the most nodes")
            .help("give the smaller number to minCount"),
        );
        return;
    }
    let Some(written) = &pool.count else { return };
    if let Some(count) = written.known()
        && !(least..=most).contains(&count)
    {
        sink.emit(
            META.finding(
                written.place,
                format!("count {count} of {title} is outside minCount {least} and maxCount {most}"),
            )
            .label(format!("must be {least} to {most}"))
            .related(min.place, "the fewest nodes")
            .related(max.place, "the most nodes")
            .help("leave count out to begin with minCount"),
        );
    }
}

fn half(pool: &NodePool, key: &str, alone: &Located<i64>, missing: &str, sink: &mut Sink) {
    sink.emit(
        META.finding(
            alone.place,
            format!("{} has a {key} without a {missing}", pool.title()),
        )
        .label(format!("no {missing} beside it"))
        .help(format!(
            "add {missing} to turn the autoscaler on, or write count instead of {key}"
        )),
    );
}
