//! Versions of packs and of Kubernetes: dotted numbers, a `v` before them and a suffix behind them.
//!
//! A strict semantic version is too narrow: packs have two parts (`1.34`), four parts and suffixes
//! (`1.31.2-rev2`).

use std::cmp::Ordering;

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    parts: Vec<u64>,
}

impl Version {
    /// Reads `1.34`, `v1.34.2`, `1.31.2-rev2`, `1.28.3+build`; `None` where there are no numbers.
    /// The suffix is not kept: nothing says how Palette orders suffixes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let end = text.find(['-', '+', '_']).unwrap_or(text.len());
        let numbers = text.get(..end)?;
        let number = |part: &str| {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse().ok())?
        };
        let parts = numbers
            .split('.')
            .map(number)
            .collect::<Option<Vec<u64>>>()?;
        Some(Version { parts })
    }

    /// Compares as far as both have numbers: `1.34` equals `1.34.2`, since a version of two parts
    /// stands for all that begin with it.
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
    /// The least.
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
