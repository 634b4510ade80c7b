//! The page's Content-Security-Policy: nothing may be loaded, sent or run, but the page's own styles
//! and script, which it names by their hashes. Should markup of the input ever get into a page, it
//! would still do nothing.

use super::sha256::hash;
use super::{PAINT, SCRIPT, STYLE};

/// The policy.
pub(super) fn policy() -> String {
    // Reckoned by the compiler.
    const HASHES: [[u8; 44]; 3] = [hash(STYLE), hash(PAINT), hash(SCRIPT)];
    let [style, paint, script] =
        HASHES.map(|hash| format!("'sha256-{}'", String::from_utf8_lossy(&hash)));
    format!(
        "default-src 'none'; style-src {style} {paint}; script-src {script}; base-uri 'none'; form-action 'none'"
    )
}
