use super::nodes::all_nodes;
use crate::aks::limits::{MAX_NODES_IN_CLUSTER, MAX_NODES_IN_POOL, MAX_POOLS};
use crate::finding::Severity;
use crate::model::{Cluster, NodePool, Scope};
use crate::plan::surge_of;
use crate::rules::Sink;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Reports more than 1,000 nodes in a pool, more than 5,000 nodes in a cluster, and more than 100
    /// pools. An autoscaled pool counts with its `maxCount`. It is a warning if only the surge nodes of
    /// an upgrade exceed 1,000, and at exactly 5,000 nodes.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool or the cluster. If a pool and its surge exceed 1,000 nodes, or the cluster
    /// has 5,000 nodes, AKS refuses to start the upgrade. Spread the nodes over more pools or clusters,
    /// or lower `maxSurge`.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPluginMode: overlay, podCidr: 10.128.0.0/9}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: workers, count: 1200}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPluginMode: overlay, podCidr: 10.128.0.0/9}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: workers1, count: 600}
    ///   - {name: workers2, count: 600}
    /// ```
    ///
    /// ## Source
    /// Azure's limits of Kubernetes Service (container-service-limits, 2024-01-12);
    /// learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling and
    /// best-practices-performance-scale-large.
    id: "node-limit",
    severity: Error,
    supersedes: ["pool-count"],
    facts: limits,
    summary: "more than 1,000 nodes in a pool, 5,000 in a cluster, or 100 pools",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let mut are_within = true;
    for pool in &cluster.pools {
        are_within &= one_pool(cluster, pool, out);
    }
    // The limits of the cluster need all pools; a pool that is too large has been reported.
    if cluster.scope == Scope::Whole {
        pools(cluster, out);
        if are_within {
            nodes(cluster, out);
        }
    }
}

/// Whether the pool is within its limit.
fn one_pool(cluster: &Cluster, pool: &NodePool, out: &mut Sink) -> bool {
    let Some(most) = pool.max_nodes() else {
        return true;
    };
    let Some(nodes) = out.need(most) else {
        return true;
    };
    let nodes = u64::try_from(*nodes).unwrap_or(0);
    let title = pool.to_string();
    if nodes > MAX_NODES_IN_POOL {
        let pools = nodes.div_ceil(MAX_NODES_IN_POOL);
        out.report(
            most.place,
            format!(
                "{title} has {}; AKS allows at most {} per pool",
                count(nodes, "node"),
                number(MAX_NODES_IN_POOL)
            ),
        )
        .label(format!("more than {}", number(MAX_NODES_IN_POOL)))
        .help(format!("spread the nodes over {pools} pools"))
        .about_itself()
        .data("nodes", nodes)
        .data("limit", MAX_NODES_IN_POOL);
        return false;
    }
    // A surge is never larger than the pool.
    if nodes * 2 <= MAX_NODES_IN_POOL {
        return true;
    }
    let Some(surge) = out.known(surge_of(cluster, pool)) else {
        return true;
    };
    let extra = surge.nodes(nodes);
    if nodes + extra > MAX_NODES_IN_POOL {
        let mark = match pool.max_surge {
            Some(_) => "",
            None => " (default)",
        };
        let finding = out
            .report(
                most.place,
                format!(
                    "upgrading {title} needs {} nodes: {} + {} surge ({surge}{mark}); AKS allows \
                     at most {} per pool",
                    number(nodes + extra),
                    number(nodes),
                    number(extra),
                    number(MAX_NODES_IN_POOL)
                ),
            )
            .label("AKS refuses to start the upgrade")
            .help(match MAX_NODES_IN_POOL - nodes {
                0 => "use fewer nodes, or maxSurge: 0 with maxUnavailable".to_owned(),
                surge => format!("use maxSurge: {surge}, or fewer nodes"),
            })
            .severity(Severity::Warning)
            .data("nodes", nodes)
            .data("surge", extra)
            .data("limit", MAX_NODES_IN_POOL);
        if let Some(written) = &pool.max_surge {
            finding.related(written.place, count(extra, "node"));
        }
    }
    true
}

fn pools(cluster: &Cluster, out: &mut Sink) {
    let Some(beyond) = cluster.pools.get(MAX_POOLS) else {
        return;
    };
    out.report(
        beyond.place,
        format!(
            "the cluster has {} node pools; AKS allows at most {MAX_POOLS}",
            number(cluster.pools.len() as u64)
        ),
    )
    .label(format!("pool {} of {}", MAX_POOLS + 1, cluster.pools.len()))
    .help("use fewer and larger pools, or a second cluster")
    .data("pools", cluster.pools.len())
    .data("limit", MAX_POOLS);
}

fn nodes(cluster: &Cluster, out: &mut Sink) {
    let all = all_nodes(cluster);
    if all.nodes < MAX_NODES_IN_CLUSTER {
        return out.gaps(&all.gaps);
    }
    let is_beyond = all.nodes > MAX_NODES_IN_CLUSTER;
    let limit = number(MAX_NODES_IN_CLUSTER);
    let nodes = number(all.nodes);
    let message = match is_beyond {
        true => format!("the pools have {nodes} nodes; AKS allows at most {limit} per cluster"),
        false => format!("the pools have {limit} nodes; AKS cannot upgrade a cluster of this size"),
    };
    let finding = out
        .report(all.largest_place(cluster), message)
        .label(all.largest_label())
        .help("use fewer nodes, or a second cluster")
        .data("nodes", all.nodes)
        .data("limit", MAX_NODES_IN_CLUSTER);
    if !is_beyond {
        finding.severity(Severity::Warning);
    }
    all.label_others(finding);
}
