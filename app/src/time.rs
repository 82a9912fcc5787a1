//! Times for people, without a clock and without a locale: the same text on the server and in the browser.

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

struct Civil {
    year: i64,
    month: i64,
    day: i64,
    minutes: i64,
}

/// Date and time of day in UTC; the date by Howard Hinnant's days-to-civil algorithm.
fn civil(at_ms: i64) -> Civil {
    let minutes_since = at_ms.div_euclid(60_000);
    let days = minutes_since.div_euclid(1_440);
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    Civil {
        year: year_of_era + era * 400 + i64::from(month <= 2),
        month,
        day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
        minutes: minutes_since.rem_euclid(1_440),
    }
}

/// `20 Nov 2026, 11:08 UTC`.
pub(crate) fn for_people(at_ms: i64) -> String {
    let Civil { year, month, day, minutes } = civil(at_ms);
    let month = MONTHS[usize::try_from(month - 1).unwrap_or_default().min(11)];
    format!("{day} {month} {year}, {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// `2026-11-20T11:08Z`, for the `datetime` attribute.
pub(crate) fn for_machines(at_ms: i64) -> String {
    let Civil { year, month, day, minutes } = civil(at_ms);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}Z", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::{for_machines, for_people};

    #[test]
    fn dates_are_right_at_the_edges() {
        assert_eq!(for_people(0), "1 Jan 1970, 00:00 UTC");
        assert_eq!(for_people(951_782_399_999), "28 Feb 2000, 23:59 UTC");
        assert_eq!(for_people(951_782_400_000), "29 Feb 2000, 00:00 UTC");
        assert_eq!(for_machines(1_795_172_880_000), "2026-11-20T11:08Z");
        assert_eq!(for_people(-60_000), "31 Dec 1969, 23:59 UTC");
    }
}
