//! Which files of a repository changed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::record::{FilesRead, trail};

/// The files of a repository that changed; a deleted file is one of them. All paths are absolute, and
/// without links but at their ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    files: HashSet<PathBuf>,
    /// Directories in which everything changed.
    trees: HashSet<PathBuf>,
    /// All directories above the changed files.
    above: HashSet<PathBuf>,
    /// The directories that changed files are in.
    parents: HashSet<PathBuf>,
}

impl Changes {
    pub(crate) fn add_file(&mut self, path: PathBuf) {
        self.add_above(&path);
        self.parents.extend(path.parent().map(Path::to_path_buf));
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
    fn has(&self, path: &Path) -> bool {
        self.files.contains(path)
            || !self.trees.is_empty() && path.ancestors().any(|above| self.trees.contains(above))
    }

    /// Whether anything in a directory changed, at any depth.
    fn has_below(&self, directory: &Path) -> bool {
        self.above.contains(directory) || self.has(directory)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.above.is_empty()
    }

    /// The changes below one of some directories, or at one of them.
    #[must_use]
    pub(crate) fn within(&self, directories: &[PathBuf]) -> Self {
        let is_within = |path: &&PathBuf| directories.iter().any(|above| path.starts_with(above));
        let mut changes = Changes::default();
        for file in self.files.iter().filter(is_within) {
            changes.add_file(file.clone());
        }
        for tree in self.trees.iter().filter(is_within) {
            changes.add_tree(tree.clone());
        }
        changes
    }

    /// Whether a file changed, or a link on the way to it.
    pub(crate) fn concern_file(&self, path: &Path) -> bool {
        trail(path).iter().any(|step| self.has(step))
    }

    /// Whether anything in a directory changed, or a link on the way to it.
    pub(crate) fn concern_tree(&self, path: &Path) -> bool {
        let trail = trail(path);
        trail.iter().any(|step| self.has(step))
            || trail.last().is_some_and(|end| self.has_below(end))
    }

    /// Whether anything changed that reading an input looked at.
    pub(crate) fn concern(&self, read: &FilesRead) -> bool {
        let lists = |path: &PathBuf| {
            let end = trail(path).pop().unwrap_or_default();
            self.parents.contains(&end)
        };
        read.files.iter().any(|path| self.concern_file(path))
            || read.trees.iter().any(|path| self.concern_tree(path))
            || read.listed.iter().any(lists)
    }
}
