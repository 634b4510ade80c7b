//! What lies in a pack's directory beside what pack.json lists: leftovers, and files that are
//! probably meant by the path of a missing one.

use std::path::Path;

use crate::files::{EntryKind, Files};
use crate::model::{NearFile, PackFile, PackFileState};
use crate::text::closest;

/// The directory of the charts, by convention; what is not listed in it has no purpose.
const CHARTS: &str = "charts";
/// Files that are kept in a repository for its own sake.
const OF_REPOSITORY: [&str; 4] = [".gitkeep", ".gitignore", ".gitattributes", "README.md"];
/// Files of the desktop, and the ends of the names that editors and merges leave.
const LEFTOVERS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];
const LEFTOVER_ENDS: [&str; 5] = [".orig", ".rej", ".swp", ".bak", "~"];
/// Most files that are looked at in one directory.
const MOST_ENTRIES: usize = 1000;

/// The names in a directory, sorted.
fn names(files: &Files, directory: &Path, wanted: EntryKind) -> Vec<String> {
    let entries = files.entries(directory).unwrap_or_default().into_iter();
    let wanted = entries.filter(|entry| entry.kind == wanted);
    let mut names: Vec<_> = wanted
        .filter_map(|entry| entry.name.into_string().ok())
        .take(MOST_ENTRIES)
        .collect();
    names.sort();
    names
}

/// The files of a pack that nothing needs, by their paths in it.
pub(super) fn stray(files: &Files, root: &Path, listed: &[PackFile]) -> Vec<String> {
    let mut stray = Vec::new();
    for directory in ["", CHARTS, "manifests"] {
        for name in names(files, &root.join(directory), EntryKind::File) {
            let path = match directory {
                "" => name.clone(),
                directory => format!("{directory}/{name}"),
            };
            let is_leftover = LEFTOVERS.contains(&name.as_str())
                || LEFTOVER_ENDS.iter().any(|end| name.ends_with(end));
            let is_unused = directory == CHARTS && !OF_REPOSITORY.contains(&name.as_str());
            if (is_leftover || is_unused) && !is_listed(listed, &path) {
                stray.push(path);
            }
        }
    }
    stray
}

/// Whether pack.json lists a path, however it is written.
fn is_listed(listed: &[PackFile], path: &str) -> bool {
    let path = Path::new(path);
    // A path that leads elsewhere has a finding; the file is the one that is meant.
    let is_elsewhere = listed.iter().any(|file| {
        let known = file.path.known().map(Path::new);
        file.state != PackFileState::Present
            && known.is_some_and(|known| known.file_name() == path.file_name())
    });
    if is_elsewhere {
        return true;
    }
    let known = listed.iter().filter_map(|file| file.path.known());
    // What a missing path probably means is told there.
    let near = listed
        .iter()
        .filter_map(|file| Some(&file.near.as_ref()?.path));
    known.chain(near).map(Path::new).any(|known| {
        let known = known.components();
        known.eq(path.components())
    })
}

/// The chart that an archive is of, by its name: `demo` of `demo-1.0.0.tgz`.
fn chart_of(archive: &str) -> &str {
    let digit = |text: &str| {
        let text = text.strip_prefix('v').unwrap_or(text);
        text.starts_with(|first: char| first.is_ascii_digit())
    };
    let mut dashes = archive.match_indices('-');
    let version = dashes.find(|(at, _)| archive.get(at + 1..).is_some_and(digit));
    let end = version.map_or_else(|| archive.find(".tgz"), |(at, _)| Some(at));
    end.and_then(|end| archive.get(..end)).unwrap_or(archive)
}

/// Looks for what is probably meant by each missing file: another version of the chart, its
/// directory, a similar name.
pub(super) fn find_near(files: &Files, root: &Path, listed: &mut [PackFile]) {
    for index in 0..listed.len() {
        let Some(file) = listed.get(index) else {
            continue;
        };
        let (PackFileState::Missing, Some(path)) = (file.state, file.path.known()) else {
            continue;
        };
        let near = near(files, root, file.field, path, listed);
        if let Some(file) = listed.get_mut(index) {
            file.near = near;
        }
    }
}

fn near(
    files: &Files,
    root: &Path,
    field: &str,
    path: &str,
    listed: &[PackFile],
) -> Option<NearFile> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (directory, name) = (directory.trim_end_matches('/'), name.trim());
    let join = |name: &str| match directory {
        "" => name.to_owned(),
        directory => format!("{directory}/{name}"),
    };
    let there = root.join(directory);
    let others = names(files, &there, EntryKind::File);
    let free = |name: &&str| !is_listed(listed, &join(name));
    let others: Vec<&str> = others.iter().map(String::as_str).filter(free).collect();
    let of_chart = |other: &&&str| {
        field == CHARTS && other.ends_with(".tgz") && chart_of(other) == chart_of(name)
    };
    if let Some(other) = others.iter().find(of_chart) {
        let path = join(other);
        let is_directory = false;
        return Some(NearFile { path, is_directory });
    }
    if field == CHARTS && files.is_file(&there.join(chart_of(name)).join("Chart.yaml")) {
        let path = join(chart_of(name));
        let is_directory = true;
        return Some(NearFile { path, is_directory });
    }
    let path = join(closest(name, others)?);
    let is_directory = false;
    Some(NearFile { path, is_directory })
}

#[cfg(test)]
mod tests {
    use super::chart_of;

    #[test]
    fn the_name_ends_before_the_version() {
        for (archive, chart) in [
            ("demo-1.0.0.tgz", "demo"),
            ("kube-prometheus-stack-v45.1.tgz", "kube-prometheus-stack"),
            ("v2-demo-3.tgz", "v2-demo"),
            ("demo.tgz", "demo"),
            ("demo", "demo"),
        ] {
            assert_eq!(chart_of(archive), chart);
        }
    }
}
