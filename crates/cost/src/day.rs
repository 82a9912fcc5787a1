//! Days, months and spans of days, without clocks and time zones.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A calendar day, as days since 1970-01-01. Years 1 to 9999 can be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// 0001-01-01 and 9999-12-31.
const FIRST: i32 = -719_162;
const LAST: i32 = 2_932_896;

/// Why a text is no day or no month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {what}: write {form}")]
pub struct DayError {
    text: String,
    what: &'static str,
    form: &'static str,
}

impl Day {
    /// The day so many days after 1970-01-01, held within the years 1 to 9999.
    pub const fn from_number(days: i32) -> Self {
        Self(if days < FIRST {
            FIRST
        } else if days > LAST {
            LAST
        } else {
            days
        })
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day of a moment in seconds since 1970-01-01T00:00:00Z, in UTC.
    pub fn from_seconds(seconds: i64) -> Self {
        let days = seconds.div_euclid(86_400);
        Self::from_number(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// A day by its year, month and day of the month; none if there is no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = Month::new(year, month)?;
        let last = month.last().date().2;
        (1..=last).contains(&day).then(|| month.first().plus(i32::from(day) - 1))
    }

    /// Year, month and day of the month.
    pub fn date(self) -> (i32, u8, u8) {
        let date = portico_calendar::civil(i64::from(self.0));
        (i32::try_from(date.year).unwrap_or_default(), date.month, date.day)
    }

    /// So many days later, or earlier if negative.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self::from_number(self.0.saturating_add(days))
    }

    /// The next day.
    #[must_use]
    pub const fn next(self) -> Self {
        self.plus(1)
    }

    /// The day before.
    #[must_use]
    pub const fn previous(self) -> Self {
        self.plus(-1)
    }

    /// Days from the other one to this one; negative if this one is earlier.
    pub const fn since(self, other: Self) -> i32 {
        self.0.saturating_sub(other.0)
    }

    /// Day of the week: 0 is Monday, 6 is Sunday.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((i64::from(self.0) + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// The month it is in.
    pub fn month(self) -> Month {
        let (year, month, _) = self.date();
        Month { year, month }
    }

    /// The same day of a month so many months later, or that month's last day if it has none such.
    #[must_use]
    pub fn add_months(self, months: i32) -> Self {
        let month = self.month().plus(months);
        let (_, _, day) = self.date();
        let (_, _, last) = month.last().date();
        month.first().plus(i32::from(day.min(last)) - 1)
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Self, DayError> {
        Self::from_bytes(text.trim().as_bytes()).ok_or_else(|| error(text, "day", "YYYY-MM-DD"))
    }

    pub(crate) fn from_bytes(text: &[u8]) -> Option<Self> {
        let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *text else { return None };
        Self::new(digits(&[y0, y1, y2, y3])?, pair(m0, m1)?, pair(d0, d1)?)
    }
}

/// A number of at most nine digits.
pub(crate) fn digits(text: &[u8]) -> Option<i32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i32::from(byte.wrapping_sub(b'0')))
    })
}

pub(crate) fn pair(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

fn error(text: &str, what: &'static str, form: &'static str) -> DayError {
    DayError { text: text.trim().chars().take(40).collect(), what, form }
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// 1 to 9999.
    year: i32,
    /// 1 to 12.
    month: u8,
}

impl Month {
    /// None outside of the years 1 to 9999 and months 1 to 12.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1 is January.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Its first day.
    pub fn first(self) -> Day {
        let days = portico_calendar::days(i64::from(self.year), self.month, 1);
        Day::from_number(i32::try_from(days).unwrap_or_default())
    }

    /// Its last day.
    pub fn last(self) -> Day {
        if (self.year, self.month) == (9999, 12) {
            return Day(LAST);
        }
        self.next().first().previous()
    }

    /// All its days.
    pub fn span(self) -> Span {
        Span { first: self.first(), last: self.last() }
    }

    /// The month so many months later, held within the years 1 to 9999.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let count = self.year.saturating_mul(12).saturating_add(i32::from(self.month) - 1);
        let count = count.saturating_add(months).clamp(12, 9999 * 12 + 11);
        Self { year: count / 12, month: u8::try_from(count % 12 + 1).unwrap_or(1) }
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// Reads `YYYY-MM`.
    pub fn parse(text: &str) -> Result<Self, DayError> {
        let read = || {
            let [y0, y1, y2, y3, b'-', m0, m1] = *text.trim().as_bytes() else { return None };
            Self::new(digits(&[y0, y1, y2, y3])?, pair(m0, m1)?)
        };
        read().ok_or_else(|| error(text, "month", "YYYY-MM"))
    }
}

/// Days from the first to the last, both in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first day.
    pub first: Day,
    /// The last day; before the first one, the span is empty.
    pub last: Day,
}

impl Span {
    /// From one day to another.
    pub const fn new(first: Day, last: Day) -> Self {
        Self { first, last }
    }

    /// Number of days.
    pub fn len(self) -> usize {
        usize::try_from(self.last.since(self.first).saturating_add(1)).unwrap_or(0)
    }

    /// Whether there is no day in it.
    pub fn is_empty(self) -> bool {
        self.last < self.first
    }

    /// Whether the day is in it.
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// Its days in order.
    pub fn days(self) -> impl DoubleEndedIterator<Item = Day> + Clone {
        (self.first.0..=self.last.0).map(Day)
    }

    /// The days that both have.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self { first: self.first.max(other.first), last: self.last.min(other.last) }
    }

    /// As many days right before it.
    #[must_use]
    pub fn before(self) -> Self {
        let days = i32::try_from(self.len()).unwrap_or(i32::MAX);
        Self { first: self.first.plus(-days), last: self.first.previous() }
    }

    /// From the earlier of both firsts to the later of both lasts.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        Self::parse(text)
    }
}

impl FromStr for Month {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        Self::parse(text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, LAST, Month, Span};
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2024-09-18", 19_984),
            ("0001-01-01", -719_162),
            ("9999-12-31", LAST),
        ] {
            assert_eq!(day(text).number(), number, "{text}");
            assert_eq!(day(text).to_string(), text);
        }
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        for text in [
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-04-31",
            "24-04-01",
            "2024/04/01",
            "0000-01-01",
            "",
        ] {
            assert!(Day::parse(text).is_err(), "{text}");
        }
        let error = Day::parse("18.09.2024").unwrap_err().to_string();
        assert_eq!(error, "`18.09.2024` is no day: write YYYY-MM-DD");
    }

    #[test]
    fn weeks_months_and_moments() {
        assert_eq!(day("2024-09-16").weekday(), 0);
        assert_eq!(day("1969-12-28").weekday(), 6);
        assert_eq!(day("2024-01-31").add_months(1), day("2024-02-29"));
        assert_eq!(day("2024-03-15").add_months(-12), day("2023-03-15"));
        assert_eq!(Day::from_seconds(-1), day("1969-12-31"));
        assert_eq!(Day::from_seconds(i64::MAX), day("9999-12-31"));
        let month = Month::parse("2024-12").unwrap();
        assert_eq!((month.next().to_string(), month.last()), ("2025-01".to_owned(), day("2024-12-31")));
        assert_eq!(month.plus(-12).previous().to_string(), "2023-11");
        assert_eq!(Month::parse("9999-12").unwrap().last(), day("9999-12-31"));
        assert!(Month::parse("2024-13").is_err());
    }

    #[test]
    fn spans_hold_both_ends() {
        let span = Span::new(day("2024-02-28"), day("2024-03-01"));
        assert_eq!(span.len(), 3);
        assert_eq!(span.days().last(), Some(day("2024-03-01")));
        assert_eq!(span.before(), Span::new(day("2024-02-25"), day("2024-02-27")));
        assert!(span.within(Span::new(day("2024-03-02"), day("2024-04-01"))).is_empty());
        assert_eq!(Span::new(day("2024-03-02"), day("2024-03-01")).len(), 0);
    }

    proptest! {
        #[test]
        fn every_day_has_one_date(number in -719_162..=LAST) {
            let here = Day::from_number(number);
            let (year, month, of_month) = here.date();
            prop_assert_eq!(Day::new(year, month, of_month), Some(here));
            prop_assert!(here.next().date() > here.date() || number == LAST);
            prop_assert!(here.month().span().contains(here));
        }
    }
}
