//! Patterns of paths.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::layers::Files;
use crate::source::clean;

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
    ) -> (Self, Vec<(String, String)>) {
        let directory = files
            .canonical(directory)
            .unwrap_or_else(|_| clean(directory));
        let mut builder = GitignoreBuilder::new(directory);
        // A `[` without its end is a mistake, not a name.
        builder.allow_unclosed_class(false);
        let mut wrong = Vec::new();
        for text in &texts {
            if let Err(error) = builder.add_line(None, text) {
                wrong.push((text.clone(), error.to_string()));
            }
        }
        let matcher = builder.build().unwrap_or_else(|_| Gitignore::empty());
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
