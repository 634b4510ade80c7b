//! Reading input with limits: what is not a regular file, too large or not UTF-8 is told apart.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::{fs, io};

use crate::source::LIMITS;

/// Why bytes could not become a text that is checked: a defect of the input, so a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither a regular file nor (where that is allowed) a pipe.
    NotARegularFile {
        /// What it is: a directory, a FIFO, a device, a link out of the pack.
        what: &'static str,
    },
    /// Larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Not UTF-8.
    Encoding {
        /// The first offending byte's offset.
        offset: usize,
        /// What the bytes seem to be instead, or what is wrong with them.
        detail: String,
        /// The longest prefix that is fit to be shown.
        readable: String,
    },
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// The operating system refused: packlint could not do its job.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The input is not fit to be checked.
    #[error("refused")]
    Refused(Refusal),
}

/// Reads a regular file of at most `limit` bytes as UTF-8.
///
/// # Errors
/// [`ReadError::Io`] for what the operating system refuses, [`ReadError::Refused`] for the rest.
pub(crate) fn read_file(path: &Path, limit: u64) -> Result<String, ReadError> {
    // Asked before opening: opening a FIFO would wait for a writer.
    let metadata = fs::metadata(path)?;
    let kind = metadata.file_type();
    if !kind.is_file() {
        return Err(ReadError::Refused(Refusal::NotARegularFile {
            what: describe(kind),
        }));
    }
    if metadata.len() > limit {
        return Err(ReadError::Refused(Refusal::TooLarge { limit }));
    }
    read_limited(File::open(path)?, limit)
}

/// Reads what a user names: a file, or a pipe such as `<(terraform show -json)`, to its end.
///
/// # Errors
/// As [`read_file`].
pub(crate) fn read_named(path: &Path, limit: u64) -> Result<String, ReadError> {
    match describe(fs::metadata(path)?.file_type()) {
        "a FIFO" => read_limited(File::open(path)?, limit),
        _ => read_file(path, limit),
    }
}

/// Reads standard input to its end, within the same limits.
///
/// # Errors
/// As [`read_file`].
pub(crate) fn read_stdin() -> Result<String, ReadError> {
    read_limited(io::stdin().lock(), LIMITS.file_bytes)
}

/// What a regular file says whose bytes are no UTF-8, as far as it can be guessed: to tell what the
/// file is, and for nothing else.
pub(crate) fn guess_text(path: &Path, limit: u64) -> Option<String> {
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(limit).read_to_end(&mut bytes).ok()?;
    let units = |of: fn([u8; 2]) -> u16| -> Vec<u16> {
        let (pairs, _) = bytes.as_chunks();
        pairs.iter().map(|pair| of(*pair)).collect()
    };
    Some(match utf16(&bytes) {
        Some((Endian::Little, _)) => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        Some((Endian::Big, _)) => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        None => String::from_utf8_lossy(&bytes).into_owned(),
    })
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

fn read_limited(from: impl Read, limit: u64) -> Result<String, ReadError> {
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::Refused(Refusal::TooLarge { limit }));
    }
    decode(bytes).map_err(ReadError::Refused)
}

/// Takes bytes as UTF-8 text without NUL or other control characters that YAML and JSON forbid.
///
/// # Errors
/// [`Refusal::Encoding`] with the first offending byte.
pub fn decode(bytes: Vec<u8>) -> Result<String, Refusal> {
    if let Some((_, form)) = utf16(&bytes) {
        return Err(Refusal::Encoding {
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
            return Err(Refusal::Encoding {
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
            Err(Refusal::Encoding {
                offset,
                detail: format!("control byte 0x{byte:02x} at offset {offset} is not allowed"),
                readable: text.get(..offset).unwrap_or_default().to_owned(),
            })
        }
    }
}

/// Where the first byte is that may not stand in a text. By whole blocks, which the processor looks
/// at several bytes at a time.
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

/// ASCII that YAML 1.2 does not take for printable (5.1, c-printable). JSON refuses the same, but DEL.
fn is_forbidden(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0x7f
}

/// What a file that is not regular is, with its article.
pub(crate) fn describe(kind: fs::FileType) -> &'static str {
    if kind.is_dir() {
        return "a directory";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a FIFO";
        }
        if kind.is_socket() {
            return "a socket";
        }
    }
    "a device"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset_of(bytes: &[u8]) -> Option<usize> {
        match decode(bytes.to_vec()) {
            Err(Refusal::Encoding { offset, .. }) => Some(offset),
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
