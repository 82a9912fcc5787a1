//! Where an axis is marked: round figures, and days that people plan by.

use crate::date::{civil, first_of, short};

/// Marks of an axis of figures, from the lowest to the highest.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// How far they are apart.
    pub step: f64,
    /// The marks.
    pub values: Vec<f64>,
}

impl Ticks {
    /// The lowest mark.
    pub fn low(&self) -> f64 {
        self.values.first().copied().unwrap_or(0.0)
    }

    /// The highest mark.
    pub fn high(&self) -> f64 {
        self.values.last().copied().unwrap_or(1.0)
    }
}

/// About `wanted` round marks that hold everything from `low` to `high`.
pub fn values(low: f64, high: f64, wanted: u32) -> Ticks {
    let (low, high) = (low.min(high), high.max(low));
    // All the same: the axis goes from there to nothing, or to one.
    let (low, high) = match (low, high) {
        (0.0, 0.0) => (0.0, 1.0),
        (low, high) if low == high => (low.min(0.0), high.max(0.0)),
        both => both,
    };
    let step = nice((high - low) / f64::from(wanted.max(1)));
    let first = (low / step).floor();
    let last = (high / step).ceil().max(first + 1.0);
    // Counted in steps, so that no error adds up; there are about as many as wanted.
    let count = ((last - first) as u32).min(4 * wanted.max(1) + 2);
    let values =
        (0..=count).map(|index| (first + f64::from(index)) * step).map(|value| value + 0.0).collect();
    Ticks { step, values }
}

/// The next number from here on that is 1, 2, 2.5 or 5 times a power of ten.
fn nice(step: f64) -> f64 {
    let mut power = 1.0_f64;
    while power > step && power > 1e-30 {
        power /= 10.0;
    }
    while power * 10.0 <= step {
        power *= 10.0;
    }
    let factors = [1.0, 2.0, 2.5, 5.0, 10.0];
    factors
        .into_iter()
        .map(|factor| factor * power)
        .find(|nice| *nice >= step * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

/// A mark of an axis of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTick {
    /// Days since 1 January 1970.
    pub day: i32,
    /// What it says.
    pub label: String,
}

/// At most `most` marks between two days: days, starts of months, or starts of years.
pub fn days(first: i32, last: i32, most: usize) -> Vec<DayTick> {
    let length = i64::from(last.max(first)) - i64::from(first) + 1;
    let most = most.max(1);
    for step in [1, 2, 3, 7, 14] {
        if length.div_ceil_by(step) <= most as i64 {
            return (first..=last.max(first))
                .step_by(step as usize)
                .map(|day| DayTick { day, label: short(day) })
                .collect();
        }
    }
    for months in [1, 2, 3, 6, 12, 24, 60, 120] {
        let found = starts_of_months(first, last, months);
        if found.len() <= most {
            return found;
        }
    }
    vec![DayTick { day: first, label: civil(first).year.to_string() }]
}

trait DivCeil {
    fn div_ceil_by(self, by: i64) -> i64;
}

impl DivCeil for i64 {
    fn div_ceil_by(self, by: i64) -> i64 {
        (self + by - 1) / by
    }
}

/// The first days of every so-many-th month; January has its year, and so has the first mark.
fn starts_of_months(first: i32, last: i32, months: i32) -> Vec<DayTick> {
    let begin = civil(first);
    // Months since the year nought, rounded up to where the pattern begins.
    let mut month = i64::from(begin.year) * 12 + i64::from(begin.month) - 1 + i64::from(begin.day > 1);
    let step = i64::from(months);
    month = (month + step - 1).div_euclid(step) * step;
    let mut found: Vec<DayTick> = Vec::new();
    loop {
        let (year, number) = (month.div_euclid(12) as i32, month.rem_euclid(12) as u32 + 1);
        let day = first_of(year, number);
        if day > last || day < first || found.len() > 400 {
            return found;
        }
        let name = civil(day).month_name();
        let label = match (months >= 12, number == 1 || found.is_empty()) {
            (true, _) => year.to_string(),
            (false, true) => format!("{name} {year}"),
            (false, false) => name.to_owned(),
        };
        found.push(DayTick { day, label });
        month += step;
    }
}

#[cfg(test)]
mod tests {
    use super::{days, values};

    #[track_caller]
    fn check(low: f64, high: f64, expect: &[f64]) {
        let ticks = values(low, high, 4);
        let close = |found: &f64, wanted: &f64| (found - wanted).abs() <= 1e-9 * ticks.step;
        assert_eq!(ticks.values.len(), expect.len(), "{ticks:?}");
        assert!(ticks.values.iter().zip(expect).all(|(found, wanted)| close(found, wanted)), "{ticks:?}");
    }

    #[test]
    fn figures_are_marked_where_they_are_round() {
        check(0.0, 146_000.0, &[0.0, 50_000.0, 100_000.0, 150_000.0]);
        check(0.0, 160_000.0, &[0.0, 50_000.0, 100_000.0, 150_000.0, 200_000.0]);
        check(0.0, 3.0, &[0.0, 1.0, 2.0, 3.0]);
        check(-20.0, 70.0, &[-25.0, 0.0, 25.0, 50.0, 75.0]);
        check(0.0, 0.0, &[0.0, 0.25, 0.5, 0.75, 1.0]);
        check(7.0, 7.0, &[0.0, 2.0, 4.0, 6.0, 8.0]);
        check(0.0, 8e-7, &[0.0, 2e-7, 4e-7, 6e-7, 8e-7]);
    }

    #[track_caller]
    fn check_days(first: i32, last: i32, most: usize, expect: &[&str]) {
        let found: Vec<String> = days(first, last, most).into_iter().map(|tick| tick.label).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn days_are_marked_as_people_plan() {
        check_days(20_777, 20_777, 5, &["20 Nov"]);
        check_days(
            20_771,
            20_777,
            7,
            &["14 Nov", "15 Nov", "16 Nov", "17 Nov", "18 Nov", "19 Nov", "20 Nov"],
        );
        check_days(20_718, 20_777, 6, &["22 Sep", "6 Oct", "20 Oct", "3 Nov", "17 Nov"]);
        check_days(20_413, 20_777, 7, &["Jan 2026", "Mar", "May", "Jul", "Sep", "Nov"]);
        check_days(0, 20_777, 7, &["1970", "1980", "1990", "2000", "2010", "2020"]);
        check_days(i32::MIN, i32::MAX, 3, &["-5877641"]);
    }
}
