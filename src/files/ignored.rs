//! What git ignores: `.gitignore` files and `.git/info/exclude`, read within limits.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::boundary::is_repository;
use super::loader::Loader;
use super::patterns::PatternBudget;
use super::read::{FileProblem, FileProblemKind, ReadError};
use crate::source::LIMITS;

pub(super) const IGNORE_FILE: &str = ".gitignore";
const EXCLUDE_FILE: &str = ".git/info/exclude";

/// The patterns that apply in a directory: those of the nearest file take precedence.
#[derive(Clone, Debug, Default)]
pub(super) struct IgnoreRules {
    nearest: Option<Arc<IgnoreFile>>,
    /// Outside of a repository, no file has patterns.
    is_in_repository: bool,
}

#[derive(Debug)]
struct IgnoreFile {
    matcher: Gitignore,
    above: IgnoreRules,
}

/// What the patterns say about a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Unmentioned,
    Ignored,
    /// A pattern such as `!.github` includes it.
    Included,
}

impl IgnoreRules {
    /// The patterns that apply to a directory from the directories above it, up to the root of the
    /// repository.
    pub(super) fn above(
        directory: &Path,
        loader: &Loader,
        problems: &mut Vec<FileProblem>,
    ) -> Self {
        let above = directory.ancestors().skip(1);
        let is_root = |above: &&Path| is_repository(&loader.files, above);
        let Some(root) = above.clone().find(is_root) else {
            return IgnoreRules::default();
        };
        let mut rules = IgnoreRules::of_repository(root, loader, problems);
        let mut above: Vec<&Path> = above.take_while(|above| *above != root).collect();
        above.push(root);
        for directory in above.into_iter().rev() {
            if loader.files.exists(&directory.join(IGNORE_FILE)) {
                rules = rules.with(directory, IGNORE_FILE, loader, problems);
            }
        }
        rules
    }

    /// The patterns of a repository's own `.git/info/exclude`.
    pub(super) fn of_repository(
        root: &Path,
        loader: &Loader,
        problems: &mut Vec<FileProblem>,
    ) -> Self {
        let rules = IgnoreRules {
            nearest: None,
            is_in_repository: true,
        };
        match loader.files.exists(&root.join(EXCLUDE_FILE)) {
            true => rules.with(root, EXCLUDE_FILE, loader, problems),
            false => rules,
        }
    }

    /// These patterns with those of a file, which apply in a directory.
    pub(super) fn with(
        &self,
        directory: &Path,
        file: &str,
        loader: &Loader,
        problems: &mut Vec<FileProblem>,
    ) -> Self {
        let file = directory.join(file);
        let matcher = self
            .is_in_repository
            .then(|| read(directory, &file, loader, problems))
            .flatten();
        match matcher {
            Some(matcher) => IgnoreRules {
                nearest: Some(Arc::new(IgnoreFile {
                    matcher,
                    above: self.clone(),
                })),
                ..*self
            },
            None => self.clone(),
        }
    }

    pub(super) fn verdict(&self, path: &Path, is_directory: bool) -> Verdict {
        let mut rules = self;
        while let Some(file) = &rules.nearest {
            match file.matcher.matched(path, is_directory) {
                Match::None => rules = &file.above,
                Match::Ignore(_) => return Verdict::Ignored,
                Match::Whitelist(_) => return Verdict::Included,
            }
        }
        Verdict::Unmentioned
    }
}

/// Reads a file of patterns. Beyond a limit the rest of the file does not apply, so that more is
/// checked, not less.
fn read(
    directory: &Path,
    file: &Path,
    loader: &Loader,
    problems: &mut Vec<FileProblem>,
) -> Option<Gitignore> {
    if loader.files.is_link(file) && loader.leaves(directory, file) {
        problems.push(loader.outside(file));
        return None;
    }
    let bytes = match loader.files.read_bytes(file, LIMITS.ignore_bytes) {
        Ok(bytes) => bytes,
        Err(ReadError::Problem(kind)) => {
            problems.push(loader.problem_of(file, kind));
            return None;
        }
        Err(ReadError::Io(error)) => {
            loader.error(file, format!("cannot be read: {error}"));
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(directory);
    let mut budget = PatternBudget::default();
    for line in text.trim_start_matches('\u{feff}').lines() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let so_far = loader.patterns.fetch_add(1, Ordering::Relaxed);
        if so_far == LIMITS.run_patterns {
            let what = "patterns in the ignore files of one run";
            let kind = FileProblemKind::PatternLimit(what, LIMITS.run_patterns);
            problems.push(loader.problem_of(file, kind));
        }
        if so_far >= LIMITS.run_patterns {
            break;
        }
        if let Err((what, limit)) = budget.take(line) {
            let kind = FileProblemKind::PatternLimit(what, limit);
            problems.push(loader.problem_of(file, kind));
            break;
        }
        // As git does, it skips a pattern that is not valid.
        let _ = builder.add_line(None, line);
    }
    builder
        .build()
        .inspect_err(|error| loader.error(file, error))
        .ok()
        .filter(|matcher| !matcher.is_empty())
}
