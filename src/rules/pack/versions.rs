//! Versions of charts and packs, as far as their names and texts are compared.

/// The version in the name of a file or directory: behind the name that it should have, else behind
/// the first dash before dotted numbers.
pub(super) fn version_behind<'s>(stem: &'s str, name: &str) -> Option<&'s str> {
    let is_version = |text: &&str| {
        let text = without_v(text);
        let first = text.split('-').next().unwrap_or_default();
        first.contains('.') && first.starts_with(|first: char| first.is_ascii_digit())
    };
    let own = stem
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix('-'));
    own.filter(is_version).or_else(|| {
        let mut dashes = stem.match_indices('-');
        dashes.find_map(|(at, _)| stem.get(at + 1..).filter(is_version))
    })
}

pub(super) fn without_v(version: &str) -> &str {
    version.strip_prefix(['v', 'V']).unwrap_or(version)
}

/// Whether two versions are the same apart from a leading `v`, a suffix of one of them, and zeros at the
/// end.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (without_v(one.trim()), without_v(other.trim()));
    let numbers = |text: &str| {
        let end = text.find(['-', '+', '_']).unwrap_or(text.len());
        let numbers = text.get(..end).unwrap_or_default();
        numbers.trim_end_matches(".0").to_owned()
    };
    one == other || numbers(one) == numbers(other)
}

/// Whether a version is another one without zeros at its end: `1.16` for `1.16.0`.
pub(super) fn is_shortened(short: &str, whole: &str) -> bool {
    let left_out = without_v(whole).strip_prefix(without_v(short));
    left_out.is_some_and(|rest| !rest.is_empty() && rest.trim_end_matches(".0").is_empty())
}

/// The first two numbers of a version.
pub(super) fn minor(version: &str) -> Option<(&str, &str)> {
    let mut parts = without_v(version).split(['.', '-', '+']);
    Some((parts.next()?, parts.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_may_be_left_out() {
        assert!(is_shortened("1.16", "1.16.0") && is_shortened("v2", "2.0.0"));
        for (short, whole) in [
            ("1.16.0", "1.16"),
            ("1.1", "1.16"),
            ("1.16", "1.16.1"),
            ("1.0", "1.0"),
        ] {
            assert!(!is_shortened(short, whole), "{short} {whole}");
        }
    }

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (one, other) in [
            ("v1.0.0", "1.0.0"),
            ("1.0.0-rev2", "1.0.0"),
            ("2.23", "2.23.0"),
            ("canary", "canary"),
        ] {
            assert!(is_same(one, other), "{one} {other}");
        }
        for (one, other) in [("1.0.0", "1.0.1"), ("3.11.0", "3-canary"), ("1.10", "1.1")] {
            assert!(!is_same(one, other), "{one} {other}");
        }
    }
}
