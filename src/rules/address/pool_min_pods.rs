use crate::aks::limits::{MAX_PODS, MIN_PODS_IN_POOL};
use crate::model::{Cluster, Located, NodePool};
use crate::plan::no_nodes;
use crate::rules::Sink;
use crate::text::{any_of, count};

rule! {
    /// ## What it does
    /// Reports a pool whose nodes together can run fewer than 30 pods (nodes x max pods).
    ///
    /// The nodes are those with which the pool is created: `count`, or `minCount` if only the
    /// autoscaler's bounds are set. `maxCount` does not help, because AKS checks the pool at creation.
    /// A pool created without nodes is not reported.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool with InsufficientAgentPoolMaxPodsPerAgentPool, because the cluster's own
    /// pods need this space. Max pods cannot be changed on an existing pool; raise max pods or the
    /// count before you create it.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 2, maxPods: 10}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 10}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning: 10 is the minimum "if and
    /// only if the configuration of each node pool has space for a minimum of 30 pods".
    id: "pool-min-pods",
    severity: Error,
    facts: limits,
    summary: "pool whose nodes together run fewer than 30 pods",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let Some(nodes) = nodes_at_creation(pool) else {
            out.gaps(&[no_nodes(cluster, pool.place)]);
            continue;
        };
        let count_of = whole(nodes, out);
        let pods = whole(&pool.max_pods, out);
        let (Some(count_of), Some(pods)) = (count_of, pods) else {
            continue;
        };
        // Another rule reports max pods outside of the range.
        let is_allowed = i64::try_from(pods).is_ok_and(|pods| MAX_PODS.contains(&pods));
        let total = count_of.saturating_mul(pods);
        if count_of == 0 || !is_allowed || total >= MIN_PODS_IN_POOL {
            continue;
        }
        let max_pods = MIN_PODS_IN_POOL.div_ceil(count_of);
        let more = MIN_PODS_IN_POOL.div_ceil(pods);
        let ways = [
            format!("{max_pods} max pods or more"),
            format!("{} or more", count(more, "node")),
        ];
        let mark = pool.max_pods.default_mark();
        out.report(
            nodes.place,
            format!(
                "{pool} runs at most {total} pods ({} x {pods} max pods); AKS requires room for \
                     {MIN_PODS_IN_POOL}",
                count(count_of, "node")
            ),
        )
        .label(match pool.count {
            Some(_) => count(count_of, "node"),
            None => format!("starts with {}", count(count_of, "node")),
        })
        .related(pool.max_pods.place, format!("{pods} pods per node{mark}"))
        .help(format!("use {}", any_of(&ways)))
        .about(pool.place)
        .data("pods", total)
        .data("leastMaxPods", max_pods)
        .data("leastCount", more);
    }
}

/// The nodes with which AKS creates a pool.
fn nodes_at_creation(pool: &NodePool) -> Option<&Located<i64>> {
    pool.count.as_ref().or(pool.min_count.as_ref())
}

/// The number, if it is not negative; records one that is not known.
fn whole(value: &Located<i64>, out: &mut Sink) -> Option<u64> {
    u64::try_from(*out.need(value)?).ok()
}
