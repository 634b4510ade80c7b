//! Clusters that are not Palette's: AKS's own object, ARM templates, Cluster API, Terraform's azurerm.
//!
//! Each form gives objects and the names of their fields ([`Dialect`](crate::aks::Dialect)); one reader
//! makes a draft of them.

mod arm;
mod capi;
mod cluster;
mod fields;
mod object;
mod pool;
mod secrets;
mod subnet;
mod vnets;

pub(crate) use arm::read_template;
pub(crate) use capi::read_cluster_api;
pub(crate) use cluster::settings_of;
pub(crate) use fields::Described;
pub(crate) use object::{give_pools, read_managed_cluster, read_object, read_within};
pub(crate) use pool::read_pool;
pub(crate) use subnet::read_azure_vnet;
pub(crate) use vnets::VNets;
