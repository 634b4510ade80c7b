//! Patterns of paths.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::layers::Files;
use crate::source::{LIMITS, clean};

/// How much of a pattern beyond the limits is shown.
const MAX_SHOWN: usize = 40;

/// Why a pattern does not apply.
#[derive(Debug)]
pub(crate) enum PatternError {
    Invalid(String),
    /// What there is too much of, in the plural, and the limit. The patterns after it do not apply.
    Limit(&'static str, u64),
}

/// What the patterns of one file may come to: each is compiled, and braces are compiled recursively.
#[derive(Debug, Default)]
pub(crate) struct PatternBudget {
    patterns: u64,
    bytes: u64,
}

impl PatternBudget {
    /// Takes a pattern.
    ///
    /// # Errors
    /// What it has too much of, in the plural, and the limit.
    pub(super) fn take(&mut self, pattern: &str) -> Result<(), (&'static str, u64)> {
        self.patterns += 1;
        self.bytes += pattern.len() as u64;
        let mut depth = 0_u64;
        let mut deepest = 0;
        for byte in pattern.bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(depth);
        }
        let amounts = [
            (
                pattern.len() as u64,
                "bytes in one pattern",
                LIMITS.pattern_bytes,
            ),
            (
                deepest,
                "levels of braces in one pattern",
                LIMITS.pattern_braces,
            ),
            (self.patterns, "patterns in one file", LIMITS.patterns),
            (
                self.bytes,
                "bytes of patterns in one file",
                LIMITS.patterns_bytes,
            ),
        ];
        let exceeded = amounts
            .into_iter()
            .find(|(amount, _, limit)| amount > limit);
        exceeded.map_or(Ok(()), |(_, what, limit)| Err((what, limit)))
    }
}

/// Patterns of paths, as in .gitignore, relative to the directory of the file that has them.
#[derive(Clone, Debug)]
pub struct PathPatterns {
    /// As written.
    pub(crate) texts: Vec<String>,
    matcher: Gitignore,
    /// To follow links.
    files: Files,
}

impl Default for PathPatterns {
    fn default() -> Self {
        PathPatterns {
            texts: Vec::new(),
            matcher: Gitignore::empty(),
            files: Files::default(),
        }
    }
}

impl PathPatterns {
    /// Parses patterns; also returns those that are not valid, each with the reason.
    pub(crate) fn new(
        files: &Files,
        directory: &Path,
        texts: Vec<String>,
        budget: &mut PatternBudget,
    ) -> (Self, Vec<(String, PatternError)>) {
        let directory = files
            .canonical(directory)
            .unwrap_or_else(|_| clean(directory));
        let mut builder = GitignoreBuilder::new(directory);
        // A `[` without its end is a mistake, not a name.
        builder.allow_unclosed_class(false);
        let mut wrong = Vec::new();
        for text in &texts {
            if let Err((what, limit)) = budget.take(text) {
                let shown: String = text.chars().take(MAX_SHOWN).collect();
                wrong.push((shown, PatternError::Limit(what, limit)));
                break;
            }
            if let Err(error) = builder.add_line(None, text) {
                wrong.push((text.clone(), PatternError::Invalid(error.to_string())));
            }
        }
        let matcher = builder.build().unwrap_or_else(|error| {
            wrong.push((String::new(), PatternError::Invalid(error.to_string())));
            Gitignore::empty()
        });
        let patterns = PathPatterns {
            texts,
            matcher,
            files: files.clone(),
        };
        (patterns, wrong)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.matcher.is_empty()
    }

    /// Whether an absolute path matches, or a directory above it.
    pub(crate) fn matches(&self, path: &Path, is_dir: bool) -> bool {
        let path = self.within(path);
        path.is_some_and(|path| {
            self.matcher
                .matched_path_or_any_parents(&path, is_dir)
                .is_ignore()
        })
    }

    /// Whether an absolute path itself matches.
    pub(crate) fn matches_itself(&self, path: &Path, is_dir: bool) -> bool {
        let path = self.within(path);
        path.is_some_and(|path| self.matcher.matched(&path, is_dir).is_ignore())
    }

    /// A path below the directory of the patterns; no other path can match.
    fn within(&self, path: &Path) -> Option<PathBuf> {
        if self.is_empty() {
            return None;
        }
        let root = self.matcher.path();
        let path = clean(path);
        // The path may go through links.
        let path = match path.starts_with(root) {
            true => path,
            false => self.files.canonical_or_same(&path),
        };
        (path != root && path.starts_with(root)).then_some(path)
    }
}
