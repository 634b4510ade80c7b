//! How long AKS supports each Kubernetes version.
//!
//! Source: learn.microsoft.com/azure/aks/supported-kubernetes-versions (2026-08-05; 1.27 and 1.28 as of
//! 2025-06-01). Where it says a month and no day, support lasts to the month's end.

use crate::date::Date;

/// When the table was last compared with its source.
pub(crate) const CHECKED: Date = Date::of(2026, 11, 25);

/// The support of one minor version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Support {
    /// Major and minor.
    pub(crate) version: (u64, u64),
    /// The last day of community support.
    pub(crate) community: Date,
    /// The last day of long-term support, which a cluster has to ask for; `None` if it is not published.
    pub(crate) long_term: Option<Date>,
}

const fn support(minor: u64, community: Date, long_term: Option<Date>) -> Support {
    Support {
        version: (1, minor),
        community,
        long_term,
    }
}

/// By version. Versions below the first are out of every support; versions above the last are not
/// published yet.
pub(crate) const SUPPORT: [Support; 11] = [
    support(27, Date::of(2024, 7, 31), Some(Date::of(2025, 7, 31))),
    support(28, Date::of(2025, 1, 31), Some(Date::of(2026, 2, 28))),
    support(29, Date::of(2025, 3, 31), Some(Date::of(2026, 4, 30))),
    support(30, Date::of(2025, 8, 22), Some(Date::of(2026, 7, 31))),
    support(31, Date::of(2025, 11, 1), Some(Date::of(2026, 11, 30))),
    support(32, Date::of(2026, 3, 31), Some(Date::of(2027, 3, 31))),
    support(33, Date::of(2026, 7, 31), Some(Date::of(2027, 7, 31))),
    support(34, Date::of(2026, 11, 30), Some(Date::of(2027, 11, 30))),
    support(35, Date::of(2027, 3, 31), Some(Date::of(2028, 3, 31))),
    support(36, Date::of(2027, 6, 30), Some(Date::of(2028, 6, 30))),
    support(37, Date::of(2027, 10, 31), Some(Date::of(2028, 10, 31))),
];

/// What AKS supports of a version on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Supported {
    /// Community support, or a version that is not published yet.
    Fully,
    /// Long-term support only: community support ended on this day.
    LongTermOnly(Date),
    /// No support any more; the last day of it, if it is in the table.
    No(Option<Date>),
}

/// What AKS supports of a version on a day.
pub(crate) fn supported(version: (u64, u64), today: Date) -> Supported {
    let Some(entry) = SUPPORT.iter().find(|entry| entry.version == version) else {
        let is_old = SUPPORT.first().is_some_and(|first| version < first.version);
        // The first entry of the table covers all earlier versions.
        let was = SUPPORT.first().is_some_and(|first| today > first.community);
        return match is_old && was {
            true => Supported::No(None),
            false => Supported::Fully,
        };
    };
    match entry.long_term {
        _ if today <= entry.community => Supported::Fully,
        Some(end) if today > end => Supported::No(Some(end)),
        _ => Supported::LongTermOnly(entry.community),
    }
}

/// The oldest version whose community support lasts some months from a day.
pub(crate) fn oldest(today: Date) -> Option<(u64, u64)> {
    let lasts = |entry: &&Support| today <= entry.community.months_earlier(3);
    let entry = SUPPORT.iter().find(lasts)?;
    Some(entry.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_ends_on_its_days() {
        let day = |text| Date::parse(text).expect("a day");
        let on = |minor, text| supported((1, minor), day(text));
        assert_eq!(on(32, "2026-03-31"), Supported::Fully);
        assert_eq!(
            on(32, "2026-04-01"),
            Supported::LongTermOnly(day("2026-03-31"))
        );
        assert_eq!(on(32, "2027-04-01"), Supported::No(Some(day("2027-03-31"))));
        assert_eq!(on(20, "2026-11-25"), Supported::No(None));
        assert_eq!(on(20, "2020-11-25"), Supported::Fully);
        assert_eq!(on(99, "2026-11-25"), Supported::Fully);
        assert_eq!(oldest(day("2026-08-25")), Some((1, 34)));
        assert_eq!(oldest(day("2026-11-25")), Some((1, 35)));
    }

    #[test]
    fn versions_and_days_are_in_order() {
        assert!(SUPPORT.is_sorted_by_key(|entry| entry.version));
        assert!(SUPPORT.is_sorted_by_key(|entry| entry.community));
        for entry in SUPPORT {
            assert!(entry.long_term.is_none_or(|end| end > entry.community));
        }
    }
}
