use crate::aks::PoolMode;
use crate::aks::limits::{SYSTEM_POOL_COUNT, USER_POOL_COUNT};
use crate::model::{Cluster, Located, NodePool};
use crate::rules::Sink;
use crate::text::number;

rule! {
    /// ## What it does
    /// Reports a `count`, `minCount` or `maxCount` outside 0 to 1,000 (1 to 1,000 for a System pool), a
    /// `minCount` above `maxCount`, a `count` that is not between them, and a `minCount` or `maxCount`
    /// without the other.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool. The autoscaler needs both bounds and starts with a count between them.
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
    id: "pool-count",
    severity: Error,
    fix: Sometimes,
    facts: limits,
    summary: "count, minCount and maxCount of a pool that are invalid or contradict each other",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let counts = [
            ("count", &pool.count),
            ("minCount", &pool.min_count),
            ("maxCount", &pool.max_count),
        ];
        let mut are_in_range = true;
        for (key, value) in counts {
            if let Some(value) = value {
                are_in_range &= check_range(pool, key, value, out);
            }
        }
        match (&pool.min_count, &pool.max_count) {
            (Some(min), Some(max)) if are_in_range => check_bounds(pool, min, max, out),
            (Some(alone), None) => report_single_bound(pool, "minCount", alone, "maxCount", out),
            (None, Some(alone)) => report_single_bound(pool, "maxCount", alone, "minCount", out),
            _ => {}
        }
    }
}

/// Whether a count is in the range that AKS accepts; `true` where it is not known.
fn check_range(pool: &NodePool, key: &str, value: &Located<i64>, out: &mut Sink) -> bool {
    let Some(&nodes) = out.need(value) else {
        return true;
    };
    let is_system = pool.mode.is(&PoolMode::System);
    if nodes == 0 {
        out.need(&pool.mode);
    }
    let (allowed, kind) = match is_system {
        true => (SYSTEM_POOL_COUNT, "a System pool"),
        false => (USER_POOL_COUNT, "a pool"),
    };
    if allowed.contains(&nodes) {
        return true;
    }
    let (least, most) = (allowed.start(), number(allowed.end().unsigned_abs()));
    let message = format!("{key} of {pool} is {nodes}; {kind} can have {least} to {most} nodes");
    let finding = out
        .report(value.place, message)
        .label(format!("outside {least} to {most}"))
        .about_itself()
        .data("nodes", nodes);
    if is_system && nodes == 0 {
        finding.related(pool.mode.place, kind);
    }
    false
}

/// The bounds of the autoscaler, and the count that it begins with.
fn check_bounds(pool: &NodePool, min: &Located<i64>, max: &Located<i64>, out: &mut Sink) {
    let (Some(least), Some(most)) = (min.known(), max.known()) else {
        return;
    };
    let title = pool.to_string();
    if least > most {
        let message = format!("minCount {least} of {title} is above its maxCount {most}");
        out.report(min.place, message)
            .label("minimum")
            .related(max.place, "maximum")
            .help("swap the two numbers")
            .swap(min, max);
        return;
    }
    let Some(written) = &pool.count else { return };
    if let Some(count) = written.known()
        && !(least..=most).contains(&count)
    {
        out.report(
            written.place,
            format!("count {count} of {title} is not between minCount {least} and maxCount {most}"),
        )
        .label(format!("outside {least} to {most}"))
        .related(min.place, "minimum")
        .related(max.place, "maximum")
        .help(format!(
            "use a count from {least} to {most}, or remove it to start with {least}"
        ));
    }
}

fn report_single_bound(
    pool: &NodePool,
    key: &str,
    alone: &Located<i64>,
    missing: &str,
    out: &mut Sink,
) {
    let message = format!("{pool} has {key} but no {missing}");
    out.report(alone.place, message)
        .label(format!("{missing} is missing"))
        .help(format!(
            "add {missing} to enable the autoscaler, or write count instead of {key}"
        ));
}
