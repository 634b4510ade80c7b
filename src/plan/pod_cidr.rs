//! The pod CIDR: what the nodes take of it with kubenet and overlay.

use super::ranges::KnownRange;
use super::{Gap, Need, PoolPlan};
use crate::aks::address_plan::{AddressModel, largest, pod_cidr_need, smallest_pod_cidr};
use crate::aks::{cidr, limits};
use crate::model::Cluster;
use crate::text::{count, number};

/// The plan of the pod CIDR. All numbers of addresses are of whole nodes: a /24 each.
#[derive(Debug)]
pub(crate) struct PodCidrPlan<'m> {
    /// The range.
    pub(crate) range: KnownRange<'m>,
    /// Its addresses; nothing of them is reserved.
    pub(crate) supply: u64,
    /// All pools of the cluster.
    pub(crate) pools: Vec<PoolPlan<'m>>,
}

impl<'m> PodCidrPlan<'m> {
    /// Plans the pod CIDR of a cluster; `None` where its pods have none, or where something is not
    /// known, which goes to `gaps`.
    pub(crate) fn new(
        cluster: &'m Cluster,
        range: &Result<Option<KnownRange<'m>>, Gap>,
        gaps: &mut Vec<Gap>,
    ) -> Option<Self> {
        let range = match range {
            Ok(range) => (*range)?,
            Err(gap) => {
                gaps.push(gap.clone());
                return None;
            }
        };
        if cluster.pools.is_empty() {
            gaps.push(super::no_nodes(cluster, cluster.place));
        }
        let pools: Vec<_> = cluster
            .pools
            .iter()
            .filter_map(|pool| PoolPlan::new(cluster, pool, AddressModel::NodesOnly, gaps))
            .collect();
        (!pools.is_empty() && pools.len() == cluster.pools.len()).then(|| PodCidrPlan {
            range,
            supply: cidr::size(range.network),
            pools,
        })
    }

    /// The nodes that take a part of it.
    pub(crate) fn nodes(&self, need: Need) -> u64 {
        let of = |pool: &PoolPlan<'_>| match need {
            Need::Creation => pool.demand.nodes,
            Need::Upgrade => pool.demand.nodes + pool.demand.surge,
        };
        self.pools.iter().map(of).sum()
    }

    /// The addresses that they take.
    pub(crate) fn need(&self, need: Need) -> u64 {
        pod_cidr_need(self.nodes(need))
    }

    /// The pool with the most nodes: the one to change first.
    pub(crate) fn greatest(&self) -> Option<&PoolPlan<'m>> {
        self.pools.iter().rev().max_by_key(|pool| pool.demand.nodes)
    }

    /// The most nodes that the greatest pool can have while the rest stays, its surge included.
    pub(crate) fn largest_count(&self) -> Option<u64> {
        let pool = self.greatest()?;
        let own = pool.demand.nodes + pool.demand.surge;
        let free = self.holds().checked_sub(self.nodes(Need::Upgrade) - own)?;
        largest(1, limits::MAX_NODES_IN_POOL, free, |nodes| {
            nodes + pool.surge.nodes(nodes)
        })
    }

    /// The nodes that it holds.
    pub(crate) fn holds(&self) -> u64 {
        self.supply / limits::POD_CIDR_ADDRESSES_PER_NODE
    }

    /// The prefix of the smallest range that would hold them.
    pub(crate) fn smallest(&self, need: Need) -> Option<u8> {
        smallest_pod_cidr(self.need(need))
    }

    /// The sum, written out: `(300 nodes + 30 surge) x 256 = 84,480`.
    pub(crate) fn sum(&self, need: Need) -> String {
        let nodes = count(self.nodes(Need::Creation), "node");
        let surge = self.nodes(Need::Upgrade) - self.nodes(Need::Creation);
        let nodes = match need {
            Need::Creation => nodes,
            Need::Upgrade => format!("({nodes} + {} surge)", number(surge)),
        };
        format!(
            "{nodes} x {} = {}",
            limits::POD_CIDR_ADDRESSES_PER_NODE,
            number(self.need(need))
        )
    }
}
