//! Pod subnets: the addresses of pods, if Azure CNI gives them a subnet of their own.

use super::ranges::RangeKind;
use super::subnet::{SubnetPlan, SubnetPool};
use super::{PoolPlan, Sum, pool};
use crate::aks::address_plan::{AddressModel, Need, PoolDemand, pod_subnet_admission};
use crate::aks::{PodIpAllocation, limits};
use crate::model::{Cluster, Gap, NodePool};
use crate::text::count;

/// The plan of one subnet that pods are on.
pub(crate) type PodSubnetPlan<'m> = SubnetPlan<'m, PodPool<'m>>;

/// A pool whose pods are on a pod subnet.
#[derive(Debug)]
pub(crate) struct PodPool<'m> {
    pub(crate) plan: PoolPlan<'m>,
    /// How its nodes get addresses.
    pub(crate) allocation: PodIpAllocation,
}

impl<'m> PodPool<'m> {
    pub(super) fn new(cluster: &Cluster, pool: &'m NodePool) -> Result<Self, Vec<Gap>> {
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

    /// How many blocks of addresses each of its nodes has.
    pub(crate) fn blocks_per_node(&self, need: Need) -> u64 {
        let one = PoolDemand {
            nodes: 1,
            surge: 0,
            ..self.plan.demand
        };
        self.need_with(need, one) / limits::POD_SUBNET_BLOCK
    }

    /// Its part of the sum.
    fn term(&self, need: Need) -> String {
        let demand = self.plan.demand;
        let nodes = count(demand.nodes, "node");
        let nodes = match need {
            Need::Upgrade => format!("({nodes} + {} surge)", demand.surge),
            Need::Creation | Need::FullDensity => nodes,
        };
        let block = limits::POD_SUBNET_BLOCK;
        match self.blocks_per_node(need) {
            1 => format!("{nodes} x {block}"),
            blocks => format!("{nodes} x {blocks} blocks of {block}"),
        }
    }
}

impl SubnetPool for PodPool<'_> {
    const KIND: RangeKind = RangeKind::PodSubnet;
    const COMPARED_BY: Need = Need::FullDensity;

    fn numbers(&self) -> &PoolPlan<'_> {
        &self.plan
    }

    fn need_with(&self, need: Need, demand: PoolDemand) -> u64 {
        self.allocation.need(need, demand)
    }
}

impl PodSubnetPlan<'_> {
    /// What AKS itself requires at creation: less than static blocks need.
    pub(crate) fn admission(&self) -> u64 {
        let nodes = self.pools.iter().map(|pool| pool.plan.demand.nodes).sum();
        pod_subnet_admission(nodes)
    }

    /// The sum that gives a need.
    pub(crate) fn sum(&self, need: Need) -> Sum {
        let terms = self.pools.iter().map(|pool| pool.term(need));
        Sum::of_pools(terms, self.need(need))
    }
}
