//! The cluster file, the quick flags, and what a cluster file refers to.

mod defaults;
mod file;
mod flags;
mod network;
mod packs;
mod pools;
mod references;
mod variables;
mod vnet;

pub(crate) use defaults::{ClusterSection, cluster_defaults};
pub(crate) use file::read_cluster;
pub(crate) use file::{ClusterFile, Surroundings};
pub use flags::{QuickFlags, parse_os};
pub(crate) use flags::{flags_source, read_flags};
