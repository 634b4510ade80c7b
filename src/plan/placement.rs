//! Which pools' nodes and pods are on which of the cluster's subnets.

use super::no_subnet;
use crate::aks::NetworkPlugin;
use crate::model::{Cluster, Gap, NodePool, SubnetsByName};

/// The pools by the index of their subnet in [`Cluster::subnets`].
#[derive(Debug)]
pub(crate) struct Placement<'m> {
    nodes: Vec<Vec<&'m NodePool>>,
    node_gaps: Vec<Gap>,
    pods: Vec<Vec<&'m NodePool>>,
    pod_gaps: Vec<Gap>,
}

impl<'m> Placement<'m> {
    pub(super) fn new(cluster: &'m Cluster) -> Self {
        let empty = vec![Vec::new(); cluster.subnets().len()];
        let mut placement = Placement {
            nodes: empty.clone(),
            node_gaps: Vec::new(),
            pods: empty,
            pod_gaps: Vec::new(),
        };
        let subnets = cluster.subnets_by_name();
        for pool in &cluster.pools {
            match subnet_of_nodes(cluster, &subnets, pool) {
                Ok(at) => placement.nodes[at].push(pool),
                Err(gap) => placement.node_gaps.push(gap),
            }
        }
        for pool in &cluster.pools {
            match subnet_of_pods(cluster, &subnets, pool) {
                // A subnet of nodes and pods has its own finding.
                Ok(Some(at)) if placement.nodes[at].is_empty() => placement.pods[at].push(pool),
                Ok(_) => {}
                Err(gap) => placement.pod_gaps.push(gap),
            }
        }
        placement
    }

    /// The pools whose nodes are on a subnet.
    pub(crate) fn nodes_on(&self, subnet: usize) -> &[&'m NodePool] {
        self.nodes.get(subnet).map_or(&[], Vec::as_slice)
    }

    /// The pools whose pods are on a subnet that has no nodes.
    pub(crate) fn pods_on(&self, subnet: usize) -> &[&'m NodePool] {
        self.pods.get(subnet).map_or(&[], Vec::as_slice)
    }

    /// Why some nodes' subnet is not known.
    pub(super) fn node_gaps(&self) -> &[Gap] {
        &self.node_gaps
    }

    /// Why some pods' subnet is not known.
    pub(super) fn pod_gaps(&self) -> &[Gap] {
        &self.pod_gaps
    }
}

/// The subnet that the pool names, else the only one.
fn subnet_of_nodes(
    cluster: &Cluster,
    subnets: &SubnetsByName<'_>,
    pool: &NodePool,
) -> Result<usize, Gap> {
    if let Some(name) = &pool.subnet {
        return subnets.position(name);
    }
    let vnet = cluster.vnet.as_ref();
    match cluster.subnets() {
        // If only the pods' subnet is listed, the nodes are on another.
        [_] if pool.pod_subnet.is_none() => Ok(0),
        [] | [_] => Err(no_subnet(
            cluster,
            vnet.map_or(pool.place, |vnet| vnet.place),
        )),
        _ => Err(Gap::not_given(
            pool.place,
            "which of the subnets the pool is on",
        )),
    }
}

/// The pod subnet that the pool names; `None` if it names none, or the network supports none, which
/// has its own finding.
fn subnet_of_pods(
    cluster: &Cluster,
    subnets: &SubnetsByName<'_>,
    pool: &NodePool,
) -> Result<Option<usize>, Gap> {
    let Some(name) = &pool.pod_subnet else {
        return Ok(None);
    };
    let network = &cluster.network;
    let is_supported =
        *network.plugin.get()? == NetworkPlugin::Azure && network.mode.get()?.is_none();
    let subnet = subnets.position(name)?;
    Ok(is_supported.then_some(subnet))
}
