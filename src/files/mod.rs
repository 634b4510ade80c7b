//! Everything that touches the disk: texts within limits, walks, patterns, git, and writing.

mod discover;
mod git;
mod loader;
mod names;
mod patterns;
mod read;
mod write;

pub(crate) use discover::{CandidateFile, Excludes, Found, discover};
pub(crate) use git::changed_since;
pub use loader::Loader;
pub(crate) use loader::{Reads, ToolError};
pub(crate) use names::{CONFIG_FILE, PackFileNames, find_pack_root};
pub(crate) use patterns::PathPatterns;
pub use read::{Refusal, decode};
pub(crate) use read::{describe, guess_text, read_file};
pub use write::{WriteError, write_whole};
pub(crate) use write::{Written, replace_checked};
