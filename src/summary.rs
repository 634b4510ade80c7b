//! What a run says of each cluster at its end: its pools, and the addresses of its subnets.

use crate::aks::cidr;
use crate::model::{Cluster, Scope};
use crate::plan::AddressPlan;

/// A cluster, for the summary.
#[derive(Clone, Debug)]
pub struct ClusterReport {
    /// The cluster's name, or the file's.
    pub title: String,
    /// How much of it was at hand.
    pub scope: Scope,
    /// Its node pools.
    pub pools: usize,
    /// Its subnets, as far as they could be planned.
    pub subnets: Vec<SubnetReport>,
}

/// A subnet, for the summary. All numbers are addresses.
#[derive(Clone, Debug)]
pub struct SubnetReport {
    /// Its name, or its range.
    pub title: String,
    /// Its range.
    pub range: String,
    /// All addresses of the range, those that Azure keeps included.
    pub size: u64,
    /// What nodes and pods can have.
    pub supply: u64,
    /// The need at creation.
    pub creation: u64,
    /// The need of the documented plan, surge included.
    pub upgrade: u64,
}

impl ClusterReport {
    /// The summary of a cluster and its plan.
    pub fn new(cluster: &Cluster, plan: &AddressPlan<'_>) -> Self {
        ClusterReport {
            title: cluster.title.clone(),
            scope: cluster.scope,
            pools: cluster.pools.len(),
            subnets: plan
                .subnets
                .iter()
                .map(|subnet| SubnetReport {
                    title: subnet.subnet.title().to_owned(),
                    range: subnet.range.to_string(),
                    size: cidr::size(subnet.range),
                    supply: subnet.supply,
                    creation: subnet.creation_need(),
                    upgrade: subnet.upgrade_need(),
                })
                .collect(),
        }
    }
}
