//! The numbers of one pool.

use super::{keep, no_nodes};
use crate::aks::address_plan::{AddressModel, PoolDemand, Surge};
use crate::aks::{ScaleSetPriority, limits};
use crate::model::{Cluster, Gap, Located, NodePool, Unknown};

/// A pool with its numbers.
#[derive(Debug)]
pub(crate) struct PoolPlan<'m> {
    pub(crate) pool: &'m NodePool,
    /// What gets an address of the nodes' subnet.
    pub(crate) model: AddressModel,
    /// Its max pods are 0 if they are not known and not needed.
    pub(crate) demand: PoolDemand,
    pub(crate) surge: Surge,
    /// Max pods; `None` if they are not known and not needed.
    pub(crate) max_pods: Option<u64>,
}

impl<'m> PoolPlan<'m> {
    /// The numbers of a pool, or everything that is missing.
    pub(super) fn new(
        cluster: &Cluster,
        pool: &'m NodePool,
        model: AddressModel,
    ) -> Result<Self, Vec<Gap>> {
        let mut gaps = Vec::new();
        // With a pod subnet, the pods' addresses are another subnet's.
        let model = match pool.pod_subnet {
            Some(_) => AddressModel::NodesOnly,
            None => model,
        };
        let nodes = match pool.max_nodes() {
            Some(nodes) => whole(nodes),
            None => Err(no_nodes(cluster, pool.place)),
        };
        let max_pods = match model {
            AddressModel::NodesAndPods => max_pods(pool).map(Some),
            AddressModel::NodesOnly => Ok(whole(&pool.max_pods).ok()),
        };
        let (nodes, max_pods, surge) = (
            keep(nodes, &mut gaps),
            keep(max_pods, &mut gaps),
            keep(surge_of(cluster, pool), &mut gaps),
        );
        let (Some(nodes), Some(max_pods), Some(surge)) = (nodes, max_pods, surge) else {
            return Err(gaps);
        };
        Ok(PoolPlan {
            pool,
            model,
            demand: PoolDemand {
                nodes,
                max_pods: max_pods.unwrap_or(0),
                surge: surge.nodes(nodes),
            },
            surge,
            max_pods,
        })
    }

    /// The demand with another number of nodes.
    pub(super) fn with_nodes(&self, nodes: u64) -> PoolDemand {
        PoolDemand {
            nodes,
            surge: self.surge.nodes(nodes),
            ..self.demand
        }
    }
}

/// Max pods that AKS accepts; others have their own finding, and a sum of them would mean nothing.
fn max_pods(pool: &NodePool) -> Result<u64, Gap> {
    match limits::MAX_PODS.contains(pool.max_pods.get()?) {
        true => whole(&pool.max_pods),
        false => Err(invalid(&pool.max_pods)),
    }
}

/// The surge of a pool: what is written, else AKS's default.
///
/// # Errors
/// Why it is not known.
pub(crate) fn surge_of(cluster: &Cluster, pool: &NodePool) -> Result<Surge, Gap> {
    let is_spot = |priority: &Located<_>| priority.is(&ScaleSetPriority::Spot);
    match &pool.max_surge {
        // Spot pools are upgraded without surge.
        None if pool.priority.as_ref().is_some_and(is_spot) => Ok(Surge::Nodes(0)),
        None => Ok(Surge::default_of(cluster.kubernetes_minor().ok())),
        Some(written) => Surge::parse(written.get()?).ok_or_else(|| invalid(written)),
    }
}

/// A count that can be computed with. Others have their own finding.
pub(super) fn whole(value: &Located<i64>) -> Result<u64, Gap> {
    let number = u64::try_from(*value.get()?).ok();
    let number = number.filter(|number| *number <= 1_000_000);
    number.ok_or_else(|| invalid(value))
}

fn invalid<T>(value: &Located<T>) -> Gap {
    Gap {
        place: value.place,
        unknown: Unknown::Invalid,
    }
}
