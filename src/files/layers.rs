//! [`Files`]: all access to files.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk;
use super::read::{FileProblemKind, OpenFile, ReadError};
use super::record::{note_file, note_listed};
use super::unwritten::{Unwritten, UnwrittenEntry};
use crate::source::clean;

/// The files that packlint sees, in two layers: those of the disk (or none at all), and over them
/// texts that are not written, such as an editor's buffers or the file that `init` is about to
/// write. A text replaces the file at its path, and the directories above it exist.
///
/// Cheap to clone. Paths are absolute.
#[derive(Clone, Debug, Default)]
pub struct Files {
    base: BaseLayer,
    unwritten: Arc<Unwritten>,
}

/// The lower layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum BaseLayer {
    #[default]
    Disk,
    Nothing,
}

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Regular,
    Directory,
    Fifo,
    Socket,
    Device,
    /// A link whose target does not exist.
    BrokenLink,
    /// A link to something outside the pack that it is in.
    LinkOutside,
    /// A link to something outside the repository that it is in.
    LinkOutsideRepository,
    /// A file of `/proc` or the like: it has no size, and reading it may never end.
    Kernel,
}

impl std::fmt::Display for FileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FileKind::Regular => "a file",
            FileKind::Directory => "a directory",
            FileKind::Fifo => "a FIFO",
            FileKind::Socket => "a socket",
            FileKind::Device => "a device",
            FileKind::BrokenLink => "a link to nothing",
            FileKind::LinkOutside => "a link that leaves the pack",
            FileKind::LinkOutsideRepository => "a link that leaves the repository",
            FileKind::Kernel => "a file that the kernel generates",
        })
    }
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileStatus {
    pub(crate) kind: FileKind,
    pub(crate) bytes: u64,
    pub(crate) is_read_only: bool,
}

/// Which files may be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accepts {
    /// Regular files: an input names the path.
    Files,
    /// Regular files, but no links to them: a walk found a regular file there.
    Unlinked,
    /// Also pipes such as `<(terraform show -json)`: the user names the path.
    Pipes,
}

/// A name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DirectoryEntry {
    pub(crate) name: OsString,
    pub(crate) kind: EntryKind,
}

/// What a name in a directory is of; links are not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    File,
    Directory,
    Link,
    /// A FIFO, a socket or a device.
    Other,
}

impl Files {
    /// The files of the disk.
    pub fn on_disk() -> Self {
        Files::default()
    }

    /// No files at all; with texts over it, nothing of the disk is seen.
    pub fn without_disk() -> Self {
        Files {
            base: BaseLayer::Nothing,
            ..Files::default()
        }
    }

    /// The same files with one that is not written.
    #[must_use]
    pub fn with(mut self, path: &Path, content: impl Into<Arc<[u8]>>) -> Self {
        let path = self.resolved(path);
        Arc::make_mut(&mut self.unwritten).insert(path, content.into());
        self
    }

    /// What is at a path, links followed.
    pub(crate) fn status(&self, path: &Path) -> io::Result<FileStatus> {
        let status = |kind, bytes| FileStatus {
            kind,
            bytes,
            is_read_only: false,
        };
        note_file(path);
        match self.over(path) {
            Some(UnwrittenEntry::File(bytes)) => Ok(status(FileKind::Regular, bytes.len() as u64)),
            Some(UnwrittenEntry::Directory) => Ok(status(FileKind::Directory, 0)),
            None => self.on_base(path, disk::status),
        }
    }

    pub(crate) fn exists(&self, path: &Path) -> bool {
        self.status(path).is_ok()
    }

    pub(crate) fn is_file(&self, path: &Path) -> bool {
        self.is(path, FileKind::Regular)
    }

    pub(crate) fn is_directory(&self, path: &Path) -> bool {
        self.is(path, FileKind::Directory)
    }

    fn is(&self, path: &Path, kind: FileKind) -> bool {
        self.status(path).is_ok_and(|status| status.kind == kind)
    }

    /// Whether a path itself is a link.
    pub(crate) fn is_link(&self, path: &Path) -> bool {
        note_file(path);
        self.base == BaseLayer::Disk && disk::is_link(path)
    }

    /// What is at a path in a directory that links may not lead out of; `None` where nothing is.
    pub(crate) fn kind_within(&self, root: &Path, path: &Path) -> Option<FileKind> {
        let is_link = self.is_link(path);
        match self.status(path) {
            Err(_) => is_link.then_some(FileKind::BrokenLink),
            Ok(_) if is_link && self.leaves(root, path) => Some(FileKind::LinkOutside),
            Ok(status) => Some(status.kind),
        }
    }

    /// Whether a path lies outside a directory once its links are followed; so does one whose links
    /// cannot be.
    pub(crate) fn leaves(&self, root: &Path, path: &Path) -> bool {
        match (self.canonical(root), self.canonical(path)) {
            (Ok(root), Ok(path)) => !path.starts_with(root),
            _ => true,
        }
    }

    /// A path that exists, links followed and without `.` and `..`.
    pub(crate) fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        match self.over(path) {
            Some(_) => Ok(self.resolved(path)),
            None => self.on_base(path, disk::canonical),
        }
    }

    /// As [`Files::canonical`]; a path that does not exist stays as it is.
    pub(crate) fn canonical_or_same(&self, path: &Path) -> PathBuf {
        self.canonical(path).unwrap_or_else(|_| path.to_path_buf())
    }

    /// What is in a directory, in no order.
    pub(crate) fn entries(&self, directory: &Path) -> io::Result<Vec<DirectoryEntry>> {
        note_listed(directory);
        let below = self.on_base(directory, disk::entries);
        if self.unwritten.is_empty() {
            return below;
        }
        let resolved = self.resolved(directory);
        let own = self.unwritten.children(&resolved);
        if own.is_empty() {
            return below;
        }
        let mut entries = below.unwrap_or_default();
        entries.retain(|entry| !own.contains(&entry.name));
        entries.extend(own.into_iter().map(|name| DirectoryEntry {
            kind: match self.unwritten.entry(&resolved.join(&name)) {
                Some(UnwrittenEntry::Directory) => EntryKind::Directory,
                _ => EntryKind::File,
            },
            name,
        }));
        Ok(entries)
    }

    /// Opens a file: the one place that does. What was opened decides whether it is a regular file,
    /// since another may have taken its place before.
    ///
    /// # Errors
    /// [`ReadError::Io`] for what the operating system refuses, [`ReadError::Problem`] for what is
    /// no regular file.
    pub(crate) fn open(&self, path: &Path, accepts: Accepts) -> Result<OpenFile, ReadError> {
        note_file(path);
        let irregular = |kind| ReadError::Problem(FileProblemKind::NotARegularFile(kind));
        match self.over(path) {
            Some(UnwrittenEntry::File(bytes)) => Ok(OpenFile::of_text(Arc::clone(bytes))),
            Some(UnwrittenEntry::Directory) => Err(irregular(FileKind::Directory)),
            None if self.base == BaseLayer::Disk => disk::open(path, accepts),
            None => Err(not_found().into()),
        }
    }

    /// What the texts have at a path.
    fn over(&self, path: &Path) -> Option<UnwrittenEntry<'_>> {
        // What has no texts over it is spared to look for links.
        (!self.unwritten.is_empty())
            .then(|| self.unwritten.entry(&self.resolved(path)))
            .flatten()
    }

    fn on_base<T>(&self, path: &Path, of: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
        match self.base {
            BaseLayer::Disk => of(path),
            BaseLayer::Nothing => Err(not_found()),
        }
    }

    /// The path by which a text is known: the links of that part of it that is on the disk are
    /// followed.
    pub(super) fn resolved(&self, path: &Path) -> PathBuf {
        let followed = path.ancestors().find_map(|above| {
            let rest = path.strip_prefix(above).ok()?;
            let above = self.on_base(above, disk::canonical).ok()?;
            Some(above.join(rest))
        });
        clean(followed.as_deref().unwrap_or(path))
    }
}

fn not_found() -> io::Error {
    io::ErrorKind::NotFound.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(files: &Files, path: &str) -> String {
        files.read_text(Path::new(path), 100).expect("a text")
    }

    #[test]
    fn texts_make_the_directories_above_them() {
        let files = Files::without_disk()
            .with(Path::new("/w/a/b.yaml"), *b"b: 1\n")
            .with(Path::new("/w/a.yaml"), *b"a: 1\n")
            .with(Path::new("/w/a/c/d.yaml"), *b"d: 1\n");
        assert_eq!(text(&files, "/w/a/../a/b.yaml"), "b: 1\n");
        assert!(files.is_directory(Path::new("/w/a/c")));
        assert!(!files.exists(Path::new("/w/a/c/x")));
        assert!(!files.exists(Path::new("/w/a/b")));
        let listed = |path: &str| files.entries(Path::new(path)).expect("a directory");
        let entry = |name: &str, kind| DirectoryEntry {
            name: name.into(),
            kind,
        };
        let (file, directory) = (EntryKind::File, EntryKind::Directory);
        assert_eq!(listed("/w"), [entry("a", directory), entry("a.yaml", file)]);
        assert_eq!(
            listed("/w/a"),
            [entry("b.yaml", file), entry("c", directory)]
        );
        assert!(files.entries(Path::new("/x")).is_err());
        let directory = files.open(Path::new("/w/a"), Accepts::Files);
        assert!(matches!(
            directory,
            Err(ReadError::Problem(FileProblemKind::NotARegularFile(
                FileKind::Directory
            )))
        ));
    }

    #[test]
    fn texts_shadow_the_files_of_the_disk() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = Files::on_disk()
            .with(&root.join("src/../Cargo.toml"), *b"mine\n")
            .with(&root.join("src/new/one.yaml"), *b"new\n");
        let path = root.join("Cargo.toml");
        assert_eq!(files.read_text(&path, 100).expect("a text"), "mine\n");
        assert_eq!(files.status(&path).expect("a file").bytes, 5);
        assert!(files.is_file(&root.join("Cargo.lock")));
        let listed = files.entries(&root.join("src")).expect("a directory");
        for name in ["new", "cli"] {
            let is_it = |entry: &&DirectoryEntry| entry.name == name;
            let entry = listed.iter().find(is_it).expect("listed");
            assert_eq!(entry.kind, EntryKind::Directory);
        }
    }
}
