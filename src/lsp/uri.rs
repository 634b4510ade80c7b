//! `file:` URIs and paths.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but what RFC 3986 calls unreserved, and the separator.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// The path of a document on this machine; `None` for all others, such as one without a file.
pub(super) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    if !host.is_empty() && host != "localhost" {
        return None;
    }
    let path = percent_decode_str(path).decode_utf8().ok()?;
    // `/C:/packs` is `C:/packs`.
    let drive = path.strip_prefix('/').filter(|rest| {
        let mut letters = rest.chars();
        letters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic())
            && letters.next() == Some(':')
    });
    Some(PathBuf::from(match drive {
        Some(path) if cfg!(windows) => path,
        _ => &path,
    }))
}

/// The URI of an absolute path; `None` where it has no Unicode form.
pub(super) fn of_path(path: &Path) -> Option<Uri> {
    let path = path.to_str()?.replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    Uri::from_str(&format!(
        "file://{slash}{}",
        utf8_percent_encode(&path, ENCODED)
    ))
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive() {
        for path in ["/a/b c.yaml", "/ü/😀#?.tf", "/a%20b", "/a:b@c"] {
            let uri = of_path(Path::new(path)).expect("a URI");
            assert_eq!(to_path(&uri), Some(PathBuf::from(path)), "{uri:?}");
        }
    }

    #[test]
    fn other_documents_have_no_path() {
        for uri in ["untitled:Untitled-1", "file://host/a", "http://a/b"] {
            assert_eq!(to_path(&Uri::from_str(uri).expect("a URI")), None);
        }
    }
}
