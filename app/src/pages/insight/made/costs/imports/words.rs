//! Numbers, sizes and times of imports, in words.

use portico_cost::Total;

/// `12,345`.
pub(super) fn grouped(number: impl ToString) -> String {
    let text = number.to_string();
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, decimals) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    let mut out = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + decimals
}

/// `1 row`, `12,345 rows`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// `12.5 MB`.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// `42 s`, `3 min 5 s`, `2 h 10 min`.
pub(super) fn took(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0) => "under a second".to_owned(),
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// `every 6 hours`.
pub(super) fn every(seconds: u64) -> String {
    let (number, unit) = match seconds {
        seconds if seconds % 86_400 == 0 => (seconds / 86_400, "day"),
        seconds if seconds % 3_600 == 0 => (seconds / 3_600, "hour"),
        seconds if seconds % 60 == 0 => (seconds / 60, "minute"),
        seconds => (seconds, "second"),
    };
    if number == 1 { format!("every {unit}") } else { format!("every {number} {unit}s") }
}

/// `in 5 min 3 s`, or that it is time.
pub(super) fn until(now_ms: i64, at_ms: i64) -> String {
    match at_ms - now_ms {
        ms if ms < 1000 => "now".to_owned(),
        ms => format!("in {}", took(ms)),
    }
}

/// `USD 1,234.50`, and exactly.
pub(super) fn amount(total: &Total) -> (String, String) {
    let shown = format!("{} {}", total.currency, grouped(total.billed.rounded(2)));
    (shown, format!("{} {}", total.currency, total.billed.exact()))
}

/// The last part of a path, and what is before it.
pub(super) fn name(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    (&path[at..], &path[..at])
}

/// Months of a file: `2025-10`, or the first and the last.
pub(super) fn months(months: &[String]) -> String {
    match months {
        [] => "–".to_owned(),
        [one] => one.clone(),
        [first, .., last] => format!("{first} to {last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{every, grouped, months, name, size, took, until};

    #[test]
    fn numbers_are_for_people() {
        for (number, expect) in
            [("0", "0"), ("999", "999"), ("-1234567.50", "−1,234,567.50"), ("12345", "12,345")]
        {
            assert_eq!(grouped(number), expect);
        }
        for (bytes, expect) in [
            (0, "0 B"),
            (1_234, "1.2 kB"),
            (999_999, "999.9 kB"),
            (12_345_678, "12.3 MB"),
            (2_000_000_000, "2.0 GB"),
        ] {
            assert_eq!(size(bytes), expect);
        }
    }

    #[test]
    fn times_are_for_people() {
        assert_eq!(
            [took(5), took(5_000), took(185_000), took(7_800_000)],
            ["under a second", "5 s", "3 min 5 s", "2 h 10 min"]
        );
        assert_eq!(
            [every(3600), every(21_600), every(90)],
            ["every hour", "every 6 hours", "every 90 seconds"]
        );
        assert_eq!([until(5, 5), until(0, 5_000)], ["now", "in 5 s"]);
    }

    #[test]
    fn paths_and_months_are_cut() {
        assert_eq!(name("a/b/c.csv"), ("c.csv", "a/b/"));
        assert_eq!(name("c.csv"), ("c.csv", ""));
        let all = ["2025-09".to_owned(), "2025-10".to_owned(), "2025-11".to_owned()];
        assert_eq!([months(&[]), months(&all[..1]), months(&all)], ["–", "2025-09", "2025-09 to 2025-11"]);
    }
}
