//! Days for people: `21 Sep`, without a clock and without a locale.

/// The months, short.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

/// The day so many days after 1 January 1970, by Howard Hinnant's days-to-civil algorithm.
pub fn civil(days: i32) -> Civil {
    let shifted = i64::from(days) + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    // Every year of an i32's days fits; months and days are small.
    Civil { year: year as i32, month: month as u32, day: day as u32 }
}

/// The days from 1 January 1970 to the first day of a month.
pub fn first_of(year: i32, month: u32) -> i32 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month = i64::from(month);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted_month + 2) / 5;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    let days = era * 146_097 + of_era - 719_468;
    days.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

impl Civil {
    /// The month, short: `Sep`.
    pub fn month_name(self) -> &'static str {
        MONTHS[(self.month.clamp(1, 12) - 1) as usize]
    }
}

/// `21 Sep`.
pub fn short(day: i32) -> String {
    let civil = civil(day);
    format!("{} {}", civil.day, civil.month_name())
}

/// `21 Sep 2026`.
pub fn long(day: i32) -> String {
    let civil = civil(day);
    format!("{} {} {}", civil.day, civil.month_name(), civil.year)
}

/// `21 Sep to 20 Nov 2026`; with both years where they differ, and one day only once.
pub fn span(first: i32, last: i32) -> String {
    if first >= last {
        return long(first);
    }
    if civil(first).year == civil(last).year {
        format!("{} to {}", short(first), long(last))
    } else {
        format!("{} to {}", long(first), long(last))
    }
}

#[cfg(test)]
mod tests {
    use super::{civil, first_of, long, short, span};

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!(long(0), "1 Jan 1970");
        assert_eq!(long(-1), "31 Dec 1969");
        assert_eq!(short(11_016), "29 Feb");
        assert_eq!(long(20_777), "20 Nov 2026");
        assert_eq!(span(20_717, 20_777), "21 Sep to 20 Nov 2026");
        assert_eq!(span(20_453, 20_454), "31 Dec 2025 to 1 Jan 2026");
        assert_eq!(span(20_777, 20_777), "20 Nov 2026");
    }

    #[test]
    fn months_begin_where_their_first_day_is() {
        for day in (-800_000..800_000).step_by(331) {
            let found = civil(day);
            let first = first_of(found.year, found.month);
            assert_eq!(day, first + found.day as i32 - 1, "{found:?}");
        }
        // Nothing overflows at the edges.
        let (_, _) = (civil(i32::MIN), civil(i32::MAX));
        let _ = first_of(i32::MAX, 12);
    }
}
