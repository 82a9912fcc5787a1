//! From days since 1970 to dates of the calendar and back: the one place that knows leap years.
//!
//! By Howard Hinnant's algorithm for the Gregorian calendar without end in both directions. Everything is constant time,
//! and nothing panics: dates beyond some hundred million years are held at the edge.

/// The months, short.
pub const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;
/// From 0000-03-01, with which eras begin, to 1970-01-01.
const EPOCH: i64 = 719_468;
/// Farther away nothing is told apart.
const MOST_DAYS: i64 = 1 << 40;
const MOST_YEARS: i64 = 1 << 31;

/// A date of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// The year.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// The date so many days after 1 January 1970.
pub const fn civil(days: i64) -> Civil {
    let shifted = clamped(days, MOST_DAYS) + EPOCH;
    let (era, of_era) = (shifted.div_euclid(ERA), shifted.rem_euclid(ERA));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / (ERA - 1)) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    // March is month 0 here, so that the day that comes and goes is a year's last.
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + if month <= 2 { 1 } else { 0 };
    // Both are small by now.
    Civil { year, month: month as u8, day: day as u8 }
}

/// The days from 1 January 1970 to a date, whose month is held within 1 to 12. A day beyond the end of its month is one
/// of the next.
pub const fn days(year: i64, month: u8, day: u8) -> i64 {
    let month = if month < 1 {
        1
    } else if month > 12 {
        12
    } else {
        month as i64
    };
    let year = clamped(year, MOST_YEARS) - if month <= 2 { 1 } else { 0 };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day as i64 - 1;
    era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH
}

/// The short name of a month from 1 to 12; nothing for others.
pub fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}

const fn clamped(number: i64, most: i64) -> i64 {
    if number < -most {
        -most
    } else if number > most {
        most
    } else {
        number
    }
}

#[cfg(test)]
mod tests {
    use super::{Civil, civil, days, month_name};

    #[test]
    fn dates_and_days_are_the_same() {
        for (number, year, month, day) in [
            (0, 1970, 1, 1),
            (-1, 1969, 12, 31),
            (11_016, 2000, 2, 29),
            (11_017, 2000, 3, 1),
            (47_540, 2100, 2, 28),
            (47_541, 2100, 3, 1),
            (-719_162, 1, 1, 1),
            (2_932_896, 9999, 12, 31),
            (20_778, 2026, 11, 21),
        ] {
            assert_eq!(civil(number), Civil { year, month, day });
            assert_eq!(days(year, month, day), number);
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut before = civil(-200_001);
        for number in -200_000..200_000 {
            let date = civil(number);
            assert!(date > before, "{date:?}");
            assert_eq!(days(date.year, date.month, date.day), number);
            before = date;
        }
    }

    #[test]
    fn nothing_overflows_at_the_edges() {
        let (_, _) = (civil(i64::MIN), civil(i64::MAX));
        assert!(days(i64::MIN, 0, 0) < days(i64::MAX, 255, 255));
        assert_eq!((month_name(0), month_name(12), month_name(13)), ("", "Dec", ""));
    }
}
