//! Walks a directory. Links are not followed, except to a pack.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::boundary::GIT;
use super::discover::{CandidateFile, Discovered, is_candidate, tidy};
use super::ignored::{IGNORE_FILE, IgnoreRules, Verdict};
use super::layers::EntryKind;
use super::loader::Loader;
use super::names::{CHART_FILE, CHARTS_DIRECTORY, PackFileNames};
use super::patterns::PathPatterns;

/// What a directory is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Within {
    #[default]
    Nothing,
    /// A pack: the pack's own files are checked with it.
    Pack,
    /// The directory of a pack's charts.
    Charts,
    /// A chart of a pack: its files are no inputs, whatever they look like. It may contain packs.
    Chart,
}

/// A directory that is still to be walked.
struct Pending {
    directory: PathBuf,
    rules: IgnoreRules,
    within: Within,
}

pub(super) struct Walk<'w> {
    excluded: &'w PathPatterns,
    loader: &'w Loader,
    found: &'w mut Discovered,
    /// Links to packs.
    links: Vec<PathBuf>,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        excluded: &'w PathPatterns,
        loader: &'w Loader,
        found: &'w mut Discovered,
    ) -> Self {
        Walk {
            excluded,
            loader,
            found,
            links: Vec::new(),
        }
    }

    /// Walks a directory of the command line.
    pub(super) fn run(mut self, directory: &Path, within: Within) {
        let rules = IgnoreRules::above(directory, self.loader, &mut self.found.problems);
        let mut pending = vec![Pending {
            directory: directory.to_path_buf(),
            rules,
            within,
        }];
        while let Some(next) = pending.pop() {
            self.enter(next, &mut pending);
        }
        self.add_links(directory);
    }

    fn enter(&mut self, next: Pending, pending: &mut Vec<Pending>) {
        let Pending {
            directory,
            mut rules,
            mut within,
        } = next;
        let files = &self.loader.files;
        let entries = match files.entries(&directory) {
            Ok(entries) => entries,
            Err(error) => {
                self.loader.refused(&directory, &error);
                return;
            }
        };
        let kind = |name: &str| {
            let entry = entries.iter().find(|entry| entry.name == name)?;
            Some(entry.kind)
        };
        let is_pack = match kind(PackFileNames::MANIFEST) {
            Some(EntryKind::Link) => files.is_file(&directory.join(PackFileNames::MANIFEST)),
            kind => kind == Some(EntryKind::File),
        };
        if is_pack {
            within = Within::Pack;
            self.found.packs.insert(tidy(&directory));
        } else if within != Within::Nothing && kind(CHART_FILE).is_some() {
            within = Within::Chart;
        }
        let problems = &mut self.found.problems;
        if kind(GIT).is_some() {
            rules = IgnoreRules::of_repository(&directory, self.loader, problems);
        }
        if kind(IGNORE_FILE).is_some_and(|kind| kind != EntryKind::Directory) {
            rules = rules.with(&directory, IGNORE_FILE, self.loader, problems);
        }
        for entry in entries {
            let is_own = is_pack && PackFileNames::ALL.iter().any(|name| entry.name == *name);
            if is_own || entry.name == GIT || entry.kind == EntryKind::Other {
                continue;
            }
            let path = directory.join(&entry.name);
            let is_directory = entry.kind == EntryKind::Directory;
            let is_hidden = entry.name.as_encoded_bytes().starts_with(b".");
            match rules.verdict(&path, is_directory) {
                Verdict::Ignored if !is_hidden && (is_directory || is_candidate(&path)) => {
                    self.found.ignored += 1;
                    continue;
                }
                Verdict::Ignored => continue,
                Verdict::Unmentioned if is_hidden => continue,
                Verdict::Unmentioned | Verdict::Included => {}
            }
            if self.excluded.matches_itself(&path, is_directory) {
                continue;
            }
            match entry.kind {
                EntryKind::Directory => pending.push(Pending {
                    directory: path,
                    rules: rules.clone(),
                    within: match within {
                        Within::Charts => Within::Chart,
                        _ if is_pack && entry.name == CHARTS_DIRECTORY => Within::Charts,
                        within => within,
                    },
                }),
                EntryKind::Link => self.add_link(&directory, path),
                EntryKind::File => self.add_file(&path, within),
                EntryKind::Other => {}
            }
        }
    }

    fn add_file(&mut self, path: &Path, within: Within) {
        match within {
            Within::Chart => {}
            _ if is_candidate(path) => {
                self.found.files.insert(CandidateFile {
                    path: tidy(path),
                    is_named: false,
                    is_in_pack: within != Within::Nothing,
                });
            }
            Within::Pack | Within::Charts => {}
            Within::Nothing => self.found.skipped.push(path.to_path_buf()),
        }
    }

    /// A link to a pack is a pack too.
    fn add_link(&mut self, directory: &Path, link: PathBuf) {
        if !self
            .loader
            .files
            .is_file(&link.join(PackFileNames::MANIFEST))
        {
            return;
        }
        match self.loader.leaves(directory, &link) {
            true => self.found.problems.push(self.loader.outside(&link)),
            false => self.links.push(link),
        }
    }

    /// Adds the packs that only links lead to, each once.
    fn add_links(&mut self, directory: &Path) {
        if self.links.is_empty() {
            return;
        }
        let files = &self.loader.files;
        let root = files.canonical_or_same(directory);
        let real = |pack: &PathBuf| Some(root.join(pack.strip_prefix(directory).ok()?));
        let walked: HashSet<PathBuf> = self.found.packs.iter().filter_map(real).collect();
        self.links.sort();
        let mut linked: HashMap<PathBuf, PathBuf> = HashMap::new();
        for link in self.links.drain(..) {
            let target = files.canonical_or_same(&link);
            if !walked.contains(&target) {
                linked.entry(target).or_insert(link);
            }
        }
        let packs = linked.into_values().map(|link| tidy(&link));
        self.found.packs.extend(packs);
    }
}
