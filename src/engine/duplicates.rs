//! Packs of one run that share name and version.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::run::{Run, Unit};
use crate::files::Loader;
use crate::input::{LoadedPack, read_identity};
use crate::problem::{Problem, ProblemKind};
use crate::syntax::Tree;

/// The rule.
pub(super) const PACK_DUPLICATE: &str = "pack-duplicate";

/// What is kept of every pack until all are read: its text may be dropped before.
#[derive(Clone, Debug)]
pub(crate) struct PackIdentity {
    name: Box<str>,
    version: Box<str>,
    root: PathBuf,
}

impl PackIdentity {
    /// Of a pack whose name and version are known.
    pub(crate) fn of(pack: &LoadedPack) -> Option<Self> {
        let read = pack.pack.as_ref()?;
        Some(PackIdentity {
            name: read.name.as_ref()?.known()?.as_str().into(),
            version: read.version.as_ref()?.known()?.as_str().into(),
            root: pack.root.clone(),
        })
    }
}

/// The identities of packs that are not checked. What cannot be read in them is not said.
pub(super) fn identities(loader: &Loader, roots: &BTreeSet<PathBuf>) -> Vec<PackIdentity> {
    let loader = loader.apart();
    let identity = |root: &PathBuf| {
        let read = read_identity(&loader, root)?;
        Some(PackIdentity {
            name: read.name.as_str().into(),
            version: read.version.as_str().into(),
            root: root.clone(),
        })
    };
    roots.iter().filter_map(identity).collect()
}

impl Run<'_> {
    /// Reports the packs that have the name and version of an earlier one, in the order of their
    /// directories; `others` are packs that are not checked themselves.
    pub(crate) fn check_duplicates(&self, units: &[Unit], others: &[PackIdentity]) -> Vec<Unit> {
        if !self.selection.is_on(PACK_DUPLICATE) {
            return Vec::new();
        }
        let mut groups: BTreeMap<(&str, &str), Vec<&PathBuf>> = BTreeMap::new();
        for identity in units.iter().filter_map(|unit| unit.identity.as_ref()) {
            let key = (&*identity.name, &*identity.version);
            groups.entry(key).or_default().push(&identity.root);
        }
        for identity in others {
            let key = (&*identity.name, &*identity.version);
            if let Some(group) = groups.get_mut(&key) {
                group.push(&identity.root);
            }
        }
        groups
            .values_mut()
            .filter(|roots| roots.len() > 1)
            .map(|roots| {
                roots.sort();
                self.report_duplicates(roots)
            })
            .collect()
    }

    fn report_duplicates(&self, roots: &[&PathBuf]) -> Unit {
        let mut unit = Unit::default();
        // Duplicates are few: reading them again costs less than keeping the text of all packs.
        let packs: Vec<_> = roots
            .iter()
            .filter_map(|root| read_identity(&self.loader, root))
            .collect();
        let Some((first, others)) = packs.split_first() else {
            return unit;
        };
        let problems: Vec<_> = others
            .iter()
            .filter(|other| other.canonical != first.canonical)
            .map(|other| Problem {
                place: other.place,
                kind: ProblemKind::PackDuplicate {
                    name: other.name.clone(),
                    version: other.version.clone(),
                    directory: first.directory.clone(),
                    first: first.place,
                },
            })
            .collect();
        let trees: Vec<&Tree> = packs.iter().map(|pack| &pack.tree).collect();
        self.report_problems(&problems, &trees, &mut unit.results);
        unit
    }
}
