//! Everything that touches the disk: [`Files`] and texts within limits, walks, patterns, git, and
//! writing.

mod boundary;
mod changes;
mod discover;
mod disk;
mod git;
mod ignored;
mod layers;
mod loader;
mod names;
mod patterns;
mod read;
mod record;
mod unwritten;
mod walk;
mod write;

pub(crate) use boundary::is_repository;
pub(crate) use changes::Changes;
pub(crate) use discover::{CandidateFile, Discovered, Excludes, discover};
pub(crate) use git::{changed_since, find_root};
pub use layers::Files;
pub(crate) use layers::{Accepts, DirectoryEntry, EntryKind, FileKind};
pub use loader::Loader;
pub(crate) use loader::{Reads, ToolError};
pub(crate) use names::{
    CONFIG_FILE, CONFIG_FILES, PackFileNames, find_pack_root, is_config_file, neighbour,
};
pub(crate) use patterns::{PathPatterns, PatternBudget, PatternError};
pub(crate) use read::{FileProblem, ReadError};
pub use read::{FileProblemKind, decode};
pub(crate) use record::{note_tree, recorded};
pub use write::{WriteBounds, WriteError, write_whole};
pub(crate) use write::{WrittenFile, link_outside, replace_checked};
