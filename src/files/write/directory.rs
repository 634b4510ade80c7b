//! A directory that stays open while a file in it is replaced. No process that renames directories or
//! puts links in their places meanwhile can lead the writing elsewhere.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// What is at a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetKind {
    File,
    Link,
    Pipe,
    Other,
}

/// The owner and the permissions of a file.
#[derive(Clone, Debug)]
pub(super) struct Attributes {
    #[cfg(unix)]
    user: u32,
    #[cfg(unix)]
    group: u32,
    #[cfg(unix)]
    mode: u32,
    #[cfg(not(unix))]
    permissions: std::fs::Permissions,
}

/// An open directory; elsewhere than on Unix its path.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    #[cfg(unix)]
    handle: std::sync::Arc<std::os::fd::OwnedFd>,
    #[cfg(not(unix))]
    path: std::path::PathBuf,
}

#[cfg(unix)]
mod system {
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    use std::path::Component;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use rustix::fs::{self, AtFlags, CWD, FileType, Mode, OFlags};

    use super::{Attributes, Directory, File, Metadata, OsStr, Path, TargetKind, io};

    /// How long a named pipe may have no reader.
    const WAIT_FOR_READER: Duration = Duration::from_secs(1);

    impl Attributes {
        pub(in super::super) fn of(metadata: &Metadata) -> Self {
            Attributes {
                user: metadata.uid(),
                group: metadata.gid(),
                mode: metadata.mode() & 0o777,
            }
        }

        /// Gives them to an open file. Only root can give a file away, and only root has to.
        pub(in super::super) fn give_to(&self, file: &File) -> io::Result<()> {
            let own = file.metadata()?;
            let mut mode = self.mode;
            let is_other = (own.uid(), own.gid()) != (self.user, self.group);
            let is_given = !is_other
                || fchown(file, Some(self.user), Some(self.group)).is_ok()
                || fchown(file, None, Some(self.group)).is_ok();
            if !is_given && own.gid() != self.group {
                // What one group may do is not for another one.
                mode &= 0o707;
            }
            file.set_permissions(std::fs::Permissions::from_mode(mode))
        }
    }

    impl Directory {
        /// Opens a directory by a path without links; one that is a link by now is refused.
        pub(in super::super) fn open(path: &Path) -> io::Result<Self> {
            let open = |at: &OwnedFd, name: &OsStr| {
                fs::openat(at, name, flags() | OFlags::NOFOLLOW, Mode::empty())
            };
            if cfg!(not(target_os = "linux")) {
                // Elsewhere to open the directories above may need more rights than to go through.
                let handle = fs::openat(CWD, path, flags() | OFlags::NOFOLLOW, Mode::empty())?;
                return Ok(Directory {
                    handle: Arc::new(handle),
                });
            }
            let mut handle = fs::openat(CWD, "/", flags(), Mode::empty())?;
            for part in path.components() {
                if let Component::Normal(name) = part {
                    handle = open(&handle, name)?;
                }
            }
            Ok(Directory {
                handle: Arc::new(handle),
            })
        }

        /// Opens a file that is no link, to read it.
        pub(in super::super) fn read_file(&self, name: &OsStr) -> io::Result<File> {
            let flags = OFlags::RDONLY
                | OFlags::NOFOLLOW
                | OFlags::NONBLOCK
                | OFlags::NOCTTY
                | OFlags::CLOEXEC;
            Ok(File::from(fs::openat(
                &self.handle,
                name,
                flags,
                Mode::empty(),
            )?))
        }

        /// Opens a named pipe that somebody reads, or is about to.
        pub(in super::super) fn open_pipe(&self, name: &OsStr) -> io::Result<File> {
            let flags = OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let started = Instant::now();
            loop {
                match fs::openat(&self.handle, name, flags, Mode::empty()) {
                    Ok(pipe) => {
                        let flags = fs::fcntl_getfl(&pipe)? - OFlags::NONBLOCK;
                        fs::fcntl_setfl(&pipe, flags)?;
                        return Ok(File::from(pipe));
                    }
                    Err(rustix::io::Errno::NXIO) if started.elapsed() < WAIT_FOR_READER => {
                        std::thread::sleep(Duration::from_millis(10));
                    }
                    Err(rustix::io::Errno::NXIO) => {
                        return Err(io::Error::other("it is a pipe without a reader"));
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }

        /// What is at a name itself.
        pub(in super::super) fn entry(
            &self,
            name: &OsStr,
        ) -> io::Result<Option<(TargetKind, Attributes)>> {
            let stat = match fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) => stat,
                Err(rustix::io::Errno::NOENT) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            let kind = match FileType::from_raw_mode(stat.st_mode) {
                FileType::RegularFile => TargetKind::File,
                FileType::Symlink => TargetKind::Link,
                FileType::Fifo => TargetKind::Pipe,
                _ => TargetKind::Other,
            };
            // The type of the mode is not the same on every Unix.
            #[allow(clippy::useless_conversion)]
            let attributes = Attributes {
                user: stat.st_uid,
                group: stat.st_gid,
                mode: u32::from(stat.st_mode) & 0o777,
            };
            Ok(Some((kind, attributes)))
        }

        /// Creates a file; nothing may be at its name.
        pub(in super::super) fn create(&self, name: &str, mode: u32) -> io::Result<File> {
            let flags =
                OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let mode = Mode::from_raw_mode(mode as rustix::fs::RawMode);
            Ok(File::from(fs::openat(&self.handle, name, flags, mode)?))
        }

        pub(in super::super) fn rename(&self, from: &str, to: &OsStr) -> io::Result<()> {
            Ok(fs::renameat(&self.handle, from, &self.handle, to)?)
        }

        pub(in super::super) fn remove(&self, name: &str) -> io::Result<()> {
            Ok(fs::unlinkat(&self.handle, name, AtFlags::empty())?)
        }
    }

    fn flags() -> OFlags {
        #[cfg(target_os = "linux")]
        let access = OFlags::PATH;
        #[cfg(not(target_os = "linux"))]
        let access = OFlags::RDONLY;
        access | OFlags::DIRECTORY | OFlags::CLOEXEC
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs;

    use super::{Attributes, Directory, File, Metadata, OsStr, Path, TargetKind, io};

    impl Attributes {
        pub(in super::super) fn of(metadata: &Metadata) -> Self {
            Attributes {
                permissions: metadata.permissions(),
            }
        }

        pub(in super::super) fn give_to(&self, file: &File) -> io::Result<()> {
            file.set_permissions(self.permissions.clone())
        }
    }

    impl Directory {
        pub(in super::super) fn open(path: &Path) -> io::Result<Self> {
            Ok(Directory {
                path: path.to_path_buf(),
            })
        }

        pub(in super::super) fn read_file(&self, name: &OsStr) -> io::Result<File> {
            File::open(self.path.join(name))
        }

        pub(in super::super) fn entry(
            &self,
            name: &OsStr,
        ) -> io::Result<Option<(TargetKind, Attributes)>> {
            let metadata = match fs::symlink_metadata(self.path.join(name)) {
                Ok(metadata) => metadata,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            };
            let kind = match metadata.file_type() {
                kind if kind.is_symlink() => TargetKind::Link,
                kind if kind.is_file() => TargetKind::File,
                _ => TargetKind::Other,
            };
            Ok(Some((kind, Attributes::of(&metadata))))
        }

        pub(in super::super) fn open_pipe(&self, name: &OsStr) -> io::Result<File> {
            File::options().append(true).open(self.path.join(name))
        }

        pub(in super::super) fn create(&self, name: &str, _: u32) -> io::Result<File> {
            File::create_new(self.path.join(name))
        }

        pub(in super::super) fn rename(&self, from: &str, to: &OsStr) -> io::Result<()> {
            fs::rename(self.path.join(from), self.path.join(to))
        }

        pub(in super::super) fn remove(&self, name: &str) -> io::Result<()> {
            fs::remove_file(self.path.join(name))
        }
    }
}
