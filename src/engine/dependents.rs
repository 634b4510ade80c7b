//! What a change concerns: the inputs that changed, and those that read a changed file. Every input of
//! the repository is opened once, and no rule runs; what opening it looks at is what it depends on.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::guard::guarded;
use super::run::Run;
use super::{Request, config_path};
use crate::config::{Config, Selection};
use crate::files::{
    CandidateFile, Changes, Discovered, Excludes, Files, Loader, changed_since, discover,
    find_root, recorded,
};
use crate::input::{Door, is_module_file};

/// What a request takes for changed.
enum Trigger {
    /// The files that git names. Of the paths to check only what is concerned is kept.
    Since(Changes),
    /// The paths to check. All of them are kept.
    Paths(Changes),
}

/// Narrows what was found to what a change concerns, and adds what depends on it elsewhere in the
/// repository. Gives back the packs of the repository that are not among them.
pub(super) fn narrow(
    request: &Request,
    config: &Config,
    selection: &Selection,
    loader: &Loader,
    found: &mut Discovered,
) -> BTreeSet<PathBuf> {
    let scope = scope(request, found, loader);
    let mut trigger = match &request.since {
        Some(reference) => match changed_since(loader.working_directory(), reference) {
            Ok(changes) => Trigger::Since(changes),
            Err(error) => {
                loader.error(Path::new("."), error);
                *found = Discovered::default();
                return BTreeSet::new();
            }
        },
        None if request.with_dependents => Trigger::Paths(named(&scope, request, loader)),
        None => return BTreeSet::new(),
    };
    if let Trigger::Since(changes) = &trigger {
        // That nothing in a directory changed is no mistake.
        found.directories.clear();
        found.unknown.retain(|path| changes.concern_file(path));
        if changes.is_empty() {
            found.packs.clear();
            found.files.clear();
            return BTreeSet::new();
        }
    }
    let scout_loader = loader.apart();
    let scout = Run::new(&[], request, selection.clone(), scout_loader, None, config);
    let excludes = Excludes {
        patterns: &selection.exclude,
        is_forced: true,
    };
    let root = find_root(loader.working_directory());
    let root = root.unwrap_or_else(|| loader.working_directory().to_path_buf());
    if let Trigger::Paths(changes) = &mut trigger
        && is_of_all(changes, request, selection, loader)
    {
        changes.add_tree(loader.files.canonical_or_same(&root));
    }
    let all = discover(&[root], excludes, false, &scout.loader);
    let search = Search {
        door: Door {
            flags: None,
            ..scout.door()
        },
        files: &loader.files,
        elsewhere: match &trigger {
            Trigger::Since(changes) => changes.within(&scope),
            Trigger::Paths(changes) => changes.clone(),
        },
        within: match &trigger {
            Trigger::Since(changes) if !is_of_all(changes, request, selection, loader) => {
                Some(changes)
            }
            _ => None,
        },
        in_scope: in_scope(found, &loader.files),
    };
    let every_pack = all.packs.clone();
    search.select(found, all);
    let kept: HashSet<PathBuf> = canonical(&found.packs, &loader.files).collect();
    let is_other = |root: &PathBuf| !kept.contains(&loader.files.canonical_or_same(root));
    every_pack.into_iter().filter(is_other).collect()
}

/// Whether something changed that every input is checked by.
fn is_of_all(changes: &Changes, request: &Request, selection: &Selection, loader: &Loader) -> bool {
    let config = config_path(request, loader);
    let paths = config.iter().chain(&selection.pack_schema);
    paths.into_iter().any(|path| changes.concern_file(path))
}

fn canonical<'f>(
    paths: impl IntoIterator<Item = &'f PathBuf>,
    files: &Files,
) -> impl Iterator<Item = PathBuf> {
    paths.into_iter().map(|path| files.canonical_or_same(path))
}

/// The paths to check, links followed; of a file in a pack the pack.
fn scope(request: &Request, found: &Discovered, loader: &Loader) -> Vec<PathBuf> {
    let paths = request.paths.iter();
    let paths: Vec<_> = paths
        .map(|path| loader.working_directory().join(path))
        .collect();
    canonical(paths.iter().chain(&found.packs), &loader.files).collect()
}

/// The paths to check, taken for changed.
fn named(scope: &[PathBuf], request: &Request, loader: &Loader) -> Changes {
    let mut changes = Changes::default();
    for path in &request.paths {
        // A link that is named changed as well as its target.
        let path = loader.working_directory().join(path);
        let parent = path
            .parent()
            .map(|parent| loader.files.canonical_or_same(parent));
        if let (Some(parent), Some(name)) = (parent, path.file_name()) {
            changes.add_file(parent.join(name));
        }
    }
    for path in scope {
        match loader.files.is_directory(path) {
            true => changes.add_tree(path.clone()),
            false => changes.add_file(path.clone()),
        }
    }
    changes
}

fn in_scope(found: &Discovered, files: &Files) -> HashSet<PathBuf> {
    let paths = found.files.iter().map(|file| &file.path);
    canonical(paths.chain(&found.packs), files).collect()
}

/// The search for what is concerned.
struct Search<'s> {
    door: Door<'s>,
    files: &'s Files,
    /// What concerns inputs that are not below the paths to check.
    elsewhere: Changes,
    /// What concerns those that are; `None` keeps all of them.
    within: Option<&'s Changes>,
    in_scope: HashSet<PathBuf>,
}

impl Search<'_> {
    /// Keeps of what was found, and of all that the repository has, what is concerned.
    fn select(&self, found: &mut Discovered, all: Discovered) {
        found.packs.extend(all.packs);
        found.files.extend(all.files);
        found.deduplicate(self.files);
        found
            .packs
            .retain(|root| self.is_concerned(root, |changes| changes.concern_tree(root)));
        let (modules, files): (Vec<_>, Vec<_>) = std::mem::take(&mut found.files)
            .into_iter()
            .partition(|file| is_module_file(&file.path));
        let kept = files.into_par_iter().filter(|file| self.keeps_file(file));
        found.files.extend(kept.collect::<Vec<_>>());
        let mut directories: BTreeMap<PathBuf, Vec<CandidateFile>> = BTreeMap::new();
        for file in modules {
            let directory = file.path.parent().unwrap_or(Path::new("")).to_path_buf();
            directories.entry(directory).or_default().push(file);
        }
        let modules: Vec<_> = directories.into_iter().collect();
        let kept = modules
            .into_par_iter()
            .filter(|(directory, files)| self.keeps_module(directory, files));
        let kept: Vec<_> = kept.collect();
        found
            .files
            .extend(kept.into_iter().flat_map(|(_, files)| files));
    }

    fn is_concerned(&self, path: &Path, is_concerned: impl Fn(&Changes) -> bool) -> bool {
        let is_in_scope = self.in_scope.contains(&self.files.canonical_or_same(path));
        match self.within {
            None if is_in_scope => true,
            Some(changes) if is_in_scope => is_concerned(changes),
            _ => !self.elsewhere.is_empty() && is_concerned(&self.elsewhere),
        }
    }

    fn keeps_file(&self, file: &CandidateFile) -> bool {
        let is_open = std::cell::OnceCell::new();
        self.is_concerned(&file.path, |changes| {
            changes.concern_file(&file.path)
                || changes.concern(is_open.get_or_init(|| {
                    let open = || guarded(|| self.door.file(&file.path, file.is_named));
                    recorded(open).1
                }))
        })
    }

    /// A module is concerned by any file of its directory.
    fn keeps_module(&self, directory: &Path, files: &[CandidateFile]) -> bool {
        let open = || guarded(|| self.door.module(directory, None));
        let (_, read) = recorded(open);
        let is_concerned = |changes: &Changes| changes.concern(&read);
        (files.iter()).any(|file| self.is_concerned(&file.path, is_concerned))
    }
}
