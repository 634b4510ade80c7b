//! Clusters that are not Palette's: AKS's own object, ARM templates, Cluster API, Terraform's azurerm.
//!
//! Each form gives objects and the names of their fields ([`Dialect`](crate::aks::Dialect)); one reader
//! makes a draft of them.

mod arm;
mod cluster;
mod fields;
mod object;
mod pool;
mod secrets;
mod subnet;
mod vnets;

pub(crate) use arm::read_template;
pub(crate) use object::read_object;
pub(crate) use subnet::read_azure_vnet;
