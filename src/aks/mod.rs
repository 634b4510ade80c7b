//! What AKS and its Palette packs are like: names, limits, compatibility, address arithmetic. Knows
//! nothing about files or findings.

pub(crate) mod address_plan;
pub(crate) mod changes;
pub(crate) mod cidr;
pub(crate) mod compatibility;
pub(crate) mod dialect;
pub(crate) mod images;
pub(crate) mod kubernetes;
pub(crate) mod limits;
pub(crate) mod machines;
mod names;
pub(crate) mod packs;
pub(crate) mod reserved_words;
pub(crate) mod retirements;

pub(crate) use dialect::{AksField, Dialect};
pub use names::{
    Dataplane, NetworkPlugin, NetworkPolicy, OsSku, OsType, PluginMode, PodIpAllocation, PoolMode,
};
pub(crate) use names::{IpFamily, NodeProvisioning, OutboundType, ScaleSetPriority};
