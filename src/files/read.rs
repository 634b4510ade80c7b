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

    /// A guess at the text of a regular file that is not UTF-8: good enough to recognise its form, and
    /// not used for anything else.
    pub(crate) fn guess_text(&self, path: &Path, limit: u64) -> Option<String> {
        self.read_head(path, limit).map(|bytes| guess(&bytes))
    }

    /// The beginning of a regular file.
    pub(crate) fn read_head(&self, path: &Path, length: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = self.open(path, Accepts::Files).ok()?;
        file.take(length).read_to_end(&mut bytes).ok()?;
        Some(bytes)
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
    let units = |of: fn([u8; 2]) -> u16| -> Vec<u16> {
        let (pairs, _) = bytes.as_chunks();
        pairs.iter().map(|pair| of(*pair)).collect()
    };
    match utf16(bytes) {
        Some((Endian::Little, _)) => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        Some((Endian::Big, _)) => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The order of bytes in UTF-16.
enum Endian {
    Little,
    Big,
}

/// Whether bytes look like UTF-16, with what to call it.
fn utf16(bytes: &[u8]) -> Option<(Endian, &'static str)> {
    match bytes {
        [0xff, 0xfe, ..] => Some((Endian::Little, "UTF-16, little-endian")),
        [0xfe, 0xff, ..] => Some((Endian::Big, "UTF-16, big-endian")),
        [_, 0, _, 0, ..] => Some((
            Endian::Little,
            "UTF-16, little-endian, without a byte order mark",
        )),
        [0, _, 0, _, ..] => Some((Endian::Big, "UTF-16, big-endian, without a byte order mark")),
        _ => None,
    }
}

/// Reads to the end, of about `expected` bytes.
fn read_limited(from: impl Read, limit: u64, expected: usize) -> Result<String, ReadError> {
    let mut bytes = Vec::with_capacity(expected + 1);
    from.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(FileProblemKind::Limit(limit).into());
    }
    Ok(decode(bytes)?)
}

/// Decodes UTF-8 text without NUL or other control characters that YAML and JSON forbid.
///
/// # Errors
/// [`FileProblemKind::Encoding`] with the first offending byte.
pub fn decode(bytes: Vec<u8>) -> Result<String, FileProblemKind> {
    if let Some((_, form)) = utf16(&bytes) {
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
        assert_eq!(offset_of("\u{feff}a: \u{e4}\r\n\t".as_bytes()), None);
    }
}
