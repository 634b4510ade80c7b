//! Inputs into the model: one file a format. Each records wrong shapes as problems and goes on.

pub(crate) mod cluster;
pub(crate) mod draft;
pub(crate) mod pack;
pub(crate) mod palette;
pub(crate) mod read;
pub(crate) mod recognise;

pub use recognise::Form;
pub(crate) use recognise::{
    is_by_terraform, may_be_cluster, may_be_ours, names_its_form, recognise, recognise_json,
    recognise_json_text, recognise_text,
};
