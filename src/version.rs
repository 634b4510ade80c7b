//! Versions of packs and of Kubernetes: dotted numbers, a `v` before them and a suffix behind them.
//!
//! A strict semantic version is too narrow: packs have two parts (`1.34`), four parts and suffixes
//! (`1.31.2-rev2`).

use std::cmp::Ordering;

/// The text of a version in its parts: `v1.31.2-rev2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VersionText<'t> {
    /// `v`, `V` or nothing.
    pub(crate) prefix: &'t str,
    /// `1.31.2`: at least one number, and a number between any two dots.
    pub(crate) numbers: &'t str,
    /// `-rev2`, `+build`, `_1`, `.x` or nothing.
    pub(crate) suffix: &'t str,
}

impl<'t> VersionText<'t> {
    /// A regex of all versions with a suffix of usual characters and without a `V`.
    pub(crate) const PATTERN: &'static str =
        "v?[0-9]+(?:\\.[0-9]+)*(?:[-+_][0-9A-Za-z.+_-]+|\\.[A-Za-z+_-][0-9A-Za-z.+_-]*)?";

    /// Takes a text apart; `None` if it is not a version.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let body = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let prefix = text.get(..text.len() - body.len())?;
        let end = body.find(|c: char| !c.is_ascii_digit() && c != '.');
        let numbers = body.get(..end.unwrap_or(body.len()))?;
        // Of `1.x` the dot is the suffix's.
        let numbers = match end {
            Some(_) => numbers.strip_suffix('.').unwrap_or(numbers),
            None => numbers,
        };
        let suffix = body.get(numbers.len()..)?;
        let is_version = numbers.split('.').all(|number| !number.is_empty())
            && (suffix.is_empty() || suffix.starts_with(['-', '+', '_', '.']));
        is_version.then_some(VersionText {
            prefix,
            numbers,
            suffix,
        })
    }

    /// Whether the suffix, if there is one, is of letters, digits, dots, `-`, `+` and `_`.
    pub(crate) fn has_usual_suffix(&self) -> bool {
        let is_usual = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'_');
        self.suffix.len() != 1 && self.suffix.bytes().all(is_usual)
    }
}

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    parts: Vec<u64>,
}

impl Version {
    /// Reads `1.34`, `v1.34.2`, `1.31.2-rev2`, `1.28.3+build`; `None` for `1.x` and for what is no
    /// version. The suffix is not kept: nothing says how Palette orders suffixes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = VersionText::read(text.trim())?;
        let numbers = text.numbers.split('.').map(|number| number.parse().ok());
        let parts = numbers.collect::<Option<Vec<u64>>>()?;
        (!text.suffix.starts_with('.')).then_some(Version { parts })
    }

    /// Compares as far as both have numbers: `1.34` equals `1.34.2`, since a version of two parts
    /// means all versions that begin with it.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        self.parts
            .iter()
            .zip(&other.parts)
            .map(|(own, other)| own.cmp(other))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Major and minor: of `1.34.2`, 1 and 34.
    pub(crate) fn minor(&self) -> Option<(u64, u64)> {
        match self.parts.as_slice() {
            [major, minor, ..] => Some((*major, *minor)),
            _ => None,
        }
    }
}

/// A range of versions, bounds included; a bound that is not there does not bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VersionRange {
    /// The minimum.
    pub(crate) min: Option<Version>,
    /// The greatest.
    pub(crate) max: Option<Version>,
}

impl VersionRange {
    /// Where a version lies: before the range, in it, or behind it.
    pub(crate) fn place(&self, version: &Version) -> Ordering {
        let is_below = |min: &Version| version.compare(min).is_lt();
        let is_above = |max: &Version| version.compare(max).is_gt();
        if self.min.as_ref().is_some_and(is_below) {
            Ordering::Less
        } else if self.max.as_ref().is_some_and(is_above) {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }

    /// Whether no version can lie in it.
    pub(crate) fn is_empty(&self) -> bool {
        match (&self.min, &self.max) {
            (Some(min), Some(max)) => min.compare(max).is_gt(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).expect("a version")
    }

    fn range(min: &str, max: &str) -> VersionRange {
        VersionRange {
            min: Version::parse(min),
            max: Version::parse(max),
        }
    }

    #[test]
    fn forms_are_read() {
        for (text, parts) in [
            ("1.34", vec![1, 34]),
            ("v1.34.2", vec![1, 34, 2]),
            ("1.31.2-rev2", vec![1, 31, 2]),
            ("5.5.2026", vec![5, 5, 2026]),
            ("1.4.0-up.3", vec![1, 4, 0]),
            ("2", vec![2]),
        ] {
            assert_eq!(version(text).parts, parts, "{text}");
        }
        for text in ["", "v", "latest", "1.", ".1", "1..2", "1.x", "-1", "1. 2"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
        assert_eq!(version("v1.34.2").minor(), Some((1, 34)));
        assert_eq!(version("1").minor(), None);
    }

    #[test]
    fn texts_are_taken_apart() {
        for (text, parts) in [
            ("1.34", ("", "1.34", "")),
            ("V1.31.2-rev2", ("V", "1.31.2", "-rev2")),
            ("v1.x", ("v", "1", ".x")),
            ("5_1.2", ("", "5", "_1.2")),
            ("1.2.-", ("", "1.2", ".-")),
        ] {
            let read = VersionText::read(text).expect(text);
            assert_eq!((read.prefix, read.numbers, read.suffix), parts, "{text}");
        }
        for text in [
            "", "v", "latest", "1.", ".1", "1..2", "1..x", "1x", "-1", "1 2",
        ] {
            assert_eq!(VersionText::read(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_no_text() {
        assert!(version("1.9").compare(&version("1.10")).is_lt());
        assert!(range("", "1.21").place(&version("1.21.14")).is_eq());
        assert!(range("1.21.3", "").place(&version("1.21")).is_eq());
        assert!(range("1.21", "1.28").place(&version("1.29.0")).is_gt());
        assert!(range("1.21", "1.28").place(&version("1.20.9")).is_lt());
        assert!(range("", "").place(&version("0.1")).is_eq());
    }

    fn parts() -> impl Strategy<Value = Vec<u64>> {
        prop::collection::vec(0_u64..40, 1..5)
    }

    fn written(parts: &[u64]) -> String {
        let parts: Vec<_> = parts.iter().map(u64::to_string).collect();
        parts.join(".")
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(parts in parts(), suffix in "(-[a-z0-9.]{0,6})?") {
            let text = format!("{}{suffix}", written(&parts));
            prop_assert_eq!(version(&text).parts, parts.clone());
            prop_assert_eq!(version(&format!("v{text}")).parts, parts);
        }

        #[test]
        fn any_text_is_read_without_failing(text in ".{0,20}") {
            let _ = Version::parse(&text);
        }

        #[test]
        fn the_pattern_is_the_same_language(text in "[vV]?[0-9.x_+ -]{0,7}") {
            let pattern = format!("^(?:{})$", VersionText::PATTERN);
            let matches = regex::Regex::new(&pattern).expect("a regex").is_match(&text);
            let read = VersionText::read(&text).filter(VersionText::has_usual_suffix);
            prop_assert_eq!(read.is_some_and(|read| read.prefix != "V"), matches);
        }

        #[test]
        fn comparing_is_mirrored(a in parts(), b in parts()) {
            let (a, b) = (version(&written(&a)), version(&written(&b)));
            prop_assert_eq!(a.compare(&b), b.compare(&a).reverse());
        }

        #[test]
        fn a_prefix_equals_what_it_begins(parts in parts(), more in parts()) {
            let whole = [parts.clone(), more].concat();
            prop_assert!(version(&written(&parts)).compare(&version(&written(&whole))).is_eq());
        }

        #[test]
        fn versions_of_one_length_are_in_order(a in prop::array::uniform3(0_u64..40), b in prop::array::uniform3(0_u64..40)) {
            prop_assert_eq!(version(&written(&a)).compare(&version(&written(&b))), a.cmp(&b));
        }

        #[test]
        fn bounds_are_included(parts in parts()) {
            let bound = version(&written(&parts));
            let exact = VersionRange { min: Some(bound.clone()), max: Some(bound.clone()) };
            prop_assert!(exact.place(&bound).is_eq());
            prop_assert!(!exact.is_empty());
        }
    }
}
