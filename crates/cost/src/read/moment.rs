//! Days and moments as bills write them.

use super::mapping::DateForm;
use crate::day::{Day, digits, pair};

const DAY: i64 = 86_400;

/// Seconds since 1970 in UTC, in the first form that fits.
pub(super) fn seconds(text: &[u8], forms: &[DateForm]) -> Option<i64> {
    forms.iter().find_map(|form| match form {
        DateForm::Iso => iso(text),
        DateForm::Compact => compact(text),
        DateForm::MonthDayYear => parted(text, b'/', [2, 0, 1]),
        DateForm::DayMonthYear => parted(text, b'/', [2, 1, 0]),
        DateForm::DayPointMonth => parted(text, b'.', [2, 1, 0]),
        DateForm::Unix => unix(text),
    })
}

/// How a form looks, for who reads an error.
pub(super) fn example(form: DateForm) -> &'static str {
    match form {
        DateForm::Iso => "2025-10-01",
        DateForm::Compact => "20251001",
        DateForm::MonthDayYear => "10/31/2025",
        DateForm::DayMonthYear => "31/10/2025",
        DateForm::DayPointMonth => "31.10.2025",
        DateForm::Unix => "1759276800",
    }
}

fn iso(text: &[u8]) -> Option<i64> {
    if let [y0, y1, y2, y3, b'-', m0, m1] = *text {
        return at(digits(&[y0, y1, y2, y3])?, pair(m0, m1)?, 1);
    }
    let (day, time) = text.split_at_checked(10)?;
    Some(i64::from(Day::from_bytes(day)?.number()) * DAY + clock(time)?)
}

fn compact(text: &[u8]) -> Option<i64> {
    let (year, rest) = text.split_at_checked(4)?;
    match *rest {
        [m0, m1] => at(digits(year)?, pair(m0, m1)?, 1),
        [m0, m1, d0, d1, ref time @ ..] => {
            Some(at(digits(year)?, pair(m0, m1)?, pair(d0, d1)?)? + clock(time)?)
        }
        _ => None,
    }
}

/// Three numbers; `order` says which of them are year, month and day.
fn parted(text: &[u8], sign: u8, order: [usize; 3]) -> Option<i64> {
    let date = text.iter().position(|byte| !byte.is_ascii_digit() && *byte != sign).unwrap_or(text.len());
    let (date, time) = text.split_at_checked(date)?;
    let mut numbers = date.split(|byte| *byte == sign).map(digits);
    let parts = [numbers.next()??, numbers.next()??, numbers.next()??];
    let [year, month, day] = order.map(|place| parts.get(place).copied().unwrap_or_default());
    if numbers.next().is_some() || year < 1000 {
        return None;
    }
    Some(at(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)? + clock(time)?)
}

/// Seconds, or milliseconds if there are more than eleven digits.
fn unix(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let number: i64 = whole.parse().ok()?;
    Some(if whole.len() > 11 { number.div_euclid(1000) } else { number })
}

fn at(year: i32, month: u8, day: u8) -> Option<i64> {
    Some(i64::from(Day::new(year, month, day)?.number()) * DAY)
}

/// What follows a day: nothing, or a time with or without its zone.
fn clock(text: &[u8]) -> Option<i64> {
    // Nearly all that bills hold.
    match text {
        b"" | b" 00:00:00" | b"T00:00:00Z" => return Some(0),
        _ => {}
    }
    let (b' ' | b'T' | b't', text) = text.split_first()? else { return None };
    let end = text.iter().position(|byte| !byte.is_ascii_digit() && *byte != b':').unwrap_or(text.len());
    let (time, rest) = text.split_at_checked(end)?;
    let mut numbers = time.split(|byte| *byte == b':').map(digits);
    let (hour, minute) = (i64::from(numbers.next()??), i64::from(numbers.next()??));
    let second = numbers.next().map_or(Some(0), |second| second.map(i64::from))?;
    // A leap second is 60; the end of a day may be written as 24:00.
    if numbers.next().is_some() || hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let (hour, rest) = half(hour, fraction(rest)?)?;
    Some(hour * 3600 + minute * 60 + second - zone(rest)?)
}

/// Without parts of a second.
fn fraction(text: &[u8]) -> Option<&[u8]> {
    match text.split_first() {
        Some((b'.' | b',', rest)) => {
            let end = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
            rest.get(end..)
        }
        _ => Some(text),
    }
}

/// The hour of 24, and what follows.
fn half(hour: i64, text: &[u8]) -> Option<(i64, &[u8])> {
    let trimmed = text.trim_ascii_start();
    let (word, rest) = trimmed.split_at_checked(2).unwrap_or((b"", trimmed));
    let afternoon = word.eq_ignore_ascii_case(b"PM");
    if !afternoon && !word.eq_ignore_ascii_case(b"AM") {
        return Some((hour, text));
    }
    (1..=12).contains(&hour).then_some((hour % 12 + i64::from(afternoon) * 12, rest))
}

/// Seconds that a zone is before UTC.
fn zone(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    if matches!(text, b"" | b"Z" | b"z" | b"UTC" | b"GMT") {
        return Some(0);
    }
    let (sign, offset) = text.split_first()?;
    let sign = match sign {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match *offset {
        [h0, h1] => (pair(h0, h1)?, 0),
        [h0, h1, m0, m1] | [h0, h1, b':', m0, m1] => (pair(h0, h1)?, pair(m0, m1)?),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then(|| sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}

#[cfg(test)]
mod tests {
    use super::{DateForm, seconds};
    use proptest::prelude::*;

    const ALL: [DateForm; 6] = [
        DateForm::Iso,
        DateForm::Compact,
        DateForm::MonthDayYear,
        DateForm::DayMonthYear,
        DateForm::DayPointMonth,
        DateForm::Unix,
    ];

    #[track_caller]
    fn check(form: DateForm, text: &str, expect: &str) {
        let found = seconds(text.as_bytes(), &[form]);
        assert_eq!(found, Some(seconds(expect.as_bytes(), &[DateForm::Iso]).unwrap()), "{text}");
    }

    #[test]
    fn moments_are_read_in_their_forms() {
        assert_eq!(seconds(b"2024-09-18 22:00:00", &ALL), Some(1_726_696_800));
        check(DateForm::Iso, "2024-09-18T22:00:00Z", "2024-09-18 22:00:00");
        check(DateForm::Iso, "2024-09-18T22:00:00.123+02:00", "2024-09-18 20:00");
        check(DateForm::Iso, "2024-09-18T23:30:00-0130", "2024-09-19 01:00:00");
        check(DateForm::Iso, "2024-09-18 22:00:00 UTC", "2024-09-18 22:00");
        check(DateForm::Iso, "2024-09-18T24:00", "2024-09-19");
        check(DateForm::Iso, "2024-09", "2024-09-01");
        check(DateForm::Compact, "20240918", "2024-09-18");
        check(DateForm::Compact, "202409", "2024-09-01");
        check(DateForm::MonthDayYear, "9/8/2024", "2024-09-08");
        check(DateForm::MonthDayYear, "09/18/2024 12:00:00 AM", "2024-09-18");
        check(DateForm::MonthDayYear, "09/18/2024 1:05 pm", "2024-09-18 13:05");
        check(DateForm::DayMonthYear, "18/09/2024", "2024-09-18");
        check(DateForm::DayPointMonth, "18.9.2024 07:00", "2024-09-18 07:00");
        check(DateForm::Unix, "1726696800", "2024-09-18 22:00");
        check(DateForm::Unix, "1726696800000", "2024-09-18 22:00");
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2024",
            "2024-13-01",
            "2024-09-18 25:00",
            "2024-09-18x",
            "2024-09-18 22",
            "9/8/24",
            "1/2/3/2024",
        ] {
            assert_eq!(seconds(text.as_bytes(), &ALL[..5]), None, "{text}");
        }
        assert_eq!(seconds(b"18/09/2024", &[DateForm::MonthDayYear]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, text in "[0-9/. :TZ+APM-]{0,30}") {
            let _ = seconds(&bytes, &ALL);
            let _ = seconds(text.as_bytes(), &ALL);
        }
    }
}
