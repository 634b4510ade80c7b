//! Finds the packs and files that the command line's paths lead to, without reading them.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::WalkBuilder;

use super::changes::Changes;
use super::layers::{FileKind, Files};
use super::loader::Loader;
use super::names::{PackFileNames, find_pack_root, is_config_file};
use super::patterns::PathPatterns;
use crate::source::clean;

/// What there is to check.
#[derive(Debug, Default)]
pub(crate) struct Discovered {
    /// Pack directories.
    pub(crate) packs: BTreeSet<PathBuf>,
    /// Files that may be an input.
    pub(crate) files: BTreeSet<CandidateFile>,
    /// Whether standard input is read.
    pub(crate) stdin: bool,
    /// Directories of the command line.
    pub(crate) directories: Vec<PathBuf>,
    /// The number of files whose names rule them out as inputs.
    pub(crate) skipped: usize,
}

/// A file that may be an input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CandidateFile {
    /// The absolute path.
    pub(crate) path: PathBuf,
    /// Whether the command line names it, rather than a directory that it is in.
    pub(crate) is_named: bool,
}

/// The paths that walks skip.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Excludes<'a> {
    pub(crate) patterns: &'a PathPatterns,
    /// Whether paths of the command line are skipped too.
    pub(crate) is_forced: bool,
}

/// Finds inputs. A path in a pack selects that pack; a walk does not enter packs. If the user gives a
/// form, files on the command line may have any name.
pub(crate) fn discover(
    paths: &[PathBuf],
    excludes: Excludes<'_>,
    has_form: bool,
    loader: &Loader,
) -> Discovered {
    let mut found = Discovered::default();
    for path in paths {
        if path.as_os_str() == "-" {
            found.stdin = true;
            continue;
        }
        let absolute = loader.working_directory().join(path);
        let is_directory = match loader.files.status(&absolute) {
            Ok(status) => status.kind == FileKind::Directory,
            Err(error) => {
                loader.error(path, reason(&error));
                continue;
            }
        };
        // `a/b/../c` is not in `a/b`. Only the system can follow a link before a `..`.
        let absolute = match clean(&absolute) {
            cleaned if same_place(&loader.files, &cleaned, &absolute) => cleaned,
            _ => loader.files.canonical_or_same(&absolute),
        };
        if excludes.is_forced && excludes.patterns.matches(&absolute, is_directory) {
            found.skipped += 1;
        } else if let Some(root) = find_pack_root(&loader.files, &absolute) {
            found.packs.insert(tidy(&root));
        } else if is_directory {
            found.directories.push(tidy(&absolute));
            walk(&absolute, excludes.patterns, loader, &mut found);
        } else if has_form || is_candidate(&absolute) {
            found.files.insert(CandidateFile {
                path: absolute,
                is_named: true,
            });
        } else {
            found.skipped += 1;
        }
    }
    if paths.len() > 1 {
        found.deduplicate(&loader.files);
    }
    found
}

impl Discovered {
    /// Keeps the inputs that are or contain a changed file. A deleted file changes its pack too.
    pub(crate) fn keep_changed(&mut self, changes: &Changes, files: &Files) {
        (self.packs).retain(|root| changes.has_below(&files.canonical_or_same(root)));
        (self.files).retain(|file| changes.has(&files.canonical_or_same(&file.path)));
        // A directory without changes is not an error.
        self.directories.clear();
    }

    fn add_walked(&mut self, path: &Path) {
        if is_candidate(path) {
            self.files.insert(CandidateFile {
                path: tidy(path),
                is_named: false,
            });
        } else {
            self.skipped += 1;
        }
    }

    /// Adds an unwritten text as a walk of the disk would add its file, except that ignore files do not
    /// apply.
    fn add_unwritten(
        &mut self,
        directory: &Path,
        path: &Path,
        excluded: &PathPatterns,
        files: &Files,
    ) {
        let Ok(below) = path.strip_prefix(directory) else {
            return;
        };
        let mut at = directory.to_path_buf();
        for name in below {
            at.push(name);
            let is_hidden = name.as_encoded_bytes().starts_with(b".");
            if is_hidden || excluded.matches_itself(&at, at != path) {
                return;
            }
            if files.is_file(&at.join(PackFileNames::MANIFEST)) {
                self.packs.insert(tidy(&at));
                return;
            }
        }
        self.add_walked(path);
    }

    /// Several paths may lead to one file: `a.yaml`, `./b/../a.yaml`, and a walk.
    fn deduplicate(&mut self, files: &Files) {
        let mut seen = HashSet::new();
        self.packs
            .retain(|root| seen.insert(files.canonical_or_same(root)));
        let (mut named, walked): (Vec<_>, Vec<_>) = std::mem::take(&mut self.files)
            .into_iter()
            .partition(|file| file.is_named);
        // A named file is checked more strictly, so that one is kept.
        named.extend(walked);
        named.retain(|file| seen.insert(files.canonical_or_same(&file.path)));
        self.files.extend(named);
    }
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or directory".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

fn same_place(files: &Files, a: &Path, b: &Path) -> bool {
    matches!((files.canonical(a), files.canonical(b)), (Ok(a), Ok(b)) if a == b)
}

/// A path without the trailing `.` that a join may leave.
fn tidy(path: &Path) -> PathBuf {
    path.components().collect()
}

fn is_candidate(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("yaml" | "yml" | "json" | "tf")) && !is_config_file(path)
}

fn walk(directory: &Path, excluded: &PathPatterns, loader: &Loader, found: &mut Discovered) {
    if loader.files.is_on_disk(directory) {
        walk_disk(directory, excluded, loader, found);
    }
    for path in loader.files.unwritten_below(directory) {
        found.add_unwritten(directory, &path, excluded, &loader.files);
    }
}

fn walk_disk(directory: &Path, excluded: &PathPatterns, loader: &Loader, found: &mut Discovered) {
    let packs: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
    let sink = Arc::clone(&packs);
    let mut builder = WalkBuilder::new(directory);
    let (files, excluded) = (loader.files.clone(), excluded.clone());
    // The result must not depend on the machine. Also, finding the user's home may ask the system's name
    // service.
    builder.git_global(false);
    builder.filter_entry(move |entry| {
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        // A directory of the command line is walked even if a pattern matches it.
        if entry.depth() > 0 && excluded.matches_itself(entry.path(), is_dir) {
            return false;
        }
        // A link to a pack is a pack too; no other link is followed.
        let may_be_pack = entry
            .file_type()
            .is_some_and(|kind| kind.is_dir() || kind.is_symlink());
        let is_pack = may_be_pack && files.is_file(&entry.path().join(PackFileNames::MANIFEST));
        if is_pack {
            sink.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(entry.path().to_path_buf());
        }
        !is_pack
    });
    for entry in builder.build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                found.add_walked(entry.path());
            }
            Ok(_) => {}
            Err(error) => {
                let (path, error) = unwrapped(directory, error);
                loader.error(&path, error);
            }
        }
    }
    let mut packs = packs.lock().unwrap_or_else(PoisonError::into_inner);
    found.packs.extend(packs.drain(..).map(|path| tidy(&path)));
}

/// What a walk could not read, and why.
fn unwrapped(directory: &Path, error: ignore::Error) -> (PathBuf, String) {
    match error {
        ignore::Error::WithDepth { err, .. } => unwrapped(directory, *err),
        ignore::Error::WithPath { path, err } => unwrapped(&path, *err),
        ignore::Error::Io(error) => (directory.to_path_buf(), reason(&error)),
        error => (directory.to_path_buf(), error.to_string()),
    }
}
