//! The packs of a run, each read once.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::directory::{LoadedPack, load_pack};
use crate::files::{Files, Loader};

/// Packs that were read, each once in a run.
#[derive(Debug, Default)]
pub(crate) struct PackCache {
    packs: Mutex<HashMap<PathBuf, Arc<LoadedPack>>>,
    /// Directories of packs whose own values some cluster deploys.
    with_own_values: Mutex<HashSet<PathBuf>>,
}

impl PackCache {
    /// The pack of a directory, read at the first use.
    pub(crate) fn get(&self, loader: &Loader, root: &Path) -> Arc<LoadedPack> {
        let key = loader.files.canonical_or_same(root);
        let mut packs = self.packs.lock().unwrap_or_else(PoisonError::into_inner);
        let pack = packs
            .entry(key)
            .or_insert_with(|| Arc::new(load_pack(loader, root)));
        Arc::clone(pack)
    }

    /// Notes that a cluster deploys a pack with its own values, not with others in their place.
    pub(crate) fn note_own_values(&self, files: &Files, pack: &LoadedPack) {
        let mut noted = self
            .with_own_values
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        noted.insert(files.canonical_or_same(&pack.root));
    }

    /// Whether some cluster deploys the pack of a directory with its own values.
    pub(crate) fn has_own_values(&self, root: &Path) -> bool {
        let noted = self
            .with_own_values
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        noted.contains(root)
    }

    /// All packs that were read, sorted by directory.
    pub(crate) fn packs(&self) -> Vec<(PathBuf, Arc<LoadedPack>)> {
        let packs = self.packs.lock().unwrap_or_else(PoisonError::into_inner);
        let mut packs: Vec<_> = packs
            .iter()
            .map(|(root, pack)| (root.clone(), Arc::clone(pack)))
            .collect();
        packs.sort_by(|a, b| a.0.cmp(&b.0));
        packs
    }
}
