//! The address plan of a cluster: how many addresses its pools need of each range, and how many each
//! range has.
//!
//! Joins the model (what is written, and where) with the arithmetic of [`crate::aks`]. The rules
//! about capacity, the bars of the report and `packlint plan` all read this one plan.

mod capacity;
mod node_subnet;
mod overlaps;
mod placement;
mod pod_cidr;
mod pod_subnet;
mod pool;
pub(crate) mod ranges;
mod subnet;
mod sum;
mod summary;

pub(crate) use crate::aks::address_plan::Need;
pub(crate) use capacity::Capacity;
pub(crate) use node_subnet::NodeSubnetPlan;
pub(crate) use overlaps::Overlaps;
pub(crate) use pod_cidr::PodCidrPlan;
pub(crate) use pod_subnet::{PodPool, PodSubnetPlan};
pub(crate) use pool::{PoolPlan, surge_of};
pub(crate) use subnet::{SubnetPlan, SubnetPool};
pub(crate) use sum::Sum;
pub(crate) use summary::{AddressRange, AddressReport, RangePlan, WouldFit};

use crate::aks::address_plan::AddressModel;
use crate::model::{Cluster, Gap, Partial, QuickFlag, Scope, Unknown};
use crate::source::Place;
use placement::Placement;
use ranges::ClusterRanges;

/// How many pools a sum or a finding names; a cluster can have a hundred.
pub(crate) const MAX_POOLS_SHOWN: usize = 8;

/// The plan of one cluster. Subnets are in the order of the input.
#[derive(Debug)]
pub struct AddressPlan<'m> {
    pub(crate) ranges: ClusterRanges<'m>,
    /// Which pools are on which subnet.
    pub(crate) placement: Placement<'m>,
    /// The subnets of nodes whose need and capacity are known.
    pub(crate) node_subnets: Partial<NodeSubnetPlan<'m>>,
    /// The subnets of pods whose need and capacity are known.
    pub(crate) pod_subnets: Partial<PodSubnetPlan<'m>>,
    /// The pod CIDR; `None` if pods have none.
    pub(crate) pod_cidr: Result<Option<PodCidrPlan<'m>>, Vec<Gap>>,
}

impl<'m> AddressPlan<'m> {
    pub fn new(cluster: &'m Cluster) -> Self {
        let placement = Placement::new(cluster);
        let ranges = ClusterRanges::new(cluster, &placement);
        AddressPlan {
            node_subnets: node_subnets(cluster, &placement),
            pod_subnets: pod_subnets(cluster, &placement),
            pod_cidr: PodCidrPlan::new(cluster, &ranges.pods),
            ranges,
            placement,
        }
    }
}

fn node_subnets<'m>(
    cluster: &'m Cluster,
    placement: &Placement<'m>,
) -> Partial<NodeSubnetPlan<'m>> {
    let mut plans = Partial::default();
    let model = match cluster.network.pods_on_node_subnet() {
        Ok(true) => Some(AddressModel::NodesAndPods),
        Ok(false) => Some(AddressModel::NodesOnly),
        Err(gap) => {
            plans.gaps.push(gap);
            None
        }
    };
    plans.gaps.extend_from_slice(placement.node_gaps());
    if cluster.pools.is_empty() {
        plans.gaps.extend(no_pool(cluster));
    }
    for (at, subnet) in cluster.subnets().iter().enumerate() {
        let pools = placement.nodes_on(at);
        if pools.is_empty() {
            continue;
        }
        // What else is missing is said even if the network is not known.
        let assumed = model.unwrap_or(AddressModel::NodesAndPods);
        let pools = (pools.iter()).map(|pool| PoolPlan::new(cluster, pool, assumed));
        match NodeSubnetPlan::new(cluster, subnet, pools) {
            Ok(plan) => plans.known.extend(model.map(|_| plan)),
            Err(gaps) => plans.gaps.extend(gaps),
        }
    }
    plans
}

fn pod_subnets<'m>(cluster: &'m Cluster, placement: &Placement<'m>) -> Partial<PodSubnetPlan<'m>> {
    let mut plans = Partial::default();
    plans.gaps.extend_from_slice(placement.pod_gaps());
    for (at, subnet) in cluster.subnets().iter().enumerate() {
        let pools = placement.pods_on(at);
        if pools.is_empty() {
            continue;
        }
        let pools = pools.iter().map(|pool| PodPool::new(cluster, pool));
        match PodSubnetPlan::new(cluster, subnet, pools) {
            Ok(plan) => plans.known.push(plan),
            Err(gaps) => plans.gaps.extend(gaps),
        }
    }
    plans
}

/// Why nothing is planned for a cluster without pools.
fn no_pool(cluster: &Cluster) -> Vec<Gap> {
    if cluster.scope == Scope::Whole {
        return vec![Gap::not_given(cluster.place, "the list of node pools")];
    }
    let max_pods = not_given(cluster, cluster.place, "max pods", QuickFlag::MaxPods);
    let mut gaps = vec![no_nodes(cluster, cluster.place), max_pods];
    if cluster.subnets().is_empty() {
        gaps.push(no_subnet(cluster, cluster.place));
    }
    gaps
}

/// A missing value. A flag is offered unless there is a cluster file, which excludes flags.
fn not_given(cluster: &Cluster, place: Place, what: &'static str, flag: QuickFlag) -> Gap {
    let flag = (cluster.scope != Scope::Whole).then_some(flag);
    let unknown = Unknown::NotGiven { what, flag };
    Gap { place, unknown }
}

fn no_subnet(cluster: &Cluster, place: Place) -> Gap {
    not_given(cluster, place, "the subnet of the nodes", QuickFlag::Subnet)
}

/// The number of nodes is missing.
pub(crate) fn no_nodes(cluster: &Cluster, place: Place) -> Gap {
    not_given(cluster, place, "the number of nodes", QuickFlag::Nodes)
}

/// A value, or `None` with its gap added to others.
fn keep<T>(value: Result<T, Gap>, gaps: &mut Vec<Gap>) -> Option<T> {
    value.map_err(|gap| gaps.push(gap)).ok()
}

/// The plans of pools that share a range, or everything that is missing for them.
fn all_pools<T>(plans: impl Iterator<Item = Result<T, Vec<Gap>>>) -> Result<Vec<T>, Vec<Gap>> {
    let (mut pools, mut gaps) = (Vec::new(), None::<Vec<Gap>>);
    for plan in plans {
        match plan {
            Ok(pool) => pools.push(pool),
            Err(missing) => gaps.get_or_insert_default().extend(missing),
        }
    }
    gaps.map_or(Ok(pools), Err)
}
