//! Finds the packs and files that the command line's paths lead to, without reading them.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::layers::{FileKind, Files};
use super::loader::Loader;
use super::names::{CHARTS_DIRECTORY, PackFileNames, find_pack_root, is_config_file, is_in_chart};
use super::patterns::PathPatterns;
use super::read::FileProblem;
use super::walk::{Walk, Within};
use crate::source::clean;

/// What there is to check.
#[derive(Clone, Debug, Default)]
pub(crate) struct Discovered {
    /// Pack directories.
    pub(crate) packs: BTreeSet<PathBuf>,
    /// Files that may be an input.
    pub(crate) files: BTreeSet<CandidateFile>,
    /// Whether standard input is read.
    pub(crate) stdin: bool,
    /// Directories of the command line.
    pub(crate) directories: Vec<PathBuf>,
    /// Files whose names rule them out as inputs.
    pub(crate) skipped: Vec<PathBuf>,
    /// Those of them that the command line names.
    pub(crate) unknown: Vec<PathBuf>,
    /// The number of directories and possible inputs that git ignores.
    pub(crate) ignored: usize,
    /// What is wrong with ignore files and links.
    pub(crate) problems: Vec<FileProblem>,
}

/// A file that may be an input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CandidateFile {
    /// The absolute path.
    pub(crate) path: PathBuf,
    /// Whether the command line names it, rather than a directory that it is in.
    pub(crate) is_named: bool,
    /// Whether it is in a pack, beside the pack's own files.
    pub(crate) is_in_pack: bool,
}

/// The paths that walks skip.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Excludes<'a> {
    pub(crate) patterns: &'a PathPatterns,
    /// Whether paths of the command line are skipped too.
    pub(crate) is_forced: bool,
}

/// Finds inputs. A path in a pack selects that pack, but hides nothing: walks go on below packs, and
/// a file on the command line may be an input too. If the user gives a form, files on the command line
/// may have any name.
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
                loader.refused(path, &error);
                continue;
            }
        };
        // `a/b/../c` is not in `a/b`. Only the system can follow a link before a `..`.
        let absolute = match clean(&absolute) {
            cleaned if same_place(&loader.files, &cleaned, &absolute) => cleaned,
            _ => loader.files.canonical_or_same(&absolute),
        };
        if excludes.is_forced && excludes.patterns.matches(&absolute, is_directory) {
            found.skipped.push(absolute);
        } else if loader.is_link_outside(&absolute) {
            found.problems.push(loader.outside(&absolute));
        } else {
            let pack = find_pack_root(loader, &absolute);
            found.packs.extend(pack.as_deref().map(tidy));
            match is_directory {
                true => found.add_directory(&absolute, pack.as_deref(), excludes, loader),
                false => found.add_named(absolute, pack.as_deref(), has_form, loader),
            }
        }
    }
    if paths.len() > 1 {
        found.deduplicate(&loader.files);
    }
    found
}

/// Whether the beginning of a file of any name looks like a state or plan of Terraform, whose names end
/// in nothing that is known.
fn is_of_terraform(files: &Files, path: &Path) -> bool {
    /// How much of a file is looked at, in bytes.
    const START: u64 = 4096;
    let start = files.guess_text(path, START).unwrap_or_default();
    let has = |mark: &str| start.contains(mark);
    start.starts_with("PK\u{3}\u{4}") || has("\"terraform_version\"") || has("\"@level\"")
}

impl Discovered {
    /// Adds what is below a directory of the command line.
    fn add_directory(
        &mut self,
        directory: &Path,
        pack: Option<&Path>,
        excludes: Excludes<'_>,
        loader: &Loader,
    ) {
        let within = match pack {
            None => Within::Nothing,
            Some(pack) if directory == pack.join(CHARTS_DIRECTORY) => Within::Charts,
            Some(pack) if is_in_chart(&loader.files, pack, &directory.join("*")) => Within::Chart,
            Some(_) => Within::Pack,
        };
        if within == Within::Nothing {
            self.directories.push(tidy(directory));
        }
        Walk::new(excludes.patterns, loader, self).run(directory, within);
    }

    /// Adds a file of the command line.
    fn add_named(&mut self, path: PathBuf, pack: Option<&Path>, has_form: bool, loader: &Loader) {
        let is_of_pack = pack.is_some_and(|pack| {
            let is_own = |name: &&str| path == pack.join(name);
            PackFileNames::ALL.iter().any(is_own) || is_in_chart(&loader.files, pack, &path)
        });
        if is_of_pack {
            return;
        }
        let is_in_pack = pack.is_some();
        let may_be = || has_form || is_of_terraform(&loader.files, &path);
        if is_candidate(&path) || !is_in_pack && may_be() {
            self.files.insert(CandidateFile {
                path,
                is_named: true,
                is_in_pack,
            });
        } else if !is_in_pack {
            self.unknown.push(path);
        }
    }

    /// Several paths may lead to one file: `a.yaml`, `./b/../a.yaml`, and a walk.
    pub(crate) fn deduplicate(&mut self, files: &Files) {
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

fn same_place(files: &Files, a: &Path, b: &Path) -> bool {
    matches!((files.canonical(a), files.canonical(b)), (Ok(a), Ok(b)) if a == b)
}

/// A path without the trailing `.` that a join may leave.
pub(super) fn tidy(path: &Path) -> PathBuf {
    path.components().collect()
}

pub(super) fn is_candidate(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("yaml" | "yml" | "json" | "tf")) && !is_config_file(path)
}
