//! What Palette's users already have: exported profiles, API payloads, Terraform.

mod fields;
pub(crate) mod hcl;
mod payload;
mod profile;
mod shared;
pub(crate) mod terraform;

pub(crate) use payload::read_payload;
pub(crate) use profile::read_profile;
