//! The directory that paths in inputs and links must stay in: a stranger's pull request must not
//! make packlint read, and show, other files of the machine.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::layers::Files;

/// A directory with an entry of this name is the root of a repository.
pub(super) const GIT: &str = ".git";

/// Whether a directory is the root of a repository.
pub(crate) fn is_repository(files: &Files, directory: &Path) -> bool {
    files.exists(&directory.join(GIT))
}

/// What may be read on behalf of an input.
#[derive(Debug, Default)]
pub(crate) struct Boundary {
    working_directory: PathBuf,
    /// Directories that the command line checks.
    named: Vec<PathBuf>,
    /// Directories that `--allow-outside` permits.
    allowed: Vec<PathBuf>,
    /// The roots by directory, since many files share one.
    roots: Mutex<HashMap<PathBuf, PathBuf>>,
}

impl Clone for Boundary {
    fn clone(&self) -> Self {
        Boundary {
            working_directory: self.working_directory.clone(),
            named: self.named.clone(),
            allowed: self.allowed.clone(),
            roots: Mutex::default(),
        }
    }
}

impl Boundary {
    pub(super) fn new(files: &Files, working_directory: &Path) -> Self {
        Boundary {
            working_directory: files.canonical_or_same(working_directory),
            ..Boundary::default()
        }
    }

    /// Takes what the command line says: the paths to check, and the directories outside the
    /// repository that may be read.
    pub(super) fn configure(&mut self, files: &Files, named: &[PathBuf], allowed: &[PathBuf]) {
        let canonical = |paths: &[PathBuf]| -> Vec<PathBuf> {
            let absolute = paths.iter().map(|path| self.working_directory.join(path));
            absolute
                .filter_map(|path| files.canonical(&path).ok())
                .collect()
        };
        let (named, allowed) = (canonical(named), canonical(allowed));
        self.allowed = allowed;
        self.named = named;
        self.named.retain(|path| files.is_directory(path));
        // The widest first.
        self.named.sort_by_key(|path| path.components().count());
    }

    /// The root for the files in a directory: the nearest directory upwards with `.git`. Without one,
    /// the working directory if it contains the directory, else the directory of the command line that
    /// does, else the directory itself.
    pub(super) fn root(&self, files: &Files, directory: &Path) -> PathBuf {
        let mut roots = self.roots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(root) = roots.get(directory) {
            return root.clone();
        }
        let real = files.canonical_or_same(directory);
        let contains = |above: &&PathBuf| real.starts_with(above);
        // The root of the file system would contain everything.
        let working_directory = Some(&self.working_directory)
            .filter(|above| above.parent().is_some())
            .filter(contains);
        let root = match real.ancestors().find(|above| is_repository(files, above)) {
            Some(repository) => repository.to_path_buf(),
            None => working_directory
                .or_else(|| self.named.iter().find(contains))
                .unwrap_or(&real)
                .clone(),
        };
        roots.insert(directory.to_path_buf(), root.clone());
        root
    }

    /// Whether a path, its links followed, leads to a place that an input in a directory may not name.
    pub(super) fn leaves(&self, files: &Files, directory: &Path, path: &Path) -> bool {
        let real = match files.canonical(path) {
            Ok(real) => real,
            // As the links of `/proc`, it leads to something that has no path.
            Err(_) if files.exists(path) => return true,
            Err(_) => files.resolved(path),
        };
        !self.allowed.iter().any(|allowed| real.starts_with(allowed))
            && !real.starts_with(self.root(files, directory))
    }
}
