//! Which files reading an input looks at: what it depends on.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// What was looked at, whether it is there or not.
#[derive(Debug, Default)]
pub(crate) struct FilesRead {
    /// Files and links.
    pub(super) files: BTreeSet<PathBuf>,
    /// Directories whose entries count.
    pub(super) listed: BTreeSet<PathBuf>,
    /// Directories of which everything counts, at any depth.
    pub(super) trees: BTreeSet<PathBuf>,
}

thread_local! {
    /// An input is opened by one thread, start to end.
    static CURRENT: RefCell<Option<FilesRead>> = const { RefCell::new(None) };
}

/// Records what a function looks at, which runs in this thread alone.
pub(crate) fn recorded<T>(of: impl FnOnce() -> T) -> (T, FilesRead) {
    CURRENT.with(|current| current.replace(Some(FilesRead::default())));
    let result = of();
    let read = CURRENT.with(RefCell::take);
    (result, read.unwrap_or_default())
}

/// Does not record what a function looks at: a hint in a message is no dependency.
pub(crate) fn unrecorded<T>(of: impl FnOnce() -> T) -> T {
    let kept = CURRENT.with(RefCell::take);
    let result = of();
    CURRENT.with(|current| current.replace(kept));
    result
}

fn note(of: impl FnOnce(&mut FilesRead)) {
    CURRENT.with(|current| {
        if let Some(read) = current.borrow_mut().as_mut() {
            of(read);
        }
    });
}

pub(super) fn note_file(path: &Path) {
    note(|read| read.files.extend([path.to_path_buf()]));
}

pub(super) fn note_listed(path: &Path) {
    note(|read| read.listed.extend([path.to_path_buf()]));
}

/// Notes that all of a directory counts, such as that of a pack.
pub(crate) fn note_tree(path: &Path) {
    note(|read| read.trees.extend([path.to_path_buf()]));
}

/// How many links a path may go through.
const MAX_LINKS: usize = 40;

/// The links that a path goes through, and where it ends, each without links but at its own end. What
/// does not exist is part of it too.
pub(super) fn trail(path: &Path) -> Vec<PathBuf> {
    let mut trail = Vec::new();
    let mut at = PathBuf::new();
    let mut open: Vec<PathBuf> = vec![path.to_path_buf()];
    while let Some(next) = open.pop() {
        let mut parts = next.components();
        let Some(part) = parts.next() else { continue };
        let rest = parts.as_path().to_path_buf();
        open.push(rest);
        match part {
            Component::Prefix(_) | Component::RootDir => at.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                at.pop();
            }
            Component::Normal(name) => {
                at.push(name);
                if let Ok(target) = std::fs::read_link(&at)
                    && trail.len() < MAX_LINKS
                {
                    trail.push(at.clone());
                    at.pop();
                    open.push(target);
                }
            }
        }
    }
    trail.push(at);
    trail
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_path_goes_through_its_links() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("there");
        std::fs::create_dir(root.join("real")).expect("made");
        symlink("real", root.join("one")).expect("linked");
        symlink("../real/gone.yaml", root.join("real/file")).expect("linked");
        let names = ["one", "real/file", "real/gone.yaml"];
        assert_eq!(
            trail(&root.join("./one/file")),
            names.map(|name| root.join(name))
        );
        symlink("b", root.join("a")).expect("linked");
        symlink("a", root.join("b")).expect("linked");
        assert_eq!(trail(&root.join("a")).len(), MAX_LINKS + 1);
    }

    #[test]
    fn only_what_runs_inside_is_recorded() {
        note_file(Path::new("/before"));
        let ((), read) = recorded(|| note_file(Path::new("/x")));
        assert_eq!(read.files.len(), 1);
        assert!(CURRENT.with(RefCell::take).is_none());
    }
}
