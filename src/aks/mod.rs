//! AKS as a handbook: names, limits and address arithmetic. Knows nothing of files or findings.

pub mod address_plan;
pub mod cidr;
pub mod compatibility;
pub mod limits;
pub mod machines;
mod names;
pub mod retirements;

pub use names::{
    Dataplane, NetworkPlugin, NetworkPolicy, OsSku, OsType, PluginMode, PodIpAllocation, PoolMode,
};
