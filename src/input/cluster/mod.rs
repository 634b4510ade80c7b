//! The cluster file, the quick flags, and what a cluster file refers to.

mod defaults;
mod file;
mod flags;
mod pools;
mod references;
mod schema;
mod sections;

pub(crate) use defaults::ClusterDefaults;
pub use file::{ReadCluster, read_cluster};
pub(crate) use flags::{FlagsRead, flags_source, read_flags};
pub use flags::{QuickFlags, parse_os};
pub(crate) use schema::{ClusterFile, NetworkSection, Scalar, Version};
