//! Pod subnets: what the nodes of Azure CNI with a pod subnet take of them for their pods.

use super::ranges::known;
use super::{Gap, MAX_POOLS_SHOWN, Need, PoolPlan, Room, Tenants};
use crate::aks::address_plan::{
    AddressModel, PoolDemand, largest, pod_subnet_admission, smallest_prefix, supply,
};
use crate::aks::{NetworkPlugin, PodIpAllocation, limits};
use crate::model::{Cluster, NodePool, SubnetsByName};
use crate::text::{count, number};

/// The plan of one subnet that pods get their addresses of.
#[derive(Debug)]
pub(crate) struct PodSubnetPlan<'m> {
    /// The subnet, with its range and supply.
    pub(crate) room: Room<'m>,
    /// The pools whose pods are on it.
    pub(crate) pools: Vec<PodPool<'m>>,
}

/// A pool whose pods are on a pod subnet.
#[derive(Debug)]
pub(crate) struct PodPool<'m> {
    /// The pool with its numbers; max pods are 0 where they are not known and not needed.
    pub(crate) plan: PoolPlan<'m>,
    /// How its nodes take addresses.
    pub(crate) allocation: PodIpAllocation,
}

/// Plans all pod subnets of a cluster. A subnet that is the nodes' as well has its own finding, as
/// have pod subnets with a plugin that takes none: they are not planned.
pub(crate) fn pod_subnets<'m>(
    cluster: &'m Cluster,
    subnets: &SubnetsByName<'m>,
    of_nodes: &Tenants<'_>,
    gaps: &mut Vec<Gap>,
) -> Vec<PodSubnetPlan<'m>> {
    let mut placed = Tenants::default();
    for pool in &cluster.pools {
        let Some(named) = &pool.pod_subnet else {
            continue;
        };
        match takes_pod_subnets(cluster).and_then(|takes| {
            let subnet = subnets.get(named).map_err(|unknown| Gap {
                place: named.place,
                unknown,
            })?;
            Ok(takes.then_some(subnet))
        }) {
            Ok(Some(subnet)) if of_nodes.of(subnet).is_empty() => placed.add(subnet, pool),
            Ok(_) => {}
            Err(gap) => gaps.push(gap),
        }
    }
    let mut plans = Vec::new();
    for subnet in cluster.subnets() {
        let pools = placed.of(subnet);
        if pools.is_empty() {
            continue;
        }
        let room = Room::new(cluster, subnet, gaps);
        let planned: Vec<_> = pools
            .iter()
            .filter_map(|pool| PodPool::new(cluster, pool, gaps))
            .collect();
        if let Some(room) = room
            && planned.len() == pools.len()
        {
            plans.push(PodSubnetPlan {
                room,
                pools: planned,
            });
        }
    }
    plans
}

/// Whether the network takes pod subnets: Azure CNI without overlay.
fn takes_pod_subnets(cluster: &Cluster) -> Result<bool, Gap> {
    Ok(*known(&cluster.network.plugin)? == NetworkPlugin::Azure
        && known(&cluster.network.mode)?.is_none())
}

impl<'m> PodPool<'m> {
    fn new(cluster: &Cluster, pool: &'m NodePool, gaps: &mut Vec<Gap>) -> Option<Self> {
        let allocation = match &pool.pod_ip_allocation {
            None => PodIpAllocation::DynamicIndividual,
            Some(written) => match known(written) {
                Ok(allocation) => *allocation,
                Err(gap) => {
                    gaps.push(gap);
                    return None;
                }
            },
        };
        let plan = PoolPlan::new(cluster, pool, AddressModel::NodesOnly, gaps)?;
        let is_unknown = super::whole(&pool.max_pods, gaps).is_none();
        // How many blocks a node takes at first depends on max pods with static blocks only.
        (!is_unknown || allocation == PodIpAllocation::DynamicIndividual)
            .then_some(PodPool { plan, allocation })
    }

    fn need_of(&self, need: PodNeed, demand: PoolDemand) -> u64 {
        match need {
            PodNeed::Start(Need::Creation) => self.allocation.creation_need(demand),
            PodNeed::Start(Need::Upgrade) => self.allocation.upgrade_need(demand),
            PodNeed::FullDensity => self.allocation.full_density_need(demand),
        }
    }

    /// The addresses that it needs.
    pub(crate) fn need(&self, need: PodNeed) -> u64 {
        self.need_of(need, self.plan.demand)
    }
}

/// Which need of a pod subnet is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PodNeed {
    /// What nodes take when they start: at creation, or with the surge of an upgrade.
    Start(Need),
    /// As many pods on each node as it may hold.
    FullDensity,
}

impl<'m> PodSubnetPlan<'m> {
    /// The addresses that all pools on it need.
    pub(crate) fn need(&self, need: PodNeed) -> u64 {
        self.pools.iter().map(|pool| pool.need(need)).sum()
    }

    /// What AKS itself asks for at creation: less than static blocks take.
    pub(crate) fn admission(&self) -> u64 {
        let nodes = self.pools.iter().map(|pool| pool.plan.demand.nodes).sum();
        pod_subnet_admission(nodes)
    }

    /// The smallest subnet that holds a need, others' addresses included: its prefix and supply.
    pub(crate) fn smallest(&self, need: PodNeed) -> Option<(u8, u64)> {
        let prefix = smallest_prefix(self.need(need), self.room.in_use)?;
        Some((prefix, supply(prefix, self.room.in_use)))
    }

    /// The pool with the greatest need: the one to change first.
    pub(crate) fn greatest(&self) -> Option<&PodPool<'m>> {
        let full = |pool: &&PodPool<'_>| pool.need(PodNeed::FullDensity);
        self.pools.iter().rev().max_by_key(full)
    }

    /// The most nodes that a pool can have while the rest stays.
    pub(crate) fn largest_count(&self, pool: &PodPool<'m>, need: PodNeed) -> Option<u64> {
        let rest = self.need(need).saturating_sub(pool.need(need));
        let free = self.room.supply.checked_sub(rest)?;
        largest(1, limits::MAX_NODES_IN_POOL, free, |nodes| {
            let surge = pool.plan.surge.nodes(nodes);
            pool.need_of(
                need,
                PoolDemand {
                    nodes,
                    surge,
                    ..pool.plan.demand
                },
            )
        })
    }

    /// The sum, written out: `(3 nodes + 1 surge) x 16 blocks of 16 = 1,024`.
    pub(crate) fn sum(&self, need: PodNeed) -> String {
        let mut terms: Vec<_> = self
            .pools
            .iter()
            .take(MAX_POOLS_SHOWN)
            .map(|pool| {
                let demand = pool.plan.demand;
                let nodes = match need {
                    PodNeed::Start(Need::Upgrade) => {
                        format!("({} + {} surge)", count(demand.nodes, "node"), demand.surge)
                    }
                    _ => count(demand.nodes, "node"),
                };
                let block = limits::POD_SUBNET_BLOCK;
                let one = PoolDemand { nodes: 1, ..demand };
                let at_start = PodNeed::Start(Need::Creation);
                let each = match need {
                    PodNeed::FullDensity => pool.need_of(need, one),
                    PodNeed::Start(_) => pool.need_of(at_start, one),
                };
                match each / block {
                    1 => format!("{nodes} x {block}"),
                    blocks => format!("{nodes} x {blocks} blocks of {block}"),
                }
            })
            .collect();
        if let Some(more) = self.pools.len().checked_sub(MAX_POOLS_SHOWN + 1) {
            terms.push(format!("{} more", count(more as u64 + 1, "pool")));
        }
        format!("{} = {}", terms.join(" + "), number(self.need(need)))
    }
}
