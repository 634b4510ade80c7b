//! git's lists: of a commit's files, of the index, and of blobs.

use std::collections::{BTreeMap, HashMap};
use std::fs::Metadata;
use std::path::PathBuf;

use super::names::path_of_bytes;
use super::{is_plain, modified};

/// What git has at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    File,
    Link,
    Submodule,
}

impl Mode {
    fn parse(mode: &str) -> Option<Self> {
        match mode {
            "100644" | "100755" | "100664" => Some(Mode::File),
            "120000" => Some(Mode::Link),
            "160000" => Some(Mode::Submodule),
            _ => None,
        }
    }
}

/// A file of a commit.
#[derive(Debug)]
pub(super) struct TreeEntry {
    pub(super) mode: Mode,
    pub(super) blob: String,
}

/// A file of the index.
#[derive(Debug)]
pub(super) struct IndexEntry {
    pub(super) mode: Mode,
    pub(super) blob: String,
    /// Whether a sparse checkout leaves it out.
    pub(super) is_skipped: bool,
    stamp: Option<Stamp>,
}

/// What the index remembers of a file, so that its content need not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stamp {
    changed: (i64, u32),
    modified: (i64, u32),
    bytes: u64,
}

/// The index.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) entries: BTreeMap<PathBuf, IndexEntry>,
    written: Option<(i64, u32)>,
}

impl Index {
    /// Whether a file is certainly the one that the index knows.
    pub(super) fn is_unchanged(&self, entry: &IndexEntry, metadata: &Metadata) -> bool {
        let (Some(stamp), Some(written), Some(modified)) =
            (entry.stamp, self.written, modified(metadata))
        else {
            return false;
        };
        // What was written at the time of the index, or later, may have changed unnoticed.
        stamp.bytes == metadata.len()
            && is_same_time(stamp.modified, modified)
            && is_same_time(stamp.changed, changed(metadata).unwrap_or(stamp.changed))
            && modified < written
    }
}

/// Some programs leave the nanoseconds out.
fn is_same_time(a: (i64, u32), b: (i64, u32)) -> bool {
    a.0 == b.0 && (a.1 == b.1 || a.1 == 0 || b.1 == 0)
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<(i64, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.ctime(), u32::try_from(metadata.ctime_nsec()).ok()?))
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<(i64, u32)> {
    None
}

/// Reads `ls-tree -r -z`.
pub(super) fn parse_tree(output: &[u8]) -> BTreeMap<PathBuf, TreeEntry> {
    let entry = |record: &[u8]| {
        let (head, name) = split_at_byte(record, b'\t')?;
        let mut words = std::str::from_utf8(head).ok()?.split(' ');
        let (mode, _, blob) = (words.next()?, words.next()?, words.next()?);
        let name = path_of_bytes(name);
        let entry = TreeEntry {
            mode: Mode::parse(mode)?,
            blob: blob.to_owned(),
        };
        is_plain(&name).then_some((name, entry))
    };
    output.split(|byte| *byte == 0).filter_map(entry).collect()
}

/// Reads `ls-files -z --stage --debug`: after each name five lines of what the index remembers. They
/// are meant for people; where they are different one day, contents are compared.
pub(super) fn parse_index(output: &[u8], written: Option<(i64, u32)>) -> Index {
    let mut entries = BTreeMap::new();
    let mut records = output.split(|byte| *byte == 0);
    let mut head = records.next().map(<[u8]>::to_vec);
    for record in records {
        let (details, next) = split_details(record);
        if let Some((name, entry)) = head.as_deref().and_then(|head| index_entry(head, details)) {
            let is_conflict = entries.contains_key(&name);
            let entry: &mut IndexEntry = entries.entry(name).or_insert(entry);
            if is_conflict {
                entry.stamp = None;
            }
        }
        head = Some(next.to_vec());
    }
    Index { entries, written }
}

/// The lines that begin with two blanks, and what is behind them.
fn split_details(record: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while let Some(rest) = record.get(at..).filter(|rest| rest.starts_with(b"  ")) {
        let line = rest.iter().position(|byte| *byte == b'\n');
        at += line.map_or(rest.len(), |end| end + 1);
    }
    record.split_at(at)
}

fn index_entry(head: &[u8], details: &[u8]) -> Option<(PathBuf, IndexEntry)> {
    let (head, name) = split_at_byte(head, b'\t')?;
    let mut words = std::str::from_utf8(head).ok()?.split(' ');
    let (mode, blob, stage) = (words.next()?, words.next()?, words.next()?);
    let details = std::str::from_utf8(details).unwrap_or_default();
    let value = |key: &str| {
        let words = details.split_whitespace();
        let mut words = words.skip_while(|word| *word != key).skip(1);
        words.next()
    };
    let time = |key| {
        let (seconds, rest) = value(key)?.split_once(':')?;
        Some((seconds.parse().ok()?, rest.parse().ok()?))
    };
    let stamp = || {
        Some(Stamp {
            changed: time("ctime:")?,
            modified: time("mtime:")?,
            bytes: value("size:")?.parse().ok()?,
        })
    };
    let flags = value("flags:").and_then(|flags| u32::from_str_radix(flags, 16).ok());
    let flags = flags.unwrap_or_default();
    let name = path_of_bytes(name);
    let entry = IndexEntry {
        mode: Mode::parse(mode)?,
        blob: blob.to_owned(),
        is_skipped: flags & SKIP_WORKTREE != 0,
        stamp: stamp().filter(|_| stage == "0" && flags & (INTENT_TO_ADD) == 0),
    };
    is_plain(&name).then_some((name, entry))
}

/// Bits of an index entry's flags.
const SKIP_WORKTREE: u32 = 1 << 30;
const INTENT_TO_ADD: u32 = 1 << 29;

/// Reads `cat-file --batch`: the blobs by their ids.
pub(super) fn parse_blobs(output: &[u8]) -> HashMap<&str, &[u8]> {
    let mut blobs = HashMap::new();
    let mut rest = output;
    while let Some((head, behind)) = split_at_byte(rest, b'\n') {
        let mut words = std::str::from_utf8(head).unwrap_or_default().split(' ');
        let (id, kind, size) = (words.next(), words.next(), words.next());
        let size = size.and_then(|size| size.parse::<usize>().ok());
        match (id, kind, size) {
            (Some(id), Some(kind), Some(size)) if behind.len() >= size => {
                let (content, next) = behind.split_at(size);
                if kind == "blob" {
                    blobs.insert(id, content);
                }
                rest = next.strip_prefix(b"\n").unwrap_or(next);
            }
            // One that is missing has a line of its own.
            _ => rest = behind,
        }
    }
    blobs
}

fn split_at_byte(bytes: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|own| *own == byte)?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_index_is_read_with_what_it_remembers() {
        let output = b"100644 aa 0\ta b\0  ctime: 5:6\n  mtime: 7:8\n  dev: 1\tino: 2\n  uid: 0\tgid: 0\n  size: 2\tflags: 0\n120000 bb 0\tl\0  ctime: 1:2\n  mtime: 3:4\n  dev: 1\tino: 2\n  uid: 0\tgid: 0\n  size: 1\tflags: 40000000\n100644 cc 0\tx\0";
        let index = parse_index(output, None);
        let stamp = Stamp {
            changed: (5, 6),
            modified: (7, 8),
            bytes: 2,
        };
        assert_eq!(index.entries[Path::new("a b")].stamp, Some(stamp));
        let link = &index.entries[Path::new("l")];
        assert!(link.is_skipped && link.mode == Mode::Link);
        assert_eq!(index.entries[Path::new("x")].stamp, None);
    }

    #[test]
    fn names_that_leave_the_repository_are_dropped() {
        let tree = parse_tree(b"100644 blob aa\t../x\x00100644 blob bb\ta/b\0");
        assert_eq!(tree.keys().collect::<Vec<_>>(), [Path::new("a/b")]);
    }
}
