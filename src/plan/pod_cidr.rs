//! The pod CIDR: with kubenet and overlay, every node gets a /24 of it for its pods.

use super::ranges::KnownRange;
use super::{Capacity, PoolPlan, Sum, all_pools, no_nodes};
use crate::aks::address_plan::{AddressModel, Need, largest, pod_cidr_need, smallest_pod_cidr};
use crate::aks::limits;
use crate::model::{Cluster, Gap};
use crate::text::{count, number};

/// The plan of the pod CIDR. A node needs its /24 whether it is full or not.
#[derive(Debug)]
pub(crate) struct PodCidrPlan<'m> {
    pub(crate) range: KnownRange<'m>,
    pub(crate) capacity: Capacity,
    /// All pools of the cluster.
    pub(crate) pools: Vec<PoolPlan<'m>>,
}

impl<'m> PodCidrPlan<'m> {
    /// The plan of a cluster; `None` if its pods have no CIDR.
    ///
    /// # Errors
    /// Everything that is missing.
    pub(super) fn new(
        cluster: &'m Cluster,
        range: &Result<Option<KnownRange<'m>>, Gap>,
    ) -> Result<Option<Self>, Vec<Gap>> {
        let Some(range) = *range.as_ref().map_err(|gap| vec![gap.clone()])? else {
            return Ok(None);
        };
        if cluster.pools.is_empty() {
            return Err(vec![no_nodes(cluster, cluster.place)]);
        }
        let plans = cluster.pools.iter();
        let plans = plans.map(|pool| PoolPlan::new(cluster, pool, AddressModel::NodesOnly));
        Ok(Some(PodCidrPlan {
            range,
            capacity: Capacity::of_pod_cidr(&range),
            pools: all_pools(plans)?,
        }))
    }

    fn nodes(&self, need: Need) -> u64 {
        let of = |pool: &PoolPlan<'_>| match need {
            Need::Creation | Need::FullDensity => pool.demand.nodes,
            Need::Upgrade => pool.demand.nodes + pool.demand.surge,
        };
        self.pools.iter().map(of).sum()
    }

    /// The addresses that all nodes need.
    pub(crate) fn need(&self, need: Need) -> u64 {
        pod_cidr_need(self.nodes(need))
    }

    /// The pool with the most nodes: the one to change first.
    pub(crate) fn greatest(&self) -> Option<&PoolPlan<'m>> {
        self.pools.iter().rev().max_by_key(|pool| pool.demand.nodes)
    }

    /// The most nodes that the greatest pool can have if the others stay as they are, its surge
    /// included.
    pub(crate) fn largest_count(&self) -> Option<u64> {
        let pool = self.greatest()?;
        let own = pool.demand.nodes + pool.demand.surge;
        let others = self.nodes(Need::Upgrade) - own;
        let free = self.max_nodes().checked_sub(others)?;
        largest(1, limits::MAX_NODES_IN_POOL, free, |nodes| {
            nodes + pool.surge.nodes(nodes)
        })
    }

    /// The most nodes that can be in it.
    pub(crate) fn max_nodes(&self) -> u64 {
        self.capacity.supply / limits::POD_CIDR_ADDRESSES_PER_NODE
    }

    /// The prefix of the smallest range for a need.
    pub(crate) fn smallest(&self, need: Need) -> Option<u8> {
        smallest_pod_cidr(self.need(need))
    }

    /// The sum that gives a need.
    pub(crate) fn sum(&self, need: Need) -> Sum {
        let nodes = count(self.nodes(Need::Creation), "node");
        let surge = self.nodes(Need::Upgrade) - self.nodes(Need::Creation);
        let nodes = match need {
            Need::Creation | Need::FullDensity => nodes,
            Need::Upgrade => format!("({nodes} + {} surge)", number(surge)),
        };
        let each = limits::POD_CIDR_ADDRESSES_PER_NODE;
        Sum::new(format!("{nodes} x {each}"), self.need(need))
    }
}
