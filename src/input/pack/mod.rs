//! A pack: its directory, its files, its charts.

mod cache;
pub(crate) mod chart;
mod charts;
mod constraints;
mod directory;
mod folder;
mod macros;
mod manifest;
mod notes;
mod organisation;
mod pack_fields;
mod pack_json;
mod patches;
mod presets;
mod pulled;
mod ranges;
mod settings;
mod value_path;
mod values;

pub(crate) use cache::PackCache;
pub(crate) use charts::unread_values;
pub(crate) use constraints::hold;
pub use directory::load_pack;
pub(crate) use directory::{LoadedPack, read_identity, read_pack};
pub(crate) use manifest::check_manifest;
pub(crate) use organisation::OrganisationSchema;
pub(crate) use pack_json::PackManifest;
pub(crate) use patches::read_patches;
pub(crate) use ranges::read_ranges;
pub(crate) use settings::{
    PackSettings, ValuesOf, override_field, raw, read_override, read_settings, replaces_patches,
};
pub(crate) use values::read_values;
