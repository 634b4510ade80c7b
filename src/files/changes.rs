//! Which files of a repository changed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The files of a repository that changed; a deleted file is one of them. All paths are absolute, and
/// without links but at their ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    files: HashSet<PathBuf>,
    /// Directories in which everything changed.
    trees: HashSet<PathBuf>,
    /// All directories above the changed files.
    above: HashSet<PathBuf>,
}

impl Changes {
    pub(crate) fn add_file(&mut self, path: PathBuf) {
        self.add_above(&path);
        self.files.insert(path);
    }

    pub(crate) fn add_tree(&mut self, path: PathBuf) {
        self.add_above(&path);
        self.trees.insert(path);
    }

    fn add_above(&mut self, path: &Path) {
        for directory in path.ancestors().skip(1) {
            if !self.above.insert(directory.to_path_buf()) {
                break;
            }
        }
    }

    /// Whether a file changed.
    pub(crate) fn has(&self, path: &Path) -> bool {
        self.files.contains(path)
            || !self.trees.is_empty() && path.ancestors().any(|above| self.trees.contains(above))
    }

    /// Whether anything in a directory changed, at any depth.
    pub(crate) fn has_below(&self, directory: &Path) -> bool {
        self.above.contains(directory) || self.has(directory)
    }
}
