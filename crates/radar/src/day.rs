//! Days of the calendar, as radars date their editions.

use std::fmt;

/// A day. Radars have no use for hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i32,
    month: u8,
    day: u8,
}

impl Day {
    /// What stands for the day of an entry whose file has no dates at all.
    pub const UNDATED: Self = Self { year: 0, month: 1, day: 1 };

    /// A day that exists.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let fits = (1..=9999).contains(&year) && (1..=12).contains(&month);
        (fits && (1..=days_in(year, month)).contains(&day)).then_some(Self { year, month, day })
    }

    /// Reads `2026-03-01`, the date of `2026-03-01T10:00:00Z`, `2026-03` (its first day), and the same with dots.
    pub fn parse(text: &str) -> Option<Self> {
        let date = text.trim().split(['T', ' ']).next().unwrap_or_default();
        let mut parts = date.split(['-', '.']);
        let mut number = |digits: std::ops::RangeInclusive<usize>| {
            let part = parts.next()?;
            let is_number = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse::<i32>().ok()).flatten()
        };
        let (year, month) = (number(4..=4)?, u8::try_from(number(1..=2)?).ok()?);
        // Nothing behind the month means its first day; something that is no number means no date.
        let has_day = date.matches(['-', '.']).count() > 1;
        let day = if has_day { u8::try_from(number(1..=2)?).ok()? } else { 1 };
        if parts.next().is_some() {
            return None;
        }
        Self::new(year, month, day)
    }

    /// The day of a moment in milliseconds since 1970, in UTC.
    pub fn of_ms(at_ms: i64) -> Self {
        let date = portico_calendar::civil(at_ms.div_euclid(86_400_000));
        Self { year: i32::try_from(date.year).unwrap_or(9999), month: date.month, day: date.day }
    }

    /// Days since 1970.
    pub fn number(self) -> i64 {
        portico_calendar::days(i64::from(self.year), self.month, self.day)
    }

    /// `1 Mar 2026`, or `undated`.
    pub fn words(self) -> String {
        if self == Self::UNDATED {
            return "undated".to_owned();
        }
        format!("{} {} {}", self.day, self.month_word(), self.year)
    }

    /// `Mar 2026`, or `undated`.
    pub fn month_words(self) -> String {
        if self == Self::UNDATED {
            return "undated".to_owned();
        }
        format!("{} {}", self.month_word(), self.year)
    }

    fn month_word(self) -> &'static str {
        portico_calendar::month_name(self.month)
    }
}

impl fmt::Display for Day {
    /// `2026-03-01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u8::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(Day::parse(text).map(|day| day.to_string()).as_deref(), expect, "{text}");
    }

    #[test]
    fn days_are_read_as_radars_write_them() {
        check("2026-03-01", Some("2026-03-01"));
        check("2026-03-01T23:59:59.000Z", Some("2026-03-01"));
        check("2024.09", Some("2024-09-01"));
        check("2024-9", Some("2024-09-01"));
        check("2024-02-29", Some("2024-02-29"));
        for wrong in
            ["2023-02-29", "2024-13-01", "24-01-01", "2024", "", "soon", "2024-01-0x", "2024-01-01-1"]
        {
            check(wrong, None);
        }
    }

    #[test]
    fn numbers_and_days_are_the_same() {
        for (text, number) in [("1970-01-01", 0), ("2000-03-01", 11_017), ("2026-11-21", 20_778)] {
            let day = Day::parse(text).expect("a day");
            assert_eq!(day.number(), number);
            assert_eq!(Day::of_ms(number * 86_400_000 + 1), day);
        }
        assert_eq!(Day::parse("2026-11-02").map(Day::words).as_deref(), Some("2 Nov 2026"));
    }
}
