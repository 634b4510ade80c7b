//! Writing: whole or not at all.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

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
pub struct Written {
    /// The file itself.
    pub(crate) path: PathBuf,
    /// Whether the checked path is a symbolic link to it.
    pub(crate) is_target: bool,
}

/// Replaces a file that still has the text that was checked. Of a symbolic link the target is written.
///
/// # Errors
/// [`WriteError`]; the file is as it was.
pub(crate) fn replace_checked(checked: &Path, old: &str, new: &str) -> Result<Written, WriteError> {
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
    Ok(Written { path, is_target })
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

/// Writes a regular file, or a new one: beside it first, then renamed over it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Its name does not grow with the file's, which may be as long as a name can be.
    let beside = path.with_file_name(format!(".packlint-{}.tmp", std::process::id()));
    let written = write_beside(&beside, path, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The half-written file is of no use; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_beside(beside: &Path, path: &Path, text: &str) -> io::Result<()> {
    let create = || File::options().write(true).create_new(true).open(beside);
    let mut file = match create() {
        // A process of the same number was ended in the middle; a link is not followed.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(beside)?;
            create()?
        }
        file => file?,
    };
    file.write_all(text.as_bytes())?;
    if let Ok(metadata) = fs::metadata(path) {
        keep_owner(beside, &metadata);
        fs::set_permissions(beside, metadata.permissions())?;
    }
    // Some file systems say only now that the disk is full.
    file.sync_all()
}

/// Gives a new file the owner of the one that it replaces: root may fix somebody else's.
#[cfg(unix)]
fn keep_owner(file: &Path, of: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, chown};
    // Nobody else can, nor has to.
    let _ = chown(file, Some(of.uid()), Some(of.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}
