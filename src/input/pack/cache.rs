//! The packs of a run, each read once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::directory::{LoadedPack, load_pack};
use crate::files::{Files, Loader, note_tree};
use crate::source::{Place, SourceId};

/// A pack, or the promise of the thread that reads it.
type Slot = Arc<OnceLock<Arc<LoadedPack>>>;

/// Packs that were read, by their directories.
#[derive(Debug, Default)]
pub(crate) struct PackCache {
    packs: Mutex<BTreeMap<PathBuf, Slot>>,
    /// The packs that were read, by the texts of their files.
    by_source: Mutex<HashMap<SourceId, Arc<LoadedPack>>>,
    /// Directories of packs whose own values some cluster deploys.
    with_own_values: Mutex<HashSet<PathBuf>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PackCache {
    /// The pack of a directory, read at the first use. Other packs can be read meanwhile.
    pub(crate) fn get(&self, loader: &Loader, root: &Path) -> Arc<LoadedPack> {
        note_tree(root);
        let key = loader.files.canonical_or_same(root);
        let slot = Arc::clone(locked(&self.packs).entry(key).or_default());
        let pack = slot.get_or_init(|| {
            let pack = Arc::new(load_pack(loader, root));
            let sources = pack.trees().map(|tree| tree.source().id);
            let sources = sources.map(|id| (id, Arc::clone(&pack)));
            locked(&self.by_source).extend(sources);
            pack
        });
        Arc::clone(pack)
    }

    /// Notes that a cluster deploys a pack with its own values, not with others in their place.
    pub(crate) fn note_own_values(&self, files: &Files, pack: &LoadedPack) {
        locked(&self.with_own_values).insert(files.canonical_or_same(&pack.root));
    }

    /// Whether some cluster deploys the pack of a directory with its own values.
    pub(crate) fn has_own_values(&self, root: &Path) -> bool {
        locked(&self.with_own_values).contains(root)
    }

    /// All packs that were read, sorted by directory.
    pub(crate) fn packs(&self) -> Vec<(PathBuf, Arc<LoadedPack>)> {
        let packs = locked(&self.packs);
        let read = packs.iter();
        read.filter_map(|(root, slot)| Some((root.clone(), Arc::clone(slot.get()?))))
            .collect()
    }

    /// The JSON Pointer of a place in a file of one of the packs, and its document.
    pub(crate) fn pointer(&self, place: Place) -> Option<(String, Option<u32>)> {
        let pack = locked(&self.by_source).get(&place.source).cloned()?;
        let mut trees = pack.trees();
        let tree = trees.find(|tree| tree.source().id == place.source)?;
        Some(tree.pointer_at(place.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_is_read_once_and_others_meanwhile() {
        let pack = |name: &str| format!(r#"{{"name": "{name}", "version": "1.0.0"}}"#);
        let files = Files::without_disk()
            .with(Path::new("/w/a/pack.json"), pack("a").as_bytes())
            .with(Path::new("/w/b/pack.json"), pack("b").as_bytes());
        let loader = Loader::new(files, PathBuf::from("/w"));
        let cache = PackCache::default();
        // While one pack is being read, another one can be.
        let slot = Arc::clone(
            locked(&cache.packs)
                .entry(PathBuf::from("/w/a"))
                .or_default(),
        );
        let first = slot.get_or_init(|| {
            assert_eq!(cache.get(&loader, Path::new("/w/b")).name(), Some("b"));
            Arc::new(load_pack(&loader, Path::new("/w/a")))
        });
        assert!(Arc::ptr_eq(first, &cache.get(&loader, Path::new("/w/a"))));
        assert_eq!(cache.packs().len(), 2);
    }
}
