//! AKS as a handbook: names, limits and address arithmetic. Knows nothing of files or findings.

pub mod address_plan;
pub mod cidr;
pub mod limits;
mod names;

pub use names::{
    Dataplane, NetworkPlugin, NetworkPolicy, OsSku, OsType, PluginMode, PodIpAllocation, PoolMode,
};
