//! Inputs into the model: one file a format. Each records wrong shapes as problems and goes on.

mod cluster_file;
pub mod cluster_schema;
mod draft;
mod fields;
mod flags;
mod loader;
mod pack;
mod pack_json;
mod payload;
mod pointed;
mod profile;
mod profile_export;
mod recognise;
mod resolve;
mod settings;
pub mod terraform;
mod value;
mod values;

pub use cluster_file::{ReadCluster, read_cluster};
pub use draft::{Draft, Finished};
pub use fields::{Descent, Entry, Fields};
pub use flags::{QuickFlags, flags_source, parse_os};
pub use loader::{Loader, ToolError};
pub use pack::{LoadedPack, PackFileNames, find_pack_root, load_pack};
pub use payload::read_payload;
pub use profile::{PackCache, Part};
pub use profile_export::read_profile;
pub use recognise::{
    Form, is_by_terraform, names_its_form, recognise, recognise_json, recognise_json_text,
    recognise_text,
};
pub use resolve::Resolver;
pub use values::{ReadPartial, read_packs, read_values};
