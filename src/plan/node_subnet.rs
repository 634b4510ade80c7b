//! Subnets of nodes; with Azure CNI in its classic mode their pods are there too.

use super::ranges::{KnownRange, RangeKind};
use super::{Capacity, PoolPlan, all_pools, capacity, sum};
use crate::aks::address_plan::{AddressModel, Need, PoolDemand, largest, smallest_prefix, supply};
use crate::aks::limits;
use crate::model::{Cluster, Gap, NodePool, Subnet};
use crate::text::count;

/// The plan of one subnet that nodes are on.
#[derive(Debug)]
pub(crate) struct NodeSubnetPlan<'m> {
    pub(crate) subnet: &'m Subnet,
    pub(crate) range: KnownRange<'m>,
    pub(crate) capacity: Capacity,
    /// The pools on it.
    pub(crate) pools: Vec<PoolPlan<'m>>,
}

impl<'m> NodeSubnetPlan<'m> {
    pub(super) fn new(
        cluster: &Cluster,
        subnet: &'m Subnet,
        pools: &[&'m NodePool],
        model: AddressModel,
    ) -> Result<Self, Vec<Gap>> {
        let mut gaps = Vec::new();
        let range = capacity::of_subnet(cluster, subnet, RangeKind::NodeSubnet, &mut gaps);
        let plans = pools.iter().map(|pool| PoolPlan::new(cluster, pool, model));
        match (range, all_pools(plans)) {
            (Some((range, capacity)), Ok(pools)) => Ok(NodeSubnetPlan {
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

    /// The plain product: nodes x max pods, over all pools.
    pub(crate) fn nodes_times_max_pods(&self) -> u64 {
        let product = |pool: &PoolPlan<'_>| pool.demand.nodes * pool.demand.max_pods;
        self.pools.iter().map(product).sum()
    }

    /// The sum that gives a need: `(8 nodes + 1 surge) x (30 max pods + 1) = 279`.
    pub(crate) fn sum(&self, need: Need) -> String {
        match self.pools.as_slice() {
            [pool] if pool.model == AddressModel::NodesOnly && need != Need::Upgrade => {
                self.term(pool, need)
            }
            pools => sum(
                pools.iter().map(|pool| self.term(pool, need)),
                self.need(need),
            ),
        }
    }

    fn term(&self, pool: &PoolPlan<'m>, need: Need) -> String {
        let PoolDemand {
            nodes,
            max_pods,
            surge,
        } = pool.demand;
        let nodes = count(nodes, "node");
        match (pool.model, need) {
            (AddressModel::NodesAndPods, Need::Creation) => {
                format!("{nodes} x ({max_pods} max pods - 1)")
            }
            (AddressModel::NodesAndPods, Need::FullDensity) => {
                format!("{nodes} x ({max_pods} max pods + 1)")
            }
            (AddressModel::NodesAndPods, Need::Upgrade) => {
                format!("({nodes} + {surge} surge) x ({max_pods} max pods + 1)")
            }
            (AddressModel::NodesOnly, Need::Upgrade) if self.pools.len() > 1 => {
                format!("({nodes} + {surge} surge)")
            }
            (AddressModel::NodesOnly, Need::Upgrade) => format!("{nodes} + {surge} surge"),
            (AddressModel::NodesOnly, Need::Creation | Need::FullDensity) => nodes,
        }
    }

    /// The smallest subnet for a need, if as many addresses are in use there: its prefix and supply.
    pub(crate) fn smallest(&self, need: Need) -> Option<(u8, u64)> {
        let prefix = smallest_prefix(self.need(need), self.capacity.in_use)?;
        Some((prefix, supply(prefix, self.capacity.in_use)))
    }

    /// The pool with the greatest need: the one to change first.
    pub(crate) fn greatest(&self) -> Option<&PoolPlan<'m>> {
        let pools = self.pools.iter().rev();
        pools.max_by_key(|pool| pool.need(Need::Upgrade))
    }

    /// The most nodes that a pool can have if the others stay as they are.
    pub(crate) fn largest_count(&self, pool: &PoolPlan<'m>, need: Need) -> Option<u64> {
        let free = self.free_for(pool, need)?;
        largest(1, limits::MAX_NODES_IN_POOL, free, |nodes| {
            pool.model.need(need, pool.with_nodes(nodes))
        })
    }

    /// The most pods that a pool's nodes can have if the others stay as they are; `None` if pods
    /// have no address here, or not even the fewest allowed fit.
    pub(crate) fn largest_max_pods(&self, pool: &PoolPlan<'m>, need: Need) -> Option<u64> {
        if pool.model == AddressModel::NodesOnly {
            return None;
        }
        let free = self.free_for(pool, need)?;
        let bound = |pods: &i64| u64::try_from(*pods).unwrap_or(0);
        let fewest = bound(limits::MAX_PODS.start());
        largest(fewest, bound(limits::MAX_PODS.end()), free, |max_pods| {
            let demand = PoolDemand {
                max_pods,
                ..pool.demand
            };
            pool.model.need(need, demand)
        })
    }

    /// The addresses that the other pools leave.
    fn free_for(&self, pool: &PoolPlan<'m>, need: Need) -> Option<u64> {
        let others = self.need(need).saturating_sub(pool.need(need));
        self.capacity.supply.checked_sub(others)
    }
}
