//! Inputs into the model: one file a format. Each records wrong shapes as problems and goes on.

mod archive;
mod chart;
mod chart_schema;
mod cluster_file;
mod cluster_pools;
pub mod cluster_schema;
mod constraints;
mod defaults;
mod draft;
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
mod payload;
mod pointed;
mod presets;
mod profile;
mod profile_export;
mod recognise;
mod resolve;
mod schema_cost;
mod sections;
mod settings;
pub mod terraform;
mod value;
mod value_path;
mod values;

pub use cluster_file::{ReadCluster, read_cluster};
pub use cluster_schema::{NetworkSection, Scalar, Version};
pub use defaults::ClusterDefaults;
pub use draft::{Draft, DraftProfile, Finished};
pub use fields::{Descent, Entry, Fields, distinct_entries};
pub use flags::{FLAG_NAMES, QuickFlags, flags_source, parse_os};
pub use loader::{Loader, Reads, ToolError};
pub use organisation_schema::OrganisationSchema;
pub use pack::{
    LoadedPack, PackFileNames, PackIdentityPlace, find_pack_root, load_pack, read_identity,
    read_pack,
};
pub use payload::read_payload;
pub use profile::{PackCache, Part};
pub use profile_export::read_profile;
pub use recognise::{
    Form, is_by_terraform, may_be_cluster, may_be_ours, names_its_form, recognise, recognise_json,
    recognise_json_text, recognise_text,
};
pub use resolve::Resolver;
pub use settings::KUBERNETES_PACK;
pub use values::{ReadPartial, read_packs, read_values};
