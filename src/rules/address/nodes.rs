//! The nodes of all pools of a cluster.

use crate::finding::Finding;
use crate::model::{Cluster, Gap, Located, NodePool};
use crate::plan::{MAX_POOLS_SHOWN, no_nodes};
use crate::source::Place;
use crate::text::count;

/// What is known of the nodes of all pools.
pub(crate) struct AllNodes<'m> {
    /// Nodes of the pools whose number is known: the cluster has at least as many.
    pub(crate) nodes: u64,
    /// What keeps the others from being known.
    pub(crate) gaps: Vec<Gap>,
    /// Pools with their nodes, the largest first.
    pools: Vec<(&'m NodePool, &'m Located<i64>, u64)>,
}

/// Adds up the nodes of a cluster.
pub(crate) fn all_nodes(cluster: &Cluster) -> AllNodes<'_> {
    let mut all = AllNodes {
        nodes: 0,
        gaps: Vec::new(),
        pools: Vec::new(),
    };
    for pool in &cluster.pools {
        let Some(most) = pool.max_nodes() else {
            all.gaps.push(no_nodes(cluster, pool.place));
            continue;
        };
        match most.get() {
            Ok(nodes) => {
                let nodes = u64::try_from(*nodes).unwrap_or(0);
                all.nodes = all.nodes.saturating_add(nodes);
                all.pools.push((pool, most, nodes));
            }
            Err(gap) => all.gaps.push(gap),
        }
    }
    all.pools
        .sort_by_key(|(_, _, nodes)| std::cmp::Reverse(*nodes));
    all
}

impl AllNodes<'_> {
    /// Where the largest pool says how many nodes it has: the one to change first.
    pub(crate) fn largest_place(&self, cluster: &Cluster) -> Place {
        self.pools
            .first()
            .map_or(cluster.place, |(_, most, _)| most.place)
    }

    /// What to say there.
    pub(crate) fn largest_label(&self) -> String {
        self.pools.first().map_or_else(String::new, label)
    }

    /// Labels the next largest pools.
    pub(crate) fn label_others(&self, finding: &mut Finding) {
        for pool in self.pools.iter().skip(1).take(MAX_POOLS_SHOWN) {
            finding.related(pool.1.place, label(pool));
        }
    }
}

fn label((pool, _, nodes): &(&NodePool, &Located<i64>, u64)) -> String {
    let what = match pool.max_count {
        Some(_) => "up to ",
        None => "",
    };
    format!("{pool}: {what}{}", count(*nodes, "node"))
}
