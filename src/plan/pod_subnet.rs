//! Pod subnets: the addresses of pods, if Azure CNI gives them a subnet of their own.

use super::ranges::{KnownRange, RangeKind};
use super::{Capacity, PoolPlan, all_pools, capacity, pool, sum};
use crate::aks::address_plan::{
    AddressModel, Need, PoolDemand, largest, pod_subnet_admission, smallest_prefix, supply,
};
use crate::aks::{PodIpAllocation, limits};
use crate::model::{Cluster, Gap, NodePool, Subnet};
use crate::text::count;

/// The plan of one subnet that pods are on.
#[derive(Debug)]
pub(crate) struct PodSubnetPlan<'m> {
    pub(crate) subnet: &'m Subnet,
    pub(crate) range: KnownRange<'m>,
    pub(crate) capacity: Capacity,
    /// The pools whose pods are on it.
    pub(crate) pools: Vec<PodPool<'m>>,
}

/// A pool whose pods are on a pod subnet.
#[derive(Debug)]
pub(crate) struct PodPool<'m> {
    pub(crate) plan: PoolPlan<'m>,
    /// How its nodes get addresses.
    pub(crate) allocation: PodIpAllocation,
}

impl<'m> PodPool<'m> {
    fn new(cluster: &Cluster, pool: &'m NodePool) -> Result<Self, Vec<Gap>> {
        let allocation = match &pool.pod_ip_allocation {
            None => PodIpAllocation::DynamicIndividual,
            Some(written) => *written.get().map_err(|gap| vec![gap])?,
        };
        let plan = PoolPlan::new(cluster, pool, AddressModel::NodesOnly)?;
        match (pool::whole(&pool.max_pods), allocation) {
            // How many blocks a node gets at first depends on max pods with static blocks only.
            (Err(gap), PodIpAllocation::StaticBlock) => Err(vec![gap]),
            (_, allocation) => Ok(PodPool { plan, allocation }),
        }
    }

    fn need(&self, need: Need) -> u64 {
        self.allocation.need(need, self.plan.demand)
    }

    /// Its part of the sum.
    fn term(&self, need: Need) -> String {
        let demand = self.plan.demand;
        let nodes = count(demand.nodes, "node");
        let nodes = match need {
            Need::Upgrade => format!("({nodes} + {} surge)", demand.surge),
            Need::Creation | Need::FullDensity => nodes,
        };
        let one = PoolDemand {
            nodes: 1,
            surge: 0,
            ..demand
        };
        let block = limits::POD_SUBNET_BLOCK;
        match self.allocation.need(need, one) / block {
            1 => format!("{nodes} x {block}"),
            blocks => format!("{nodes} x {blocks} blocks of {block}"),
        }
    }
}

impl<'m> PodSubnetPlan<'m> {
    pub(super) fn new(
        cluster: &Cluster,
        subnet: &'m Subnet,
        pools: &[&'m NodePool],
    ) -> Result<Self, Vec<Gap>> {
        let mut gaps = Vec::new();
        let range = capacity::of_subnet(cluster, subnet, RangeKind::PodSubnet, &mut gaps);
        let plans = pools.iter().map(|pool| PodPool::new(cluster, pool));
        match (range, all_pools(plans)) {
            (Some((range, capacity)), Ok(pools)) => Ok(PodSubnetPlan {
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

    /// What AKS itself requires at creation: less than static blocks need.
    pub(crate) fn admission(&self) -> u64 {
        let nodes = self.pools.iter().map(|pool| pool.plan.demand.nodes).sum();
        pod_subnet_admission(nodes)
    }

    /// The smallest subnet for a need, if as many addresses are in use there: its prefix and supply.
    pub(crate) fn smallest(&self, need: Need) -> Option<(u8, u64)> {
        let prefix = smallest_prefix(self.need(need), self.capacity.in_use)?;
        Some((prefix, supply(prefix, self.capacity.in_use)))
    }

    /// The pool with the greatest need: the one to change first.
    pub(crate) fn greatest(&self) -> Option<&PodPool<'m>> {
        let pools = self.pools.iter().rev();
        pools.max_by_key(|pool| pool.need(Need::FullDensity))
    }

    /// The most nodes that a pool can have if the others stay as they are.
    pub(crate) fn largest_count(&self, pool: &PodPool<'m>, need: Need) -> Option<u64> {
        let others = self.need(need).saturating_sub(pool.need(need));
        let free = self.capacity.supply.checked_sub(others)?;
        largest(1, limits::MAX_NODES_IN_POOL, free, |nodes| {
            pool.allocation.need(need, pool.plan.with_nodes(nodes))
        })
    }

    /// The sum that gives a need: `(3 nodes + 1 surge) x 16 blocks of 16 = 1,024`.
    pub(crate) fn sum(&self, need: Need) -> String {
        let terms = self.pools.iter().map(|pool| pool.term(need));
        sum(terms, self.need(need))
    }
}
