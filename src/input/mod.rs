//! Inputs into the model: one file a format. Each records what is wrong as problems and goes on.
//!
//! The rest of the program uses what is named here; only the configuration, which is read as a cluster
//! file is, goes further in.

mod azure;
pub(crate) mod cluster;
pub(crate) mod draft;
mod open;
mod pack;
mod palette;
pub(crate) mod read;
mod recognise;

pub(crate) use cluster::{ClusterFile, flags_source};
pub use cluster::{QuickFlags, parse_os};
pub use open::known_outputs;
pub(crate) use open::{
    Door, OpenCluster, Opened, Opening, PackIndex, States, TerraformOptions, Useful, is_module_file,
};
pub use pack::load_pack;
pub(crate) use pack::{
    LoadedPack, OrganisationSchema, PackCache, PackManifest, read_identity, read_pack,
};
pub(crate) use read::Resolver;
pub use recognise::Form;
