//! Paths as they are displayed and compared.

use std::path::{Component, Path, PathBuf};

/// A path without `.` and `..`, as far as possible without the file system.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                let is_above = cleaned.ends_with("..");
                if is_above || !cleaned.pop() {
                    cleaned.push("..");
                }
            }
            part => cleaned.push(part),
        }
    }
    cleaned
}

/// A path relative to a directory, with `/`; outside it with `..`. Both are absolute.
pub(crate) fn relative(directory: &Path, path: &Path) -> String {
    let (directory, path) = (clean(directory), clean(path));
    let shared = directory
        .components()
        .zip(path.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = directory.components().count() - shared;
    let parts = std::iter::repeat_n("..".to_owned(), up).chain(
        path.components()
            .skip(shared)
            .map(|part| part.as_os_str().to_string_lossy().into_owned()),
    );
    let shown = parts.collect::<Vec<_>>().join("/");
    if shown.is_empty() {
        ".".to_owned()
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_a_directory() {
        for (path, shown) in [
            ("/w/here/a/../b.yaml", "b.yaml"),
            ("/w/here/./c.yaml", "c.yaml"),
            ("/w/there/c.yaml", "../there/c.yaml"),
            ("/w/here", "."),
        ] {
            assert_eq!(relative(Path::new("/w/here"), Path::new(path)), shown);
        }
    }
}
