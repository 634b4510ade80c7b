//! The archive of a chart, read as a stream within limits and never unpacked to disk. Three files of
//! the chart itself are kept, and of the others those that the caller wants.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::io::{Cursor, Read};
use std::path::Path;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use tar::{Archive, Entry, EntryType};

use crate::files::{Accepts, FileProblemKind, Files, ReadError};
use crate::problem::{ChartDefect, ProblemKind};
use crate::source::LIMITS;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// The files of a chart itself that are always kept.
const OWN_FILES: [&str; 3] = ["Chart.yaml", "values.yaml", "values.schema.json"];

/// Which files of a chart are kept, by their paths in it.
pub(crate) type Wanted = fn(&str) -> bool;

/// What is kept of a chart.
#[derive(Debug, Default)]
pub(crate) struct ChartFiles {
    /// Chart.yaml.
    pub(crate) chart: Option<Vec<u8>>,
    /// values.yaml.
    pub(crate) values: Option<Vec<u8>>,
    /// values.schema.json.
    pub(crate) schema: Option<Vec<u8>>,
    /// The directories or archives under charts/.
    pub(crate) subcharts: BTreeSet<String>,
    /// The other files that are wanted, by their paths in the chart.
    pub(crate) others: BTreeMap<String, Vec<u8>>,
    /// Whether it has custom resource definitions, which take no values.
    pub(crate) has_crds: bool,
    /// Whether others were left out, because they take too much memory together.
    pub(crate) is_cut: bool,
    /// How many bytes the archive unpacks to.
    pub(crate) unpacked: u64,
}

/// Why an archive was not read to its end.
#[derive(Clone, Debug)]
pub(crate) enum ArchiveError {
    /// It is no chart.
    Defect(ChartDefect),
    /// It meets a limit.
    Limit {
        /// What is limited, in the plural.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// It is no regular file, or too large.
    File(FileProblemKind),
    /// The operating system refused the file.
    Io(String),
}

impl ArchiveError {
    /// The problem that it is; `None` for what the operating system refused.
    pub(crate) fn problem(&self, path: &str) -> Option<ProblemKind> {
        Some(match self {
            ArchiveError::Defect(defect) => ProblemKind::ChartArchive {
                path: path.to_owned(),
                defect: defect.clone(),
            },
            ArchiveError::Limit { what, limit } => ProblemKind::Limit {
                what,
                limit: *limit,
            },
            ArchiveError::File(kind) => ProblemKind::File {
                name: path.to_owned(),
                kind: kind.clone(),
            },
            ArchiveError::Io(_) => return None,
        })
    }
}

/// Why reading stopped: the tar reader wraps errors, so that they are told apart here.
type Reason = Rc<RefCell<Option<ArchiveError>>>;

/// Reads a chart's archive.
pub(crate) fn read_archive(
    files: &Files,
    path: &Path,
    wanted: Wanted,
) -> Result<ChartFiles, ArchiveError> {
    let file = files
        .open(path, Accepts::Files)
        .map_err(|error| match error {
            ReadError::Io(error) => ArchiveError::Io(error.to_string()),
            ReadError::Problem(kind) => ArchiveError::File(kind),
        })?;
    let file = file.within(LIMITS.file_bytes).map_err(ArchiveError::File)?;
    unpack(file, wanted, LIMITS.archive_bytes)
}

/// Reads an archive that is within another one, and may unpack to so many bytes.
pub(crate) fn read_nested(
    packed: Vec<u8>,
    wanted: Wanted,
    most: u64,
) -> Result<ChartFiles, ArchiveError> {
    unpack(Cursor::new(packed), wanted, most)
}

fn unpack(mut file: impl Read, wanted: Wanted, most: u64) -> Result<ChartFiles, ArchiveError> {
    let mut magic = [0; 2];
    match file.read_exact(&mut magic) {
        Ok(()) if magic == GZIP_MAGIC => {}
        Ok(()) => return Err(ArchiveError::Defect(ChartDefect::NotGzip)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(ArchiveError::Defect(ChartDefect::NotGzip));
        }
        Err(error) => return Err(ArchiveError::Io(error.to_string())),
    }
    let packed = Rc::new(RefCell::new(0));
    let reason = Reason::default();
    let counted = Counted {
        from: magic.as_slice().chain(file),
        bytes: Rc::clone(&packed),
    };
    let mut unpacked = Unpacked {
        from: MultiGzDecoder::new(counted),
        packed,
        bytes: 0,
        most,
        reason: Rc::clone(&reason),
    };
    let mut entries = 0;
    let read = read_entries(&mut unpacked, wanted, &mut entries);
    let mut files = read.map_err(|stop| {
        let own = reason.borrow_mut().take();
        own.or(stop).unwrap_or(ArchiveError::Defect(match entries {
            0 => ChartDefect::NotTar,
            _ => ChartDefect::Damaged,
        }))
    })?;
    files.unpacked = unpacked.bytes;
    Ok(files)
}

/// Reads the entries of the unpacked archive; `Err(None)` if the tar reader failed.
fn read_entries(
    unpacked: impl Read,
    wanted: Wanted,
    count: &mut u64,
) -> Result<ChartFiles, Option<ArchiveError>> {
    let mut kept_bytes = 0;
    let mut files = ChartFiles::default();
    let mut archive = Archive::new(unpacked);
    let mut top: Option<String> = None;
    // A long path comes in an entry of its own, before the entry that has it.
    let mut long_path: Option<String> = None;
    // Raw entries: the reader would otherwise take such paths into memory at any length.
    for entry in archive.entries().map_err(|_| None)?.raw(true) {
        let mut entry = entry.map_err(|_| None)?;
        *count += 1;
        within(*count, LIMITS.archive_entries, "entries in a chart archive")?;
        let kind = entry.header().entry_type();
        if matches!(kind, EntryType::GNULongName | EntryType::XHeader) {
            long_path = read_long_path(&mut entry, kind)?.or(long_path);
            continue;
        }
        let own = entry.header().path_bytes();
        let path = long_path
            .take()
            .unwrap_or_else(|| String::from_utf8_lossy(&own).into_owned());
        let Some((own_top, rest)) = split(&path) else {
            continue;
        };
        // A file at `./` itself belongs to a chart without a directory; Helm takes that too.
        if top.as_deref().is_some_and(|top| !top.is_empty()) && own_top.is_empty() {
            (files, top, kept_bytes) = (ChartFiles::default(), None, 0);
        }
        if top.as_deref().is_some_and(|top| top != own_top) {
            continue;
        }
        let in_chart = rest.join("/");
        if let ["charts", subchart, ..] = rest.as_slice() {
            files.subcharts.insert((*subchart).to_owned());
        }
        files.has_crds |= in_chart.starts_with("crds/");
        let is_own = OWN_FILES.contains(&in_chart.as_str());
        if !is_own && !wanted(&in_chart) {
            continue;
        }
        if is_own {
            top.get_or_insert_with(|| own_top.to_owned());
        }
        if !matches!(kind, EntryType::Regular | EntryType::Continuous) {
            continue;
        }
        if is_own {
            let what = "bytes in one file of a chart archive";
            within(entry.size(), LIMITS.archive_file_bytes, what)?;
        } else {
            kept_bytes += entry.size();
            if kept_bytes > LIMITS.chart_bytes {
                files.is_cut = true;
                continue;
            }
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|_| None)?;
        match in_chart.as_str() {
            "Chart.yaml" => files.chart = Some(bytes),
            "values.yaml" => files.values = Some(bytes),
            "values.schema.json" => files.schema = Some(bytes),
            _ => drop(files.others.insert(in_chart, bytes)),
        }
    }
    Ok(files)
}

/// A path that comes in an entry of its own.
fn read_long_path(
    entry: &mut Entry<'_, impl Read>,
    kind: EntryType,
) -> Result<Option<String>, Option<ArchiveError>> {
    within(
        entry.size(),
        LIMITS.archive_path_bytes,
        "bytes in a path of a chart archive",
    )?;
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).map_err(|_| None)?;
    let text = || String::from_utf8_lossy(&bytes);
    Ok(match kind {
        EntryType::XHeader => pax_path(&bytes),
        _ => Some(text().trim_end_matches('\0').to_owned()),
    })
}

/// The directory of the chart in the archive, and the parts of the path in it.
fn split(path: &str) -> Option<(&str, Vec<&str>)> {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    let mut parts: Vec<_> = parts.collect();
    if parts.contains(&"..") {
        return None;
    }
    match parts.len() {
        0 => None,
        1 => path.starts_with("./").then_some(("", parts)),
        _ => Some((parts.remove(0), parts)),
    }
}

fn within(value: u64, limit: u64, what: &'static str) -> Result<(), Option<ArchiveError>> {
    if value > limit {
        return Err(Some(ArchiveError::Limit { what, limit }));
    }
    Ok(())
}

/// The path in the records `LENGTH path=VALUE\n` of an extended header.
fn pax_path(bytes: &[u8]) -> Option<String> {
    String::from_utf8_lossy(bytes)
        .lines()
        .find_map(|line| Some(line.split_once(' ')?.1.strip_prefix("path=")?.to_owned()))
}

/// Counts the packed bytes.
struct Counted<R> {
    from: R,
    bytes: Rc<RefCell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        *self.bytes.borrow_mut() += read as u64;
        Ok(read)
    }
}

/// The unpacked bytes, within the limits.
struct Unpacked<R> {
    from: R,
    packed: Rc<RefCell<u64>>,
    bytes: u64,
    most: u64,
    reason: Reason,
}

impl<R> Unpacked<R> {
    fn stop(&self, stop: ArchiveError) -> io::Error {
        self.reason.borrow_mut().get_or_insert(stop);
        io::Error::other("stopped")
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into).map_err(|error| {
            self.stop(match error.kind() {
                io::ErrorKind::UnexpectedEof => ArchiveError::Defect(ChartDefect::Truncated),
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                    ArchiveError::Defect(ChartDefect::Damaged)
                }
                _ => ArchiveError::Io(error.to_string()),
            })
        })?;
        self.bytes += read as u64;
        if self.bytes > self.most {
            return Err(self.stop(ArchiveError::Limit {
                what: "bytes in an unpacked chart",
                limit: LIMITS.archive_bytes,
            }));
        }
        let most = self.packed.borrow().saturating_mul(LIMITS.archive_ratio);
        if self.bytes > LIMITS.archive_ratio_from.max(most) {
            return Err(self.stop(ArchiveError::Limit {
                what: "times the size of a chart archive when unpacked",
                limit: LIMITS.archive_ratio,
            }));
        }
        Ok(read)
    }
}
