//! Writing: whole or not at all, through an open directory, and never through a link.

mod bounds;
mod directory;
pub(super) mod interrupt;

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

pub use bounds::WriteBounds;
pub(crate) use bounds::link_outside;
use directory::{Attributes, Directory, TargetKind};
use interrupt::TemporaryFile;

/// Why a fixed file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The operating system refused.
    #[error("cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The file changed since it was checked.
    #[error("changed while it was checked; nothing was written")]
    Changed,
    /// The file may not be written.
    #[error("is read-only; nothing was written")]
    ReadOnly,
    /// The file is not below the paths that may be written.
    #[error("is outside the given paths; nothing was written")]
    Outside(PathBuf),
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// The file itself.
    pub(crate) path: PathBuf,
    /// Whether the checked path is a symbolic link to it.
    pub(crate) is_target: bool,
}

/// Replaces a file that still has the text that was checked, if it is within bounds. Of a symbolic
/// link the target is written.
///
/// # Errors
/// [`WriteError`]; the file is as it was.
pub(crate) fn replace_checked(
    checked: &Path,
    old: &str,
    new: &str,
    bounds: &WriteBounds,
) -> Result<WrittenFile, WriteError> {
    let is_target = fs::symlink_metadata(checked)?.is_symlink();
    let path = checked.canonicalize()?;
    if !bounds.contain(&path) {
        return Err(WriteError::Outside(path));
    }
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(WriteError::Changed);
    };
    let directory = Directory::open(parent)?;
    let file = directory.read_file(name)?;
    let metadata = file.metadata()?;
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    if !metadata.is_file() || !has_text(file, old)? {
        return Err(WriteError::Changed);
    }
    replace(directory, name, new, Some(&Attributes::of(&metadata)))?;
    Ok(WrittenFile { path, is_target })
}

fn has_text(file: File, text: &str) -> io::Result<bool> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    file.take(text.len() as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes == text.as_bytes())
}

/// Writes a file whole or not at all. A symbolic link is replaced by a file, and its target stays as it
/// is. A pipe, and what the system offers for standard output and the like, takes the text as it comes.
///
/// # Errors
/// What the operating system refuses; a path that a link of the repository leads out of it; a regular
/// file is as it was.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    if is_stream(path) {
        return append(path, text);
    }
    if let Some(link) = link_outside(path) {
        return Err(io::Error::other(format!(
            "{} is a link to something outside the repository",
            link.display()
        )));
    }
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let directory = Directory::open(&parent.canonicalize()?)?;
    match directory.entry(name)? {
        Some((TargetKind::File, attributes)) => replace(directory, name, text, Some(&attributes)),
        None | Some((TargetKind::Link, _)) => replace(directory, name, text, None),
        Some((TargetKind::Pipe, _)) => directory.open_pipe(name)?.write_all(text.as_bytes()),
        Some((TargetKind::Other, _)) => Err(io::Error::other("it is not a regular file")),
    }
}

/// Whether a path is one by which the system gives a process its own streams: `/dev/stdout`,
/// `/dev/fd/63`, `/dev/null`. Nothing of a repository is there.
fn is_stream(path: &Path) -> bool {
    let Some(parent) = path.parent().and_then(Path::to_str) else {
        return false;
    };
    let is_of_process = parent.starts_with("/proc/") && parent.ends_with("/fd");
    (parent == "/dev" || parent == "/dev/fd" || is_of_process)
        && fs::metadata(path).is_ok_and(|metadata| !metadata.is_dir())
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::options().append(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// Writes a file beside another one's place, then renames it over. The file beside is removed if
/// anything fails, or if the program is interrupted.
fn replace(
    directory: Directory,
    name: &std::ffi::OsStr,
    text: &str,
    old: Option<&Attributes>,
) -> io::Result<()> {
    // The text of a file that others may not read is in one that they may not read either.
    let mode = if old.is_some() { 0o600 } else { 0o666 };
    let (temporary, mut file) = TemporaryFile::create(directory, mode)?;
    file.write_all(text.as_bytes())?;
    if let Some(old) = old {
        old.give_to(&file)?;
    }
    // Some file systems say only now that the disk is full.
    file.sync_all()?;
    // Windows renames no file that is open.
    drop(file);
    temporary.rename(name)
}
