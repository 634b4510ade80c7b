//! Terraform: plans, states and configurations of Palette's provider. Each becomes resources with
//! values, and one reader turns those into clusters and profiles.

mod cluster;
mod hcl;
mod plan;
mod profile;

pub use cluster::{azure_drafts, cluster_drafts, profile_drafts};

pub use hcl::{HclModule, module_files, read_module, variable_files};
pub use plan::{KEEP, read_plan};

use super::value::Value;
use crate::model::Unknown;
use crate::problem::Problem;
use crate::source::Place;

/// The resource types that are read.
pub const CLUSTER_AKS: &str = "spectrocloud_cluster_aks";
/// A cluster on Azure machines, without AKS.
pub const CLUSTER_AZURE: &str = "spectrocloud_cluster_azure";
/// A cluster profile.
pub const CLUSTER_PROFILE: &str = "spectrocloud_cluster_profile";

/// A resource of the provider.
#[derive(Debug)]
pub struct Resource {
    /// The type: `spectrocloud_cluster_aks`.
    pub kind: String,
    /// The address, modules and index included.
    pub address: String,
    /// Where it stands.
    pub place: Place,
    /// Its attributes; nested blocks are lists.
    pub values: Value,
    /// For each of its `cluster_profile` blocks, in order: where the `id` comes from.
    pub profile_links: Vec<Link>,
}

/// Where the `id` of a `cluster_profile` block comes from.
#[derive(Clone, Debug)]
pub enum Link {
    /// A resource, by its address without an index.
    Address(String),
    /// Something that is not read.
    Unknown(Unknown),
}

/// The resources of a plan, a state or a module.
#[derive(Debug, Default)]
pub struct Resources {
    /// All of the provider that are read.
    pub all: Vec<Resource>,
    /// What was wrong with the form.
    pub problems: Vec<Problem>,
}

/// An address without the index of a `count` or `for_each`.
fn without_index(address: &str) -> &str {
    match address.rfind('[') {
        Some(at) if address.ends_with(']') => &address[..at],
        _ => address,
    }
}
