//! Unwritten that are not written, by the paths that they would have.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The texts, by absolute paths without `.` and `..`. Those below a directory are neighbours.
#[derive(Clone, Debug, Default)]
pub(super) struct Unwritten(BTreeMap<PathBuf, Arc<[u8]>>);

/// What the texts have at a path.
#[derive(Debug)]
pub(super) enum UnwrittenEntry<'t> {
    File(&'t Arc<[u8]>),
    /// There are texts below it.
    Directory,
}

impl Unwritten {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn insert(&mut self, path: PathBuf, content: Arc<[u8]>) {
        self.0.insert(path, content);
    }

    pub(super) fn entry(&self, path: &Path) -> Option<UnwrittenEntry<'_>> {
        match self.0.get(path) {
            Some(bytes) => Some(UnwrittenEntry::File(bytes)),
            None => self
                .below(path)
                .next()
                .is_some()
                .then_some(UnwrittenEntry::Directory),
        }
    }

    /// The paths of the texts below a directory, relative to it.
    pub(super) fn below<'t>(&'t self, directory: &Path) -> impl Iterator<Item = &'t Path> {
        let paths = self.0.range(directory.to_path_buf()..);
        let names = paths.map_while(move |(path, _)| path.strip_prefix(directory).ok());
        names.filter(|name| !name.as_os_str().is_empty())
    }

    /// The names of the files and directories in a directory.
    pub(super) fn children(&self, directory: &Path) -> Vec<OsString> {
        let first = |path: &Path| path.iter().next().map(OsString::from);
        let mut names: Vec<_> = self.below(directory).filter_map(first).collect();
        names.dedup();
        names
    }
}
