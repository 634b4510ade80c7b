//! packlint.yaml: found upwards from the working directory, merged with the flags.

mod read;
mod schema;
mod selection;
mod show;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use read::read;
pub(crate) use schema::ConfigFile;
pub use selection::Selection;
pub(crate) use show::show;

use crate::files::{CONFIG_FILES, Files, is_repository};
use crate::input::draft::ClusterDefaults;
use crate::model::Thresholds;
use crate::problem::Problem;
use crate::syntax::Tree;

/// A config file as it was read.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// Which rules run, and where.
    pub(crate) selection: Selection,
    /// How much is enough.
    pub(crate) thresholds: Thresholds,
    /// Defaults for clusters.
    pub(crate) cluster: Arc<ClusterDefaults>,
    /// What is wrong with it.
    pub(crate) problems: Vec<Problem>,
    /// What it says that cannot be used, each with the reason.
    pub(crate) unusable: Vec<String>,
    /// Its tree.
    pub(crate) tree: Option<Tree>,
}

/// The nearest config file in a directory or above it, up to the root of the repository.
pub(crate) fn find(files: &Files, from: &Path) -> Option<PathBuf> {
    for directory in from.ancestors() {
        let paths = CONFIG_FILES.map(|name| directory.join(name));
        let found = paths.into_iter().find(|path| files.is_file(path));
        if found.is_some() || is_repository(files, directory) {
            return found;
        }
    }
    None
}
