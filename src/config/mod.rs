//! packlint.yaml: found upwards from the working directory, merged with the flags.

mod patterns;
mod read;
mod schema;
mod selection;
mod show;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::input::ClusterDefaults;
use crate::model::Located;
use crate::problem::Problem;
use crate::syntax::Tree;

pub use patterns::PathPatterns;
pub use read::read;
pub use schema::ConfigFile;
pub use selection::{PathOverride, RuleSeverity, Selection};
pub use show::show;

/// The file's name.
pub const FILE_NAME: &str = "packlint.yaml";

/// A config file as it was read.
#[derive(Debug, Default)]
pub struct Config {
    /// Which rules run, and where.
    pub selection: Selection,
    /// How much is enough.
    pub thresholds: Thresholds,
    /// What holds for clusters that do not say it themselves.
    pub cluster: Arc<ClusterDefaults>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What it says that cannot be used, each with the reason.
    pub unusable: Vec<String>,
    /// Its tree.
    pub tree: Option<Tree>,
}

/// How much is enough, where a rule leaves it open.
#[derive(Clone, Debug, Default)]
pub struct Thresholds {
    /// The share of a subnet's addresses that must stay free at an upgrade, in per cent.
    pub subnet_headroom: Option<Located<u64>>,
}

/// The nearest config file in a directory or above it.
pub fn find(from: &Path) -> Option<PathBuf> {
    from.ancestors()
        .map(|directory| directory.join(FILE_NAME))
        .find(|path| path.is_file())
}
