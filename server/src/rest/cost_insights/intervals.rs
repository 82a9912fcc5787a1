//! `R2/P30D/2024-10-01`: two intervals of a length, the last of which ends before a day.

use crate::rest::error::ApiError;
use portico_cost::{Day, Span};

/// The two intervals that a text means, the earlier one first.
///
/// # Errors
/// If it is not written like that.
pub(super) fn intervals(text: &str) -> Result<[Span; 2], ApiError> {
    let wrong = |what: &str| {
        ApiError::Input(format!(
            "intervals cannot be \"{text}\": {what}; write R2/P30D/2024-10-01, where the length is one of P7D, P30D, \
             P90D, P1M and P3M and the last interval ends before the day"
        ))
    };
    let parts: Vec<&str> = text.split('/').collect();
    let [repeat, length, end] = parts.as_slice() else { return Err(wrong("it has not three parts")) };
    if *repeat != "R2" {
        return Err(wrong("it does not begin with R2"));
    }
    let end = Day::parse(end).map_err(|_| wrong("it does not end with a day"))?;
    let (middle, first, end) = match *length {
        "P7D" => (end.plus(-7), end.plus(-14), end),
        "P30D" => (end.plus(-30), end.plus(-60), end),
        "P90D" => (end.plus(-90), end.plus(-180), end),
        // Months and quarters are those of the calendar.
        "P1M" => months(end.month().first(), 1),
        "P3M" => {
            let into = i32::from((end.month().month() - 1) % 3);
            months(end.month().plus(-into).first(), 3)
        }
        _ => return Err(wrong("its length is not known")),
    };
    Ok([Span::new(first, middle.previous()), Span::new(middle, end.previous())])
}

fn months(end: Day, months: i32) -> (Day, Day, Day) {
    (end.add_months(-months), end.add_months(-2 * months), end)
}

#[cfg(test)]
mod tests {
    use super::intervals;

    #[track_caller]
    fn check(text: &str, expect: [&str; 4]) {
        let [earlier, later] = intervals(text).expect("intervals");
        let days = [earlier.first, earlier.last, later.first, later.last].map(|day| day.to_string());
        assert_eq!(days, expect, "{text}");
    }

    #[test]
    fn two_intervals_end_before_the_day() {
        check("R2/P7D/2024-10-01", ["2024-09-17", "2024-09-23", "2024-09-24", "2024-09-30"]);
        check("R2/P30D/2024-10-01", ["2024-08-02", "2024-08-31", "2024-09-01", "2024-09-30"]);
        check("R2/P90D/2024-10-01", ["2024-04-04", "2024-07-02", "2024-07-03", "2024-09-30"]);
        check("R2/P1M/2024-10-17", ["2024-08-01", "2024-08-31", "2024-09-01", "2024-09-30"]);
        check("R2/P3M/2024-11-17", ["2024-04-01", "2024-06-30", "2024-07-01", "2024-09-30"]);
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        for (text, expect) in [
            ("", "three parts"),
            ("P30D/2024-10-01", "three parts"),
            ("R3/P30D/2024-10-01", "begin with R2"),
            ("R2/P30D/2024-09-31", "end with a day"),
            ("R2/P31D/2024-09-30", "length is not known"),
            ("R2/P30D/2024-09-30/", "three parts"),
        ] {
            let error = intervals(text).expect_err("refused").to_string();
            assert!(error.contains(expect), "{text}: {error}");
        }
    }
}
