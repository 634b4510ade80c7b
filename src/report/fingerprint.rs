//! Fingerprints by which services recognise a finding from run to run.

use std::collections::HashMap;

use crate::engine::Report;
use crate::engine::baseline::Key;

/// A fingerprint for each finding, in their order: a hash of what identifies it in a baseline, and the
/// number of equal ones before it.
pub(crate) fn fingerprints(report: &Report) -> Vec<String> {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let fingerprint = |key: Key| {
        let hash = fnv1a(&key.joined());
        let number = seen.entry(hash).or_default();
        *number += 1;
        format!("{hash:016x}:{number}")
    };
    let keys = report.findings.iter().map(|finding| {
        let source = report.sources.get(finding.primary.place.source);
        Key::new(finding, &source, str::to_owned)
    });
    keys.map(fingerprint).collect()
}

/// FNV-1a, 64 bits. Unlike the standard library's hashes, it is the same on every machine and in every
/// version.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(super::fnv1a(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(super::fnv1a("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
