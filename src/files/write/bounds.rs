//! Where packlint may write.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::git::find_root;
use super::super::layers::Files;
use super::super::loader::Loader;
use super::super::names::find_pack_root;

/// The directories below which `--fix` may write: those that the command line names, and the
/// repositories of the files that it names.
#[derive(Clone, Debug, Default)]
pub struct WriteBounds(Vec<PathBuf>);

impl WriteBounds {
    /// The bounds that paths of the command line set.
    pub fn new(paths: &[PathBuf], working_directory: &Path) -> Self {
        let loader = Loader::new(Files::on_disk(), working_directory.to_path_buf());
        let bound = |path: &PathBuf| {
            let path = working_directory.join(path);
            if path.is_dir() {
                return path.canonicalize().ok();
            }
            let parent = path.parent()?.canonicalize().ok()?;
            let pack = find_pack_root(&loader, &parent);
            Some(find_root(&parent).or(pack).unwrap_or(parent))
        };
        WriteBounds(paths.iter().filter_map(bound).collect())
    }

    /// Whether a path without links is within.
    pub(super) fn contain(&self, path: &Path) -> bool {
        self.0.iter().any(|bound| path.starts_with(bound))
    }

    /// Where a path leads, if that is outside.
    pub(crate) fn outside(&self, path: &Path) -> Option<PathBuf> {
        let path = path.canonicalize().ok()?;
        (!self.contain(&path)).then_some(path)
    }
}

/// The first link on the way to a file that leads out of the repository that it is in. Without a
/// repository, the working directory is what may not be left.
pub(crate) fn link_outside(path: &Path) -> Option<PathBuf> {
    let working_directory = std::env::current_dir().ok()?;
    let path = working_directory.join(path);
    let mut ways: Vec<&Path> = path.ancestors().skip(1).collect();
    ways.reverse();
    let leads_outside = |way: &&Path| {
        let is_link = fs::symlink_metadata(way).is_ok_and(|metadata| metadata.is_symlink());
        let Some(parent) = way.parent().filter(|_| is_link) else {
            return false;
        };
        let Ok(parent) = parent.canonicalize() else {
            return true;
        };
        let own = parent.starts_with(&working_directory);
        let root = find_root(&parent).or(own.then(|| working_directory.clone()));
        let Some(root) = root else { return false };
        !way.canonicalize()
            .is_ok_and(|target| target.starts_with(root))
    };
    ways.into_iter().find(leads_outside).map(Path::to_path_buf)
}
