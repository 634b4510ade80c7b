//! Inputs into the model: one file a format. Each records wrong shapes as problems and goes on.

mod archive;
mod chart;
mod chart_schema;
mod cluster_file;
pub mod cluster_schema;
mod constraints;
mod fields;
mod flags;
mod loader;
mod macros;
mod manifest;
mod organisation_schema;
mod pack;
mod pack_json;
pub mod pack_schema;
mod pack_values;
mod presets;
mod profile;
mod recognise;
mod resolve;
mod schema_cost;
mod settings;
mod value_path;
mod values;

pub use cluster_file::{ReadCluster, read_cluster};
pub use fields::{Descent, Entry, Fields};
pub use flags::{FLAG_NAMES, QuickFlags, flags_source, parse_os};
pub use loader::{Loader, Reads, ToolError};
pub use organisation_schema::OrganisationSchema;
pub use pack::{
    LoadedPack, PackFileNames, PackIdentityPlace, find_pack_root, load_pack, read_identity,
};
pub use profile::{PackCache, Part};
pub use recognise::{Form, may_be_cluster, names_its_form, recognise, recognise_text};
pub use resolve::Resolver;
pub use values::{ReadPartial, read_packs, read_values};
