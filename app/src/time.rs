//! Times for people, without a clock and without a locale: the same text on the server and in the browser.

use portico_calendar::{Civil, civil, month_name};

/// Date and time of day, in minutes, in UTC.
fn moment(at_ms: i64) -> (Civil, i64) {
    let minutes = at_ms.div_euclid(60_000);
    (civil(minutes.div_euclid(1_440)), minutes.rem_euclid(1_440))
}

/// `20 Nov 2026, 11:08 UTC`.
pub(crate) fn for_people(at_ms: i64) -> String {
    let (Civil { year, month, day }, minutes) = moment(at_ms);
    let month = month_name(month);
    format!("{day} {month} {year}, {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// `2026-11-20T11:08Z`, for the `datetime` attribute.
pub(crate) fn for_machines(at_ms: i64) -> String {
    let (Civil { year, month, day }, minutes) = moment(at_ms);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}Z", minutes / 60, minutes % 60)
}

/// `2026-11-20T11:08:03.120Z`, as JavaScript writes it.
pub fn exact(at_ms: i64) -> String {
    let (Civil { year, month, day }, minutes) = moment(at_ms);
    let (hours, minutes, ms) = (minutes / 60, minutes % 60, at_ms.rem_euclid(60_000));
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}.{:03}Z", ms / 1_000, ms % 1_000)
}

/// `5 minutes ago`: in the largest unit that fits once. A clock that is a little behind sees nothing in the future.
pub(crate) fn ago(now_ms: i64, at_ms: i64) -> String {
    const UNITS: [(i64, &str); 5] =
        [(365 * 86_400, "year"), (30 * 86_400, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute")];
    let seconds = (now_ms - at_ms).div_euclid(1_000);
    let fitting = UNITS.into_iter().find(|(length, _)| seconds >= *length);
    match fitting.map(|(length, unit)| (seconds / length, unit)) {
        None => "just now".to_owned(),
        Some((1, unit)) => format!("1 {unit} ago"),
        Some((count, unit)) => format!("{count} {unit}s ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::{ago, exact, for_machines, for_people};

    #[test]
    fn how_long_ago_is_said_in_one_unit() {
        let said = |seconds: i64| ago(seconds * 1_000, 0);
        assert_eq!([said(-5), said(0), said(59)], ["just now"; 3]);
        assert_eq!([said(60), said(119), said(120)], ["1 minute ago", "1 minute ago", "2 minutes ago"]);
        assert_eq!([said(3_600), said(86_399)], ["1 hour ago", "23 hours ago"]);
        assert_eq!([said(86_400), said(86_400 * 45)], ["1 day ago", "1 month ago"]);
        assert_eq!(said(86_400 * 800), "2 years ago");
    }

    #[test]
    fn dates_are_right_at_the_edges() {
        assert_eq!(for_people(0), "1 Jan 1970, 00:00 UTC");
        assert_eq!(for_people(951_782_399_999), "28 Feb 2000, 23:59 UTC");
        assert_eq!(for_people(951_782_400_000), "29 Feb 2000, 00:00 UTC");
        assert_eq!(for_machines(1_795_172_880_000), "2026-11-20T11:08Z");
        assert_eq!(for_people(-60_000), "31 Dec 1969, 23:59 UTC");
    }

    #[test]
    fn times_are_written_as_javascript_writes_them() {
        for (at_ms, expect) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (1_709_210_096_789, "2024-02-29T12:34:56.789Z"),
            (4_102_444_800_000, "2100-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(exact(at_ms), expect);
        }
    }
}
