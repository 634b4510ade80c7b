//! A pack directory.

mod pack_file_missing;
mod pack_schema;

pub use pack_file_missing::PackFileMissing;
pub use pack_schema::PackSchema;
