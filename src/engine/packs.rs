//! Packs: those of the command line, and those that cluster files name.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::duplicates::PackIdentity;
use super::run::{Run, Unit};
use super::suppress::Suppression;
use crate::finding::Finding;
use crate::input::{LoadedPack, load_pack};
use crate::rules::Subject;
use crate::source::{COMMAND_LINE_NAME, SourceId};
use crate::syntax::Comments;

/// Most packs that are treated as those of one profile; a whole repository is not a profile.
pub(crate) const MAX_PACKS_OF_PROFILE: usize = 16;

/// What a pack is checked together with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PackContext {
    /// Nothing.
    Alone,
    /// Other packs of one profile.
    Packs,
    /// The cluster file that names it.
    Cluster,
}

impl Run<'_> {
    /// Checks the packs of the command line, and those that clusters name. The others of the repository
    /// are compared with them by name and version.
    pub(crate) fn check_packs(
        &self,
        roots: &BTreeSet<PathBuf>,
        others: &[PackIdentity],
    ) -> Vec<Unit> {
        let named: BTreeMap<PathBuf, Arc<LoadedPack>> = self.cache.packs().into_iter().collect();
        let key = |root: &PathBuf| self.loader.files.canonical_or_same(root);
        let in_cluster: HashSet<&PathBuf> = named.keys().collect();
        let alone: Vec<_> = roots
            .iter()
            .filter(|root| named.is_empty() || !in_cluster.contains(&key(root)))
            .collect();
        let given: HashSet<PathBuf> = match named.is_empty() {
            true => HashSet::new(),
            false => roots.iter().map(key).collect(),
        };
        let by_root: Vec<_> = named.iter().collect();
        let mut units = self.each(&by_root, |(root, pack)| {
            // Where clusters put other values in the place of its own, these are checked alone.
            let context = match given.contains(*root) && !self.cache.has_own_values(root) {
                true => PackContext::Alone,
                false => PackContext::Cluster,
            };
            self.guard(&pack.root, |run| run.check_pack(pack, context))
        });
        let with_flags = self.flags.is_some() && !alone.is_empty();
        if with_flags && alone.len() <= MAX_PACKS_OF_PROFILE {
            units.extend(self.check_packs_with_flags(&alone));
        } else {
            if with_flags && let Some(first) = alone.first() {
                let number = alone.len();
                self.loader.error(
                    first,
                    format!("these flags describe one cluster, but there are {number} packs; name the packs of one profile"),
                );
            }
            units.extend(self.each(&alone, |root| {
                self.guard(root, |run| {
                    let pack = load_pack(&run.loader, root).resolved(&run.resolver);
                    let pack = Arc::new(pack);
                    let unit = run.check_pack(&pack, PackContext::Alone);
                    run.release(&pack, &unit);
                    unit
                })
            }));
        }
        units.extend(self.check_duplicates(&units, others));
        units
    }

    /// The packs of the command line together (none for `plan` with flags alone), as the profile of the
    /// cluster that the flags describe.
    pub(crate) fn check_packs_with_flags(&self, roots: &[&PathBuf]) -> Vec<Unit> {
        let load = |root: &&PathBuf| {
            self.guard(root, |run| {
                Some(load_pack(&run.loader, root).resolved(&run.resolver))
            })
        };
        let packs: Vec<_> = roots.iter().filter_map(load).map(Arc::new).collect();
        let mut units: Vec<_> = packs
            .iter()
            .map(|pack| self.guard(&pack.root, |run| run.check_pack(pack, PackContext::Packs)))
            .collect();
        units.push(self.guard(Path::new(COMMAND_LINE_NAME), |run| {
            let mut unit = Unit::default();
            if let Some(cluster) = run.door().packs(&packs, true) {
                let trees: Vec<_> = packs.iter().flat_map(|pack| pack.trees()).collect();
                run.check_cluster(&cluster, &trees, &mut unit);
                run.close(&trees, &mut unit);
            }
            unit
        }));
        units
    }

    fn check_pack(&self, pack: &Arc<LoadedPack>, context: PackContext) -> Unit {
        let mut unit = Unit {
            packs: 1,
            identity: PackIdentity::of(pack),
            ..Unit::default()
        };
        let trees: Vec<_> = pack.trees().collect();
        self.files.fetch_add(trees.len(), Ordering::Relaxed);
        self.report_problems(&pack.problems, &trees, &mut unit.results);
        if let Some(pack) = &pack.pack {
            let is_in_cluster = context == PackContext::Cluster;
            let subject = Subject::Pack {
                pack,
                is_in_cluster,
            };
            self.run_rules(subject, &trees, &mut unit.results);
        }
        if let (Some(schema), Some(manifest)) = (&self.pack_schema, &pack.manifest) {
            match schema.check(manifest) {
                Ok(problems) => self.report_problems(&problems, &trees, &mut unit.results),
                // A pack that the organisation's schema says nothing of has not passed it.
                Err(reason) => self.loader.error(
                    Path::new(&manifest.source().name),
                    format!("pack.schema of packlint.yaml cannot be applied: {reason}"),
                ),
            }
        }
        let comments = trees.iter().filter_map(|tree| Comments::of(tree));
        let comments: Vec<_> = comments.map(|own| (own, false)).collect();
        self.take_suppressions(&comments, &trees, &mut unit);
        if context == PackContext::Alone
            && let Some(cluster) = self.door().packs(std::slice::from_ref(pack), false)
        {
            self.check_cluster(&cluster, &trees, &mut unit);
        }
        self.close(&trees, &mut unit);
        unit
    }

    /// Lets the sources of a pack go that nothing points into.
    fn release(&self, pack: &LoadedPack, unit: &Unit) {
        let findings = unit.results.findings.iter().flat_map(Finding::places);
        let unresolved = unit.results.unresolved.iter().map(|entry| entry.place);
        let suppressions = unit.suppressions.iter().map(Suppression::place);
        let places = findings.chain(unresolved).chain(suppressions);
        let used: HashSet<SourceId> = places.map(|place| place.source).collect();
        for tree in pack.trees() {
            if !used.contains(&tree.source().id) {
                self.loader.sources.release(tree.source().id);
            }
        }
    }
}
