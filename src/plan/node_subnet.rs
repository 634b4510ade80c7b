//! Subnets of nodes; with Azure CNI in its classic mode their pods are there too.

use super::ranges::RangeKind;
use super::subnet::{SubnetPlan, SubnetPool};
use super::{PoolPlan, Sum};
use crate::aks::address_plan::{AddressModel, Need, PoolDemand, largest};
use crate::aks::limits;
use crate::text::count;

/// The plan of one subnet that nodes are on.
pub(crate) type NodeSubnetPlan<'m> = SubnetPlan<'m, PoolPlan<'m>>;

impl SubnetPool for PoolPlan<'_> {
    const KIND: RangeKind = RangeKind::NodeSubnet;
    const COMPARED_BY: Need = Need::Upgrade;

    fn numbers(&self) -> &PoolPlan<'_> {
        self
    }

    fn need_with(&self, need: Need, demand: PoolDemand) -> u64 {
        self.model.need(need, demand)
    }
}

impl<'m> NodeSubnetPlan<'m> {
    /// The plain product: nodes x max pods, over all pools.
    pub(crate) fn nodes_times_max_pods(&self) -> u64 {
        let product = |pool: &PoolPlan<'_>| pool.demand.nodes * pool.demand.max_pods;
        self.pools.iter().map(product).sum()
    }

    /// What the nodes alone would need with Azure CNI Overlay, their surge included; `None` if no pod
    /// has an address here.
    pub(crate) fn need_with_overlay(&self) -> Option<u64> {
        let is_flat = |pool: &PoolPlan<'_>| pool.model == AddressModel::NodesAndPods;
        let nodes = |pool: &PoolPlan<'_>| pool.demand.nodes + pool.demand.surge;
        (self.pools.iter().any(is_flat)).then(|| self.pools.iter().map(nodes).sum())
    }

    /// The sum that gives a need.
    pub(crate) fn sum(&self, need: Need) -> Sum {
        let total = self.need(need);
        match self.pools.as_slice() {
            [pool] if pool.model == AddressModel::NodesOnly && need != Need::Upgrade => {
                Sum::trivial(self.term(pool, need), total)
            }
            pools => Sum::of_pools(pools.iter().map(|pool| self.term(pool, need)), total),
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
            pool.need_with(need, demand)
        })
    }
}
