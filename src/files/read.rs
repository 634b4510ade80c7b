//! Reads files within limits, and distinguishes what is no regular file, too large or not UTF-8.

use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use super::layers::{Accepts, FileKind, Files};
use crate::source::{LIMITS, Place};

/// A file that cannot be checked because of its bytes: a defect of the input, so a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileProblem {
    /// Where a finding can point.
    pub(crate) place: Place,
    /// The file, as it is displayed.
    pub(crate) name: String,
    pub(crate) kind: FileProblemKind,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblemKind {
    /// Neither a regular file nor, if allowed, a pipe.
    NotARegularFile(FileKind),
    /// More bytes than this limit.
    Limit(u64),
    /// Patterns of an ignore file exceed a limit: what is limited, in the plural, and the limit.
    PatternLimit(&'static str, u64),
    /// Not UTF-8.
    Encoding {
        /// The first offending byte's offset.
        offset: usize,
        /// What the bytes seem to be instead, or what is wrong with them.
        detail: String,
        /// The longest prefix that can be shown.
        readable: String,
    },
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// The operating system refused, so packlint could not do its job.
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("refused")]
    Problem(FileProblemKind),
}

impl From<FileProblemKind> for ReadError {
    fn from(kind: FileProblemKind) -> Self {
        ReadError::Problem(kind)
    }
}

/// A file that is open, with its size.
pub(crate) struct OpenFile {
    pub(crate) bytes: u64,
    from: Box<dyn Read>,
}

impl OpenFile {
    pub(super) fn new(bytes: u64, from: impl Read + 'static) -> Self {
        OpenFile {
            bytes,
            from: Box::new(from),
        }
    }

    pub(super) fn of_text(text: Arc<[u8]>) -> Self {
        OpenFile::new(text.len() as u64, Cursor::new(text))
    }

    /// The same file, unless it exceeds a limit.
    ///
    /// # Errors
    /// [`FileProblemKind::Limit`].
    pub(crate) fn within(self, limit: u64) -> Result<Self, FileProblemKind> {
        match self.bytes > limit {
            true => Err(FileProblemKind::Limit(limit)),
            false => Ok(self),
        }
    }
}

impl Read for OpenFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.from.read(buffer)
    }
}

/// The length of the parts in which a file is scanned.
const PART: usize = 1024 * 1024;
/// How much of a part is shown again with the next one if no line ends in it.
const OVERLAP: usize = 256;

impl Files {
    /// Reads a regular file of at most `limit` bytes as UTF-8.
    ///
    /// # Errors
    /// As [`Files::open`]; [`ReadError::Problem`] for what is too large or no text as well.
    pub(crate) fn read_text(&self, path: &Path, limit: u64) -> Result<String, ReadError> {
        self.read_accepted(path, Accepts::Files, limit)
    }

    /// As [`Files::read_text`], but the file may also be a pipe.
    pub(super) fn read_accepted(
        &self,
        path: &Path,
        accepts: Accepts,
        limit: u64,
    ) -> Result<String, ReadError> {
        let file = self.open(path, accepts)?.within(limit)?;
        let expected = usize::try_from(file.bytes).unwrap_or_default();
        read_limited(file, limit, expected)
    }

    /// Reads the bytes of a regular file of at most `limit` bytes.
    ///
    /// # Errors
    /// As [`Files::open`]; [`ReadError::Problem`] for what is too large as well.
    pub(super) fn read_bytes(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let file = self.open(path, Accepts::Files)?.within(limit)?;
        let expected = usize::try_from(file.bytes).unwrap_or_default();
        read_within(file, limit, expected)
    }

    /// A guess at the text of a regular file that is not UTF-8: good enough to recognise its form, and
    /// not used for anything else.
    pub(crate) fn guess_text(&self, path: &Path, limit: u64) -> Option<String> {
        let mut bytes = Vec::new();
        let file = self.open(path, Accepts::Files).ok()?;
        file.take(limit).read_to_end(&mut bytes).ok()?;
        Some(guess(&bytes))
    }

    /// Passes a regular file to `look` in parts, without keeping it: whole lines, unless they are longer
    /// than a part. A part that is not UTF-8 has replacement characters.
    pub(crate) fn scan(
        &self,
        path: &Path,
        limit: u64,
        mut look: impl FnMut(&str),
    ) -> Result<(), ReadError> {
        let mut file = self.open(path, Accepts::Unlinked)?.take(limit);
        let mut part = vec![0; PART];
        let mut kept = 0;
        loop {
            let read = file.read(part.get_mut(kept..).unwrap_or_default())?;
            let filled = part.get(..kept + read).unwrap_or_default();
            if read > 0 && filled.len() < PART {
                kept = filled.len();
                continue;
            }
            look(&String::from_utf8_lossy(filled));
            if read == 0 {
                return Ok(());
            }
            let line = filled.iter().rposition(|byte| *byte == b'\n');
            let next = line.map_or(PART - OVERLAP, |at| at + 1);
            part.copy_within(next.., 0);
            kept = PART - next;
        }
    }
}

/// Reads standard input to its end, within the same limits.
///
/// # Errors
/// As [`Files::read_text`].
pub(super) fn read_stdin() -> Result<String, ReadError> {
    read_limited(io::stdin().lock(), LIMITS.file_bytes, 0)
}

fn guess(bytes: &[u8]) -> String {
    let Some((encoding, _)) = wide_encoding(bytes) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    let two = |of: fn([u8; 2]) -> u16| {
        let (pairs, _) = bytes.as_chunks();
        let units: Vec<u16> = pairs.iter().map(|pair| of(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    let four = |of: fn([u8; 4]) -> u32| {
        let (units, _) = bytes.as_chunks();
        let character = |unit: &[u8; 4]| char::from_u32(of(*unit)).unwrap_or_default();
        units.iter().map(character).collect()
    };
    match encoding {
        Encoding::Utf16Little => two(u16::from_le_bytes),
        Encoding::Utf16Big => two(u16::from_be_bytes),
        Encoding::Utf32Little => four(u32::from_le_bytes),
        Encoding::Utf32Big => four(u32::from_be_bytes),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf16Little,
    Utf16Big,
    Utf32Little,
    Utf32Big,
}

/// The encoding that bytes look like, if its units are wider than a byte, and its name.
fn wide_encoding(bytes: &[u8]) -> Option<(Encoding, &'static str)> {
    use Encoding::{Utf16Big, Utf16Little, Utf32Big, Utf32Little};
    Some(match bytes {
        [0xff, 0xfe, 0, 0, ..] => (Utf32Little, "UTF-32, little-endian"),
        [0, 0, 0xfe, 0xff, ..] => (Utf32Big, "UTF-32, big-endian"),
        [0xff, 0xfe, ..] => (Utf16Little, "UTF-16, little-endian"),
        [0xfe, 0xff, ..] => (Utf16Big, "UTF-16, big-endian"),
        [first, 0, 0, 0, ..] if *first != 0 => (
            Utf32Little,
            "UTF-32, little-endian, without a byte order mark",
        ),
        [0, 0, 0, last, ..] if *last != 0 => {
            (Utf32Big, "UTF-32, big-endian, without a byte order mark")
        }
        [_, 0, _, 0, ..] => (
            Utf16Little,
            "UTF-16, little-endian, without a byte order mark",
        ),
        [0, _, 0, _, ..] => (Utf16Big, "UTF-16, big-endian, without a byte order mark"),
        _ => return None,
    })
}

/// Reads to the end, of about `expected` bytes.
fn read_limited(from: impl Read, limit: u64, expected: usize) -> Result<String, ReadError> {
    Ok(decode(read_within(from, limit, expected)?)?)
}

fn read_within(from: impl Read, limit: u64, expected: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::with_capacity(expected + 1);
    from.take(limit + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > limit {
        true => Err(FileProblemKind::Limit(limit).into()),
        false => Ok(bytes),
    }
}

/// Decodes UTF-8 text without NUL or other control characters that YAML and JSON forbid.
///
/// # Errors
/// [`FileProblemKind::Encoding`] with the first offending byte.
pub fn decode(bytes: Vec<u8>) -> Result<String, FileProblemKind> {
    if let Some((_, form)) = wide_encoding(&bytes) {
        return Err(FileProblemKind::Encoding {
            offset: 0,
            detail: format!("the file is {form}"),
            readable: String::new(),
        });
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let byte = bytes.get(offset).copied().unwrap_or_default();
            return Err(FileProblemKind::Encoding {
                offset,
                detail: format!("byte 0x{byte:02x} at offset {offset} is not UTF-8"),
                readable: String::from_utf8_lossy(bytes.get(..offset).unwrap_or_default())
                    .into_owned(),
            });
        }
    };
    match first_forbidden(text.as_bytes()) {
        None => Ok(text),
        Some(offset) => {
            let byte = text.as_bytes().get(offset).copied().unwrap_or_default();
            Err(FileProblemKind::Encoding {
                offset,
                detail: format!("control byte 0x{byte:02x} at offset {offset} is not allowed"),
                readable: text.get(..offset).unwrap_or_default().to_owned(),
            })
        }
    }
}

/// The offset of the first byte that is not allowed in a text. Searches whole blocks, which the
/// compiler vectorises.
fn first_forbidden(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 64;
    let is_bad = |block: &[u8]| {
        block
            .iter()
            .fold(false, |bad, byte| bad | is_forbidden(*byte))
    };
    let block = bytes.chunks(BLOCK).position(is_bad)? * BLOCK;
    let within = bytes
        .iter()
        .skip(block)
        .position(|byte| is_forbidden(*byte));
    within.map(|at| block + at)
}

/// ASCII that is not printable in YAML 1.2 (5.1, c-printable). JSON forbids the same except DEL.
fn is_forbidden(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0x7f
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset_of(bytes: &[u8]) -> Option<usize> {
        match decode(bytes.to_vec()) {
            Err(FileProblemKind::Encoding { offset, .. }) => Some(offset),
            _ => None,
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_at_their_offset() {
        assert_eq!(offset_of(b"a: \xff\n"), Some(3));
        assert_eq!(offset_of(b"a: \0\n"), Some(3));
        assert_eq!(offset_of(b"\xff\xfea\0"), Some(0));
        assert_eq!(offset_of(b"a\0:\0"), Some(0));
        assert_eq!(guess(b"a\0\0\0:\0\0\0"), "a:");
        assert_eq!(guess(b"\0\0\xfe\xff\0\0\0a"), "\u{feff}a");
        assert_eq!(offset_of("\u{feff}a: \u{e4}\r\n\t".as_bytes()), None);
    }
}
