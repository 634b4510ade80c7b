//! The layer of [`super::Files`] that is the disk.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::layers::{Accepts, DirectoryEntry, EntryKind, FileKind, FileStatus};
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

/// What is in a directory; an entry that cannot be read is left out.
pub(super) fn entries(directory: &Path) -> io::Result<Vec<DirectoryEntry>> {
    let entries = fs::read_dir(directory)?.filter_map(|entry| {
        let entry = entry.ok()?;
        let kind = entry.file_type().ok()?;
        Some(DirectoryEntry {
            name: entry.file_name(),
            kind: match () {
                () if kind.is_file() => EntryKind::File,
                () if kind.is_dir() => EntryKind::Directory,
                () if kind.is_symlink() => EntryKind::Link,
                () => EntryKind::Other,
            },
        })
    });
    Ok(entries.collect())
}

/// Opens a file, and lets what was opened decide whether it is accepted: what was at the path before
/// may have been replaced.
pub(super) fn open(path: &Path, accepts: Accepts) -> Result<OpenFile, ReadError> {
    let irregular = |kind| ReadError::Problem(FileProblemKind::NotARegularFile(kind));
    let is_pipe = accepts == Accepts::Pipes && status(path)?.kind == FileKind::Fifo;
    let opened = match is_pipe {
        // Waits for its writer.
        true => File::open(path),
        false => without_waiting(accepts).open(path),
    };
    let file = opened.map_err(|error| match status(path) {
        // A socket cannot be opened, nor can a device without a driver.
        Ok(status) if status.kind != FileKind::Regular => irregular(status.kind),
        _ => error.into(),
    })?;
    let metadata = file.metadata()?;
    match kind(metadata.file_type()) {
        FileKind::Regular if metadata.len() == 0 && is_of_kernel(&file) => {
            Err(irregular(FileKind::Kernel))
        }
        FileKind::Regular => Ok(OpenFile::new(metadata.len(), file)),
        FileKind::Fifo if is_pipe => Ok(OpenFile::new(metadata.len(), file)),
        kind => Err(irregular(kind)),
    }
}

/// Opening a FIFO would otherwise wait for a writer, and reading some files of `/proc` for an event.
fn without_waiting(accepts: Accepts) -> OpenOptions {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        flags.set(OFlags::NOFOLLOW, accepts == Accepts::Unlinked);
        options.custom_flags(flags.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = accepts;
    options
}

/// Whether a file without a size is one of `/proc` or the like, which may never end.
#[cfg(target_os = "linux")]
fn is_of_kernel(file: &File) -> bool {
    /// The magic numbers of statfs(2): proc, sysfs, debugfs, tracefs, cgroup, cgroup2, securityfs.
    const FILE_SYSTEMS: [u32; 7] = [
        0x9fa0,
        0x6265_6572,
        0x6462_6720,
        0x7472_6163,
        0x0027_e0eb,
        0x6367_7270,
        0x7363_6673,
    ];
    let magic = rustix::fs::fstatfs(file).map(|of| of.f_type.cast_unsigned() as u32);
    magic.is_ok_and(|magic| FILE_SYSTEMS.contains(&magic))
}

#[cfg(not(target_os = "linux"))]
fn is_of_kernel(_: &File) -> bool {
    false
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
