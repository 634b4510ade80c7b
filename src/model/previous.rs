//! What a cluster was before a change.

use super::{Cluster, Located};

/// The state of a cluster before a change.
#[derive(Clone, Debug)]
pub(crate) struct Previous {
    /// What it is read from, for people: `old.yaml`.
    pub(crate) title: String,
    pub(crate) cluster: Cluster,
    /// What makes Terraform destroy the cluster and create it again, as it names them:
    /// `cloud_config[0].ssh_key`. `None` where there is no plan that says it.
    pub(crate) replaced_by: Option<Vec<String>>,
}

/// An attribute that is fixed when the cluster is created: another value means another cluster.
#[derive(Clone, Debug)]
pub(crate) struct FixedAttribute {
    /// Its name: `cloud_config.ssh_key`.
    pub(crate) name: &'static str,
    /// `""` where it is not set.
    pub(crate) value: Located<String>,
}
