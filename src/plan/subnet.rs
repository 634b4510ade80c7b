//! What the plans of node subnets and of pod subnets share.

use super::ranges::{KnownRange, RangeKind};
use super::{Capacity, PoolPlan, all_pools, capacity};
use crate::aks::address_plan::{Need, PoolDemand, largest, smallest_prefix, supply};
use crate::aks::limits;
use crate::model::{Cluster, Gap, Subnet};

/// The plan of one subnet, with the pools that need addresses in it.
#[derive(Debug)]
pub(crate) struct SubnetPlan<'m, P> {
    pub(crate) subnet: &'m Subnet,
    pub(crate) range: KnownRange<'m>,
    pub(crate) capacity: Capacity,
    pub(crate) pools: Vec<P>,
}

/// A pool that needs addresses in a subnet.
pub(crate) trait SubnetPool {
    /// What the subnet is for.
    const KIND: RangeKind;
    /// The need by which pools are compared.
    const COMPARED_BY: Need;

    /// The pool's numbers.
    fn numbers(&self) -> &PoolPlan<'_>;

    /// The addresses that the pool would need in the subnet with these numbers.
    fn need_with(&self, need: Need, demand: PoolDemand) -> u64;

    /// The addresses that the pool needs in the subnet.
    fn need(&self, need: Need) -> u64 {
        self.need_with(need, self.numbers().demand)
    }
}

impl<'m, P: SubnetPool> SubnetPlan<'m, P> {
    /// The plan of a subnet.
    ///
    /// # Errors
    /// Everything that is missing.
    pub(super) fn new(
        cluster: &Cluster,
        subnet: &'m Subnet,
        pools: impl Iterator<Item = Result<P, Vec<Gap>>>,
    ) -> Result<Self, Vec<Gap>> {
        let mut gaps = Vec::new();
        let range = capacity::of_subnet(cluster, subnet, P::KIND, &mut gaps);
        match (range, all_pools(pools)) {
            (Some((range, capacity)), Ok(pools)) => Ok(SubnetPlan {
                subnet,
                range,
                capacity,
                pools,
            }),
            (_, pools) => {
                gaps.extend(pools.err().into_iter().flatten());
                Err(gaps)
            }
        }
    }

    /// The addresses that all pools need.
    pub(crate) fn need(&self, need: Need) -> u64 {
        self.pools.iter().map(|pool| pool.need(need)).sum()
    }

    /// The smallest subnet for a need, if as many addresses are in use there: its prefix and supply.
    pub(crate) fn smallest(&self, need: Need) -> Option<(u8, u64)> {
        let prefix = smallest_prefix(self.need(need), self.capacity.in_use)?;
        Some((prefix, supply(prefix, self.capacity.in_use)))
    }

    /// The pool with the greatest need: the one to change first.
    pub(crate) fn greatest(&self) -> Option<&P> {
        let pools = self.pools.iter().rev();
        pools.max_by_key(|pool| pool.need(P::COMPARED_BY))
    }

    /// The most nodes that a pool can have if the others stay as they are.
    pub(crate) fn largest_count(&self, pool: &P, need: Need) -> Option<u64> {
        let free = self.free_for(pool, need)?;
        largest(1, limits::MAX_NODES_IN_POOL, free, |nodes| {
            pool.need_with(need, pool.numbers().with_nodes(nodes))
        })
    }

    /// The addresses that the other pools leave.
    pub(super) fn free_for(&self, pool: &P, need: Need) -> Option<u64> {
        let others = self.need(need).saturating_sub(pool.need(need));
        self.capacity.supply.checked_sub(others)
    }
}
