//! Terraform: plans, states and configurations of Palette's provider. Each becomes resources with
//! values, and one reader turns those into clusters and profiles.

mod addresses;
mod aks;
mod azurerm;
mod blocks;
mod cluster;
mod fields;
mod fixed;
mod ids;
mod links;
mod plan;
mod pool;
mod profile;
mod provider;
mod references;

use std::sync::Arc;

pub(crate) use aks::{aks_drafts, previous_aks_drafts};
use azurerm::{SUBNET, VIRTUAL_NETWORK};
pub(crate) use cluster::{
    azure_drafts, cluster_drafts, edge_drafts, previous_drafts, profile_drafts,
};
pub(crate) use plan::{KEEP, read_plan};

use crate::input::read::{Value, View};
use crate::model::{PlannedChange, Unknown};
use crate::problem::{Problem, ProblemKind};
use crate::source::{Budget, Place};
use crate::syntax::Tree;

/// The resource types that are read.
pub(crate) const CLUSTER_AKS: &str = "spectrocloud_cluster_aks";
/// A cluster on Azure machines, without AKS.
pub(crate) const CLUSTER_AZURE: &str = "spectrocloud_cluster_azure";
/// A cluster on hosts at the edge.
pub(crate) const CLUSTER_EDGE: &str = "spectrocloud_cluster_edge_native";
/// A cluster profile.
pub(crate) const CLUSTER_PROFILE: &str = "spectrocloud_cluster_profile";
/// A template of clusters, which brings their profiles.
pub(crate) const CONFIG_TEMPLATE: &str = "spectrocloud_cluster_config_template";

/// A cluster profile that is made from an exported one.
pub(crate) const PROFILE_IMPORT: &str = "spectrocloud_cluster_profile_import";

/// Whether resources of a type are read for their own sake.
pub(crate) fn is_read(kind: &str) -> bool {
    [CLUSTER_AKS, CLUSTER_AZURE, CLUSTER_EDGE].contains(&kind) || is_linked(kind)
}

/// Whether clusters refer to resources of a type by their id.
fn is_linked(kind: &str) -> bool {
    [CLUSTER_PROFILE, PROFILE_IMPORT, CONFIG_TEMPLATE].contains(&kind)
}

/// Whether resources of a type are read for those that name them.
pub(crate) fn is_neighbour(kind: &str) -> bool {
    [VIRTUAL_NETWORK, SUBNET].contains(&kind) || is_azure(kind)
}

/// Whether resources of a type are clusters without Palette, or belong to such. Where one of them
/// refers to another by its id, readers get the other one's address in place of it.
pub(crate) fn is_azure(kind: &str) -> bool {
    aks::KINDS.contains(&kind)
}

/// A resource of which there is no instance.
pub(crate) fn not_created(address: String, place: Place, why: &'static str) -> Problem {
    Problem {
        place,
        kind: ProblemKind::NotCreated { address, why },
    }
}

/// Whether data sources of a type are read, where Terraform has read them.
fn is_read_as_data(kind: &str) -> bool {
    [CLUSTER_PROFILE, CONFIG_TEMPLATE, VIRTUAL_NETWORK, SUBNET].contains(&kind)
}

/// A resource of the provider.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// The type: `spectrocloud_cluster_aks`.
    pub(crate) kind: String,
    /// The address, modules and index included.
    pub(crate) address: String,
    /// Where it is written.
    pub(crate) place: Place,
    /// Its attributes; nested blocks are lists.
    pub(crate) values: Value,
    /// For each of its `cluster_profile` blocks, in order: where the `id` comes from.
    pub(crate) profile_links: Vec<Link>,
    /// Where the `id` of its `cluster_template` comes from.
    pub(crate) template_link: Option<Link>,
    /// What a plan does with it; `None` where there is no plan, or it creates it.
    pub(crate) planned: Option<PlannedChange>,
    /// The export that it is made from.
    pub(crate) export: Option<Arc<Tree>>,
}

/// Where the `id` of a `cluster_profile` or `cluster_template` block comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// A resource, by its address without an index.
    Address(String),
    /// Something that is not read.
    Unknown(Unknown),
}

/// The resources of a plan, a state or a module.
#[derive(Debug, Default)]
pub(crate) struct Resources {
    /// All of the provider that are read.
    pub(crate) all: Vec<Resource>,
    /// What a plan changes, as it was before.
    pub(crate) before: Vec<Resource>,
    /// What was wrong with the form.
    pub(crate) problems: Vec<Problem>,
    /// What the input may come to.
    pub(crate) budget: Arc<Budget>,
}

impl Resource {
    /// Whether it is read by Terraform rather than made.
    fn is_data(&self) -> bool {
        self.address.contains(&format!("data.{}.", self.kind))
    }

    /// Its attributes, to be read.
    fn view(&self) -> View<'_> {
        View::Terraform(&self.values)
    }
}

impl Resources {
    /// The resources of a type.
    fn of(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        self.all
            .iter()
            .filter(move |resource| resource.kind == kind)
    }
}

/// An address without the index of a `count` or `for_each`.
fn without_index(address: &str) -> &str {
    match address.rfind('[') {
        Some(at) if address.ends_with(']') => &address[..at],
        _ => address,
    }
}
