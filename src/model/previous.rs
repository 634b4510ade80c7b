//! What a cluster was before a change.

use super::{Cluster, Located};

/// The state of a cluster before a change.
#[derive(Clone, Debug)]
pub(crate) struct Previous {
    /// What it is read from, for people: `old.yaml`.
    pub(crate) title: String,
    pub(crate) cluster: Cluster,
    /// What Terraform does with the cluster, where there is a plan that says it.
    pub(crate) planned: Option<PlannedChange>,
}

/// What a Terraform plan does with a resource that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlannedChange {
    /// It stays, changed or not.
    InPlace,
    /// It is destroyed and created again, because of these attributes: `cloud_config[0].ssh_key`.
    Replaced(Vec<String>),
}

/// An attribute that is fixed when the cluster is created: another value means another cluster.
#[derive(Clone, Debug)]
pub(crate) struct FixedAttribute {
    /// Its name: `cloud_config.ssh_key`.
    pub(crate) name: &'static str,
    /// `""` where it is not set.
    pub(crate) value: Located<String>,
}
