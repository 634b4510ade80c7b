//! Days of the calendar. The rules compare them; the clock is read by the command line alone.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A day of the Gregorian calendar. The default is the first of the year 1: no date lies before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Default for Date {
    fn default() -> Self {
        Date::of(1, 1, 1)
    }
}

impl Date {
    /// A day that is known to be one.
    pub(crate) const fn of(year: u16, month: u8, day: u8) -> Self {
        Date { year, month, day }
    }

    /// Reads `2026-11-23`; `None` for anything else, and for days that no calendar has.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next()?;
            let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse::<u16>().ok())?
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let is_whole = parts.next().is_none();
        let month = u8::try_from(month).ok()?;
        let day = u8::try_from(day).ok()?;
        let is_day = year > 0 && day > 0 && day <= days_of(year, month)?;
        (is_whole && is_day).then_some(Date { year, month, day })
    }

    /// The day so many months earlier, for comparisons: it may be one that its month does not have.
    pub const fn months_earlier(self, months: u16) -> Self {
        let all = (self.year * 12 + self.month as u16 - 1).saturating_sub(months);
        Date {
            year: all / 12,
            month: (all % 12) as u8 + 1,
            day: self.day,
        }
    }

    /// The day of a moment, in UTC; a moment before 1970 is the first of January 1970.
    pub fn at(moment: SystemTime) -> Self {
        let since = moment.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let mut left = since.as_secs() / 86_400;
        let mut year = 1970;
        while left >= days_of_year(year) && year < u16::MAX {
            left -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while let Some(days) = days_of(year, month).map(u64::from)
            && left >= days
        {
            left -= days;
            month += 1;
        }
        let day = u8::try_from(left + 1).unwrap_or(1);
        Date { year, month, day }
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u16) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of(year: u16, month: u8) -> Option<u8> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => return None,
    })
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        for text in ["2026-11-23", "2028-02-29", "2000-02-29", "0001-01-01"] {
            assert_eq!(
                Date::parse(text).map(|date| date.to_string()).as_deref(),
                Some(text)
            );
        }
        for text in [
            "",
            "2026-11",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-02-29",
            "1900-02-29",
            "2026-1-1",
            "26-11-23",
            "2026-11-23-1",
            "2026-11-+1",
            "0000-01-01",
            "today",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(
            Date::of(2028, 3, 31).months_earlier(12),
            Date::of(2027, 3, 31)
        );
        assert_eq!(
            Date::of(2028, 1, 1).months_earlier(1),
            Date::of(2027, 12, 1)
        );
        assert_eq!(
            Date::of(2028, 11, 1).months_earlier(13),
            Date::of(2027, 10, 1)
        );
        assert!(Date::of(2026, 11, 23) < Date::of(2028, 3, 31));
        assert!(Date::default() < Date::of(1970, 1, 1));
    }

    #[test]
    fn the_clock_gives_days() {
        let day = |seconds| Date::at(UNIX_EPOCH + Duration::from_secs(seconds)).to_string();
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(day(1_795_391_999), "2026-11-22");
        assert_eq!(day(1_795_392_000), "2026-11-23");
        assert_eq!(
            Date::at(UNIX_EPOCH - Duration::from_secs(1)),
            Date::of(1970, 1, 1)
        );
    }
}
