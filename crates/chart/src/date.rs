//! Days for people: `21 Sep`, without a clock and without a locale.

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

/// The day so many days after 1 January 1970.
pub fn civil(days: i32) -> Civil {
    let date = portico_calendar::civil(i64::from(days));
    // Every year of an i32's days fits.
    Civil { year: date.year as i32, month: u32::from(date.month), day: u32::from(date.day) }
}

/// The days from 1 January 1970 to the first day of a month.
pub fn first_of(year: i32, month: u32) -> i32 {
    let month = u8::try_from(month).unwrap_or(u8::MAX);
    let days = portico_calendar::days(i64::from(year), month, 1);
    days.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

impl Civil {
    /// The month, short: `Sep`.
    pub fn month_name(self) -> &'static str {
        portico_calendar::month_name(self.month.clamp(1, 12) as u8)
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
