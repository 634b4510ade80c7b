//! What changed since a commit. packlint asks `git` for names and blobs, and compares the files of the
//! working tree itself: git never reads them, so that no filter, hook or helper that the
//! repository configures has a reason to run.

mod listing;
mod names;
mod process;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::{self, Metadata};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::changes::Changes;
use super::disk;
use super::layers::Accepts;
use listing::{Index, IndexEntry, Mode, TreeEntry, parse_index, parse_tree};
use names::{bytes_of_path, path_of_bytes};
use process::Git;

/// How deep submodules in submodules are looked into.
const MAX_SUBMODULE_DEPTH: usize = 4;
/// The largest file whose content is compared; a larger one counts as changed.
const MAX_COMPARED_BYTES: u64 = 64 << 20;
/// Blobs that git hands over at a time, in bytes.
const BATCH_BYTES: u64 = 64 << 20;

/// Why the changed files are not known.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GitError {
    #[error("--since needs git, which is not on the PATH")]
    Missing,
    #[error("cannot start git: {0}")]
    Start(std::io::Error),
    #[error("not a git repository; --since needs a clone with its history")]
    NoRepository,
    #[error("--since needs one commit such as origin/main, HEAD~1 or a commit id; '{0}' is {1}")]
    NotOneCommit(String, &'static str),
    #[error("unknown commit '{reference}'; {}", fetch_it(*.is_shallow))]
    Unknown { reference: String, is_shallow: bool },
    #[error("'{reference}' and HEAD have no common ancestor in this clone; {}", fetch_it(*.is_shallow))]
    NoMergeBase { reference: String, is_shallow: bool },
    #[error("HEAD has no commit yet, so --since cannot compare it with '{0}'")]
    NoHead(String),
    #[error("core.worktree of this repository points elsewhere, which --since does not support")]
    ForeignWorkTree,
    #[error(
        "git did not finish within {0} seconds and was stopped; a file of the repository or of its configuration may be a pipe"
    )]
    TimedOut(u64),
    #[error("git printed more than {0} MB and was stopped")]
    TooMuch(u64),
    #[error("git: {0}")]
    Refused(String),
}

fn fetch_it(is_shallow: bool) -> &'static str {
    match is_shallow {
        true => {
            "this clone is shallow, so fetch the full history (`fetch-depth: 0` for actions/checkout, GIT_DEPTH: 0 for GitLab, `git fetch --unshallow` elsewhere)"
        }
        false => {
            "fetch it with its history first (`git fetch origin`; in CI, for example `fetch-depth: 0`)"
        }
    }
}

/// The files that differ from the merge base of a commit and HEAD: committed or not, untracked ones and
/// deleted ones included. A file that was only touched is not among them.
///
/// # Errors
/// [`GitError`]: git is missing, this is no repository, or there is no such commit.
pub(crate) fn changed_since(directory: &Path, reference: &str) -> Result<Changes, GitError> {
    check_reference(reference)?;
    let root = find_root(directory).ok_or(GitError::NoRepository)?;
    let git = Git::new(&root)?;
    check_work_tree(&git, &root)?;
    let base = merge_base(&git, reference)?;
    let mut changes = Changes::default();
    compare(&git, &base, 0, &mut changes)?;
    Ok(changes)
}

/// The nearest directory from here upwards that has a `.git`, links followed.
pub(crate) fn find_root(directory: &Path) -> Option<PathBuf> {
    let directory = directory.canonicalize().ok()?;
    let has_git = |at: &&Path| fs::symlink_metadata(at.join(".git")).is_ok();
    directory.ancestors().find(has_git).map(Path::to_path_buf)
}

/// Refuses what git would take for an option, a range or an exclusion.
fn check_reference(reference: &str) -> Result<(), GitError> {
    let what = match reference {
        "" => "empty",
        _ if reference.starts_with('-') => "an option",
        _ if reference.starts_with('^') => "an exclusion",
        _ if reference.contains("..") => "a range; packlint uses the merge base anyway",
        _ if reference.chars().any(char::is_control) || reference.len() > 1000 => "not a name",
        _ => return Ok(()),
    };
    Err(GitError::NotOneCommit(shortened(reference), what))
}

fn shortened(reference: &str) -> String {
    let mut start: String = reference.chars().take(60).collect();
    if start.len() < reference.len() {
        start.push('…');
    }
    start
}

/// The configuration of a repository can put its working tree anywhere.
fn check_work_tree(git: &Git, root: &Path) -> Result<(), GitError> {
    let output = git.run(&["rev-parse", "--show-toplevel"], &[])?;
    if !output.is_success {
        return Err(output.refusal());
    }
    let top = path_of_bytes(output.stdout.trim_ascii_end());
    match top.canonicalize() {
        Ok(top) if top == root => Ok(()),
        _ => Err(GitError::ForeignWorkTree),
    }
}

fn merge_base(git: &Git, reference: &str) -> Result<String, GitError> {
    let commit = |name: &str| -> Result<Option<String>, GitError> {
        let verify = |name: &str| {
            let output = git.run(&["rev-parse", "--verify", "--quiet", name], &[])?;
            Ok(output.object_id())
        };
        // In two steps: a name such as `:/text` takes all that follows for text.
        match verify(name)? {
            Some(object) => verify(&format!("{object}^{{commit}}")),
            None => Ok(None),
        }
    };
    let shown = || shortened(reference);
    let is_shallow = || -> Result<bool, GitError> {
        let output = git.run(&["rev-parse", "--is-shallow-repository"], &[])?;
        Ok(output.stdout.trim_ascii_end() == b"true")
    };
    let Some(other) = commit(reference)? else {
        return Err(GitError::Unknown {
            reference: shown(),
            is_shallow: is_shallow()?,
        });
    };
    let Some(head) = commit("HEAD")? else {
        return Err(GitError::NoHead(shown()));
    };
    let output = git.run(&["merge-base", &other, &head], &[])?;
    match output.object_id() {
        Some(base) => Ok(base),
        None => Err(GitError::NoMergeBase {
            reference: shown(),
            is_shallow: is_shallow()?,
        }),
    }
}

/// A tracked file whose content has to be compared.
struct Doubtful {
    path: PathBuf,
    blob: String,
    is_link: bool,
    bytes: u64,
}

/// Adds what differs from a commit in the working tree of one repository, and in its submodules.
fn compare(git: &Git, commit: &str, depth: usize, changes: &mut Changes) -> Result<(), GitError> {
    let root = git.directory();
    let tree = git.output(&["ls-tree", "-r", "-z", "--full-tree", commit], &[])?;
    let tree = parse_tree(&tree);
    let listed = git.output(&["ls-files", "-z", "--stage", "--debug"], &[])?;
    let index = parse_index(&listed, index_time(git)?);
    let mut doubtful = Vec::new();
    let names: BTreeSet<&Path> = tree
        .keys()
        .chain(index.entries.keys())
        .map(|name| &**name)
        .collect();
    for name in names {
        let (old, now) = (tree.get(name), index.entries.get(name));
        let path = root.join(name);
        let is_submodule = old.is_some_and(|old| old.mode == Mode::Submodule)
            || now.is_some_and(|now| now.mode == Mode::Submodule);
        if is_submodule {
            compare_submodule(git, &path, old, depth, changes);
        } else if let Some(file) = look_at(path, old, now, &index, changes) {
            doubtful.push(file);
        }
    }
    add_untracked(git, &tree, changes)?;
    compare_contents(git, doubtful, changes)
}

/// Decides by what the index knows of a file whether it changed; gives it back where its content
/// decides.
fn look_at(
    path: PathBuf,
    old: Option<&TreeEntry>,
    now: Option<&IndexEntry>,
    index: &Index,
    changes: &mut Changes,
) -> Option<Doubtful> {
    let metadata = fs::symlink_metadata(&path);
    let Ok(metadata) = metadata else {
        // A sparse checkout leaves files out.
        if old.is_some() && !now.is_some_and(|now| now.is_skipped) {
            changes.add_file(path);
        }
        return None;
    };
    let Some(old) = old else {
        changes.add_file(path);
        return None;
    };
    let is_same_kind = match old.mode {
        Mode::Link => metadata.is_symlink() || metadata.is_file(),
        _ => metadata.is_file(),
    };
    let has_clean_parent = path.parent().is_some_and(is_itself);
    let is_known = now.is_some_and(|now| index.is_unchanged(now, &metadata));
    if !is_same_kind || !has_clean_parent {
        changes.add_file(path);
    } else if is_known {
        if now.is_some_and(|now| now.blob != old.blob) {
            changes.add_file(path);
        }
    } else {
        return Some(Doubtful {
            blob: old.blob.clone(),
            is_link: metadata.is_symlink(),
            bytes: metadata.len(),
            path,
        });
    }
    None
}

/// Whether a directory is reached without links: git does not look behind them.
fn is_itself(directory: &Path) -> bool {
    directory
        .canonicalize()
        .is_ok_and(|itself| itself == directory)
}

/// When the index was written; what changed later is not known by it.
fn index_time(git: &Git) -> Result<Option<(i64, u32)>, GitError> {
    let output = git.output(&["rev-parse", "--git-path", "index"], &[])?;
    let path = git.directory().join(path_of_bytes(output.trim_ascii_end()));
    let metadata = fs::metadata(path).ok();
    Ok(metadata.and_then(|metadata| modified(&metadata)))
}

/// When a file was written, in seconds and nanoseconds.
fn modified(metadata: &Metadata) -> Option<(i64, u32)> {
    let since = metadata
        .modified()
        .ok()?
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    Some((i64::try_from(since.as_secs()).ok()?, since.subsec_nanos()))
}

/// Looks into a submodule that is checked out. Where its history does not have the old commit, all of
/// it counts as changed.
fn compare_submodule(
    git: &Git,
    path: &Path,
    old: Option<&TreeEntry>,
    depth: usize,
    changes: &mut Changes,
) {
    if fs::symlink_metadata(path.join(".git")).is_err() || !is_itself(path) {
        return;
    }
    let old = old.filter(|old| old.mode == Mode::Submodule && depth < MAX_SUBMODULE_DEPTH);
    let own = git.within(path);
    let is_compared = old.is_some_and(|old| {
        check_work_tree(&own, path).is_ok() && compare(&own, &old.blob, depth + 1, changes).is_ok()
    });
    if !is_compared {
        changes.add_tree(path.to_path_buf());
    }
}

/// Adds what git does not track and does not ignore. Of the repository's own lists of what to ignore
/// these are read: each .gitignore, and info/exclude where it is a file.
fn add_untracked(
    git: &Git,
    tree: &BTreeMap<PathBuf, TreeEntry>,
    changes: &mut Changes,
) -> Result<(), GitError> {
    let output = git.output(&["rev-parse", "--git-path", "info/exclude"], &[])?;
    let excluded = git.directory().join(path_of_bytes(output.trim_ascii_end()));
    let mut arguments = vec![
        "ls-files",
        "-z",
        "--others",
        "--exclude-per-directory=.gitignore",
    ];
    let is_file = fs::symlink_metadata(&excluded).is_ok_and(|metadata| metadata.is_file());
    let option = format!("--exclude-from={}", excluded.display());
    if is_file {
        arguments.push(&option);
    }
    let output = git.output(&arguments, &[])?;
    for name in output
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
    {
        let is_directory = name.ends_with(b"/");
        let name = path_of_bytes(name);
        // What the commit has is compared with it, whether the index has it or not.
        if tree.contains_key(&name) {
            continue;
        }
        let path = git.directory().join(name);
        match is_directory {
            // Another repository, which is not looked into.
            true => changes.add_tree(path.components().collect()),
            false => changes.add_file(path),
        }
    }
    Ok(())
}

/// Compares files with their blobs, byte by byte.
fn compare_contents(
    git: &Git,
    files: Vec<Doubtful>,
    changes: &mut Changes,
) -> Result<(), GitError> {
    if files.is_empty() {
        return Ok(());
    }
    let sizes = blob_sizes(git, &files)?;
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for file in files {
        let size = sizes.get(&file.blob).copied();
        // With CRLF for LF a file is longer than its blob.
        let may_be_same = size.is_some_and(|size| {
            size <= file.bytes && file.bytes / 2 <= size && file.bytes <= MAX_COMPARED_BYTES
        });
        let Some(size) = size.filter(|_| may_be_same) else {
            changes.add_file(file.path);
            continue;
        };
        if bytes + size > BATCH_BYTES {
            compare_batch(git, &batch, changes)?;
            batch.clear();
            bytes = 0;
        }
        bytes += size;
        batch.push(file);
    }
    compare_batch(git, &batch, changes)
}

fn object_ids(files: &[Doubtful]) -> Vec<u8> {
    let ids: HashSet<&str> = files.iter().map(|file| file.blob.as_str()).collect();
    ids.into_iter()
        .flat_map(|id| [id.as_bytes(), b"\n"].concat())
        .collect()
}

fn blob_sizes(git: &Git, files: &[Doubtful]) -> Result<HashMap<String, u64>, GitError> {
    let output = git.output(&["cat-file", "--batch-check"], &object_ids(files))?;
    let output = String::from_utf8_lossy(&output);
    let size = |line: &str| {
        let mut words = line.split(' ');
        let (id, kind, size) = (words.next()?, words.next()?, words.next()?);
        (kind == "blob").then_some((id.to_owned(), size.parse().ok()?))
    };
    Ok(output.lines().filter_map(size).collect())
}

fn compare_batch(git: &Git, files: &[Doubtful], changes: &mut Changes) -> Result<(), GitError> {
    if files.is_empty() {
        return Ok(());
    }
    let output = git.output(&["cat-file", "--batch"], &object_ids(files))?;
    let blobs = listing::parse_blobs(&output);
    for file in files {
        let is_same = blobs
            .get(file.blob.as_str())
            .is_some_and(|blob| content(file).is_some_and(|content| is_same_text(&content, blob)));
        if !is_same {
            changes.add_file(file.path.clone());
        }
    }
    Ok(())
}

/// What git would store for a file: the bytes, or the target of a link.
fn content(file: &Doubtful) -> Option<Vec<u8>> {
    if file.is_link {
        let target = fs::read_link(&file.path).ok()?;
        return Some(bytes_of_path(&target));
    }
    let open = disk::open(&file.path, Accepts::Files).ok()?;
    let mut bytes = Vec::new();
    open.take(MAX_COMPARED_BYTES + 1)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}

/// Whether a file has the content of a blob, its line ends apart.
fn is_same_text(content: &[u8], blob: &[u8]) -> bool {
    let ends_in_lf = |pair: &[u8]| pair == b"\r\n";
    if content == blob {
        return true;
    }
    let crlf = content.windows(2).filter(|pair| ends_in_lf(pair)).count();
    if crlf == 0 || content.len() != blob.len() + crlf {
        return false;
    }
    let kept = content
        .iter()
        .enumerate()
        .filter(|(at, byte)| !(**byte == b'\r' && content.get(at + 1) == Some(&b'\n')));
    kept.map(|(_, byte)| byte).eq(blob.iter())
}

/// Whether a path of git's lists stays in the repository.
fn is_plain(name: &Path) -> bool {
    let mut parts = name.components();
    parts.all(|part| matches!(part, Component::Normal(_)))
}
