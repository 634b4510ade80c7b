//! Writing: whole or not at all.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::Builder;

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
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// The file itself.
    pub(crate) path: PathBuf,
    /// Whether the checked path is a symbolic link to it.
    pub(crate) is_target: bool,
}

/// Replaces a file that still has the text that was checked. Of a symbolic link the target is written.
///
/// # Errors
/// [`WriteError`]; the file is as it was.
pub(crate) fn replace_checked(
    checked: &Path,
    old: &str,
    new: &str,
) -> Result<WrittenFile, WriteError> {
    let is_target = fs::symlink_metadata(checked)?.is_symlink();
    let path = checked.canonicalize()?;
    let metadata = fs::metadata(&path)?;
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    if fs::read(&path)? != old.as_bytes() {
        return Err(WriteError::Changed);
    }
    replace(&path, new)?;
    Ok(WrittenFile { path, is_target })
}

/// Writes a file whole or not at all. Of a symbolic link the target is written; what is there and is
/// no regular file, as `/dev/stderr` or a pipe, takes the text as it comes.
///
/// # Errors
/// What the operating system refuses; a regular file is as it was.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            let mut file = File::options().write(true).open(path)?;
            file.write_all(text.as_bytes())
        }
        Ok(_) => replace(&path.canonicalize()?, text),
        Err(_) => replace(path, text),
    }
}

/// Writes a regular file, or a new one: beside it first, then renamed over it. The file beside is
/// removed if anything fails.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let old = fs::metadata(path).ok();
    let mut beside = Builder::new();
    // The name does not grow with the file's, which may be as long as a name can be.
    beside.prefix(".packlint-").suffix(".tmp");
    if old.is_none() {
        open_to_all(&mut beside);
    }
    let directory = path.parent().unwrap_or(Path::new(""));
    let mut file = beside.tempfile_in(directory)?;
    if let Some(old) = old {
        keep_owner(file.as_file(), &old);
        file.as_file().set_permissions(old.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    // Some file systems say only now that the disk is full.
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Gives a new file the permissions that any program's new files have, less the user's umask.
#[cfg(unix)]
fn open_to_all(file: &mut Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    file.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn open_to_all(_: &mut Builder<'_, '_>) {}

/// Gives a new file the owner of the one that it replaces: root may fix another user's file.
#[cfg(unix)]
fn keep_owner(file: &File, of: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    // Nobody else can, nor has to.
    let _ = fchown(file, Some(of.uid()), Some(of.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}
