//! The layer of [`super::Files`] that is the disk.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::layers::{Accepts, FileKind, FileStatus};
use super::read::{FileProblemKind, OpenFile, ReadError};

pub(super) fn status(path: &Path) -> io::Result<FileStatus> {
    fs::metadata(path).map(|metadata| FileStatus {
        kind: kind(metadata.file_type()),
        bytes: metadata.len(),
        is_read_only: metadata.permissions().readonly(),
    })
}

pub(super) fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

pub(super) fn canonical(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

/// What is in a directory, sorted; an entry that cannot be read is left out.
pub(super) fn read_dir(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory)?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    Ok(paths)
}

pub(super) fn open(path: &Path, accepts: Accepts) -> Result<OpenFile, ReadError> {
    let is_accepted = |kind| match kind {
        FileKind::Regular => Ok(()),
        FileKind::Fifo if accepts == Accepts::Pipes => Ok(()),
        kind => Err(ReadError::Problem(FileProblemKind::NotARegularFile(kind))),
    };
    // Asked first as well: some devices act on being opened.
    let expected = status(path)?.kind;
    is_accepted(expected)?;
    let file = match expected {
        // Waits for its writer.
        FileKind::Fifo => File::open(path)?,
        _ => without_waiting().open(path)?,
    };
    let metadata = file.metadata()?;
    is_accepted(kind(metadata.file_type()))?;
    Ok(OpenFile::new(metadata.len(), file))
}

/// To open a FIFO that has taken the place of a file would otherwise wait for a writer.
fn without_waiting() -> OpenOptions {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    options
}

fn kind(of: fs::FileType) -> FileKind {
    if of.is_file() {
        return FileKind::Regular;
    }
    if of.is_dir() {
        return FileKind::Directory;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if of.is_fifo() {
            return FileKind::Fifo;
        }
        if of.is_socket() {
            return FileKind::Socket;
        }
    }
    FileKind::Device
}
