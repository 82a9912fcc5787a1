//! What could be expected: of days that are over, so that odd ones stand out, and of days to come.

use super::statistics::{deviation, median, slope, weekdays};
use crate::day::Day;

/// Days that a day is held against.
pub(super) const LEARN: usize = 56;
/// Fewer days than these say nothing.
const LEAST: usize = 21;
/// Days that tell the level.
const LEVEL: usize = 21;
/// After so many odd days in a row, it is the new level.
const NEW_LEVEL: usize = 14;
/// A normal distribution has four fifths of its values within so many deviations.
const FOUR_FIFTHS: f64 = 1.2816;

/// Days that stand out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Odd {
    /// Place of the first day.
    pub(super) first: usize,
    /// Place of the last day.
    pub(super) last: usize,
    /// What could be expected of all of them.
    pub(super) expected: f64,
    /// What they were.
    pub(super) actual: f64,
}

/// What it takes to stand out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bar {
    pub(super) deviations: f64,
    pub(super) ratio: f64,
    pub(super) amount: f64,
}

/// The days that stand out upwards, from a place on; values before it are only learnt from. The first value is of `day`.
pub(super) fn odd_days(values: &[f64], day: Day, from: usize, bar: Bar) -> Vec<Odd> {
    let mut found: Vec<Odd> = Vec::new();
    let mut is_odd = vec![false; values.len()];
    let mut factors = [1.0; 7];
    let start = from.max(LEAST);
    for place in start..values.len() {
        let learnt = place.saturating_sub(LEARN)..place;
        if (place - start).is_multiple_of(7) {
            let weekday = weekday(day, learnt.start);
            factors = weekdays(values.get(learnt.clone()).unwrap_or_default(), weekday);
        }
        let Some((level, recent)) = level(values, &is_odd, learnt, day, &factors) else { continue };
        let of_day = factor(&factors, day, place);
        let expected = level * of_day;
        let value = values.get(place).copied().unwrap_or_default();
        let above = value - expected;
        // Hardly any day is far enough above: how far days usually are is not looked for before.
        let stands_out = above > expected * bar.ratio
            && above > bar.amount
            && spread(level, &recent).is_some_and(|spread| above > spread * of_day * bar.deviations);
        if !stands_out || is_monthly(values, day, place, (expected, &factors)) {
            continue;
        }
        if let Some(mark) = is_odd.get_mut(place) {
            *mark = true;
        }
        match found.last_mut().filter(|odd| place - odd.last <= 2) {
            Some(odd) => {
                (odd.last, odd.expected, odd.actual) = (place, odd.expected + expected, odd.actual + value);
                if odd.last - odd.first >= NEW_LEVEL {
                    is_odd[odd.first..=odd.last].fill(false);
                }
            }
            None => found.push(Odd { first: place, last: place, expected, actual: value }),
        }
    }
    found
}

/// The usual level, and the most recent usual days, both without what makes the days of a week differ.
fn level(
    values: &[f64],
    is_odd: &[bool],
    learnt: std::ops::Range<usize>,
    day: Day,
    factors: &[f64; 7],
) -> Option<(f64, Vec<f64>)> {
    let mut recent: Vec<f64> = learnt
        .rev()
        .filter(|at| !is_odd.get(*at).copied().unwrap_or_default())
        .filter_map(|at| values.get(at).map(|value| value / factor(factors, day, at)))
        .take(LEVEL)
        .collect();
    if recent.len() < LEVEL / 2 {
        return None;
    }
    Some((median(&mut recent)?, recent))
}

/// How far days usually are from their level.
fn spread(level: f64, recent: &[f64]) -> Option<f64> {
    // Bills that are the same every day still differ by a little.
    Some(deviation(recent)?.max(level.abs() * 0.02))
}

/// Whether the same was so a month before, as with fees on the first.
fn is_monthly(values: &[f64], day: Day, place: usize, (expected, factors): (f64, &[f64; 7])) -> bool {
    let here = day.plus(i32::try_from(place).unwrap_or(i32::MAX));
    let Ok(before) = usize::try_from(here.add_months(-1).since(day)) else { return false };
    let Some(same) = values.get(before) else { return false };
    let value = values.get(place).copied().unwrap_or_default();
    let expected_then = expected / factor(factors, day, place) * factor(factors, day, before);
    same - expected_then > (value - expected) * 0.6
}

fn weekday(day: Day, place: usize) -> u8 {
    day.plus(i32::try_from(place).unwrap_or(i32::MAX)).weekday()
}

fn factor(factors: &[f64; 7], day: Day, place: usize) -> f64 {
    factors.get(usize::from(weekday(day, place))).copied().unwrap_or(1.0)
}

/// What is expected of days to come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Expected {
    /// Of each day.
    pub(super) days: Vec<f64>,
    /// How far a day may be from that, in four cases of five.
    pub(super) band: f64,
    /// The same for all of them together.
    pub(super) band_of_all: f64,
    /// From how many days it was made.
    pub(super) learnt_from: usize,
    /// Whether these are too few to rely on.
    pub(super) is_rough: bool,
}

/// What the days after the last value will be: trend and days of the week. The first value is of `day`.
pub(super) fn outlook(values: &[f64], day: Day, days: usize) -> Option<Expected> {
    let skipped = values.len().saturating_sub(LEARN + 28);
    let (values, day) = (values.get(skipped..)?, day.plus(i32::try_from(skipped).ok()?));
    // What was not there yet teaches nothing.
    let quiet = values.iter().take_while(|value| **value == 0.0).count();
    let (values, day) = (values.get(quiet..)?, day.plus(i32::try_from(quiet).ok()?));
    if values.is_empty() {
        return None;
    }
    let is_rough = values.len() < LEAST;
    let factors = if is_rough { [1.0; 7] } else { weekdays(values, day.weekday()) };
    let plain: Vec<f64> =
        values.iter().enumerate().map(|(place, value)| value / factor(&factors, day, place)).collect();
    let recent = plain.get(plain.len().saturating_sub(LEARN)..).unwrap_or(&plain);
    let trend = if is_rough { 0.0 } else { slope(recent) };
    let last = count(recent.len()) - 1.0;
    // The level of today: what the last days would be if they were all today.
    let mut level: Vec<f64> = (0..recent.len())
        .map(|place| recent.get(place).map_or(0.0, |value| value + trend * (last - count(place))))
        .collect();
    let spread = deviation(&level).unwrap_or_default();
    let level = median(level.get_mut(recent.len().saturating_sub(LEVEL)..)?)?;
    let ahead = |place: usize| {
        // A trend seldom goes on for long: it counts half.
        let value = level + trend * 0.5 * (count(place) + 1.0);
        value * factor(&factors, day, values.len() + place)
    };
    let spread = if is_rough { spread.max(level.abs() * 0.25) } else { spread.max(level.abs() * 0.01) };
    let (all, known) = (count(days), count(recent.len()).max(1.0));
    Some(Expected {
        days: (0..days).map(ahead).collect(),
        band: spread * FOUR_FIFTHS,
        // Days differ by themselves, and the level may be another than was learnt.
        band_of_all: spread * FOUR_FIFTHS * (all + all * all / known).sqrt(),
        learnt_from: values.len(),
        is_rough,
    })
}

/// A number of days as a number.
#[expect(clippy::cast_precision_loss, reason = "there are not that many days")]
pub(super) fn count(days: usize) -> f64 {
    days as f64
}

#[cfg(test)]
mod tests {
    use super::{Bar, odd_days, outlook};
    use crate::day::Day;

    const BAR: Bar = Bar { deviations: 4.0, ratio: 0.15, amount: 1.0 };

    /// Half a year from a Monday on: a week with quieter ends, a little noise that is the same every time.
    fn usual(days: usize, growth: f64) -> (Vec<f64>, Day) {
        let noise =
            |place: usize| f64::from(u32::try_from(place).unwrap().wrapping_mul(2_654_435_761) >> 24) / 64.0;
        let value = |place: usize| {
            let level = 100.0 + growth * super::count(place);
            if place % 7 >= 5 { level * 0.5 + noise(place) } else { level + noise(place) }
        };
        ((0..days).map(value).collect(), Day::parse("2025-01-06").unwrap())
    }

    #[test]
    fn a_usual_half_year_has_no_odd_days() {
        for growth in [0.0, 0.3, -0.2] {
            let (values, day) = usual(180, growth);
            assert_eq!(odd_days(&values, day, 0, BAR), [], "{growth}");
        }
    }

    #[test]
    fn odd_days_are_found_with_their_beginning_and_end() {
        let (mut values, day) = usual(120, 0.1);
        values[100..105].iter_mut().for_each(|value| *value *= 1.4);
        let found = odd_days(&values, day, 60, BAR);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].first, found[0].last), (100, 104));
        let excess = found[0].actual / found[0].expected - 1.0;
        assert!((0.3..0.5).contains(&excess), "{excess}");
    }

    #[test]
    fn fees_of_every_month_are_usual_from_the_second_on() {
        let (mut values, day) = usual(150, 0.0);
        for (place, value) in (0..).zip(&mut values) {
            if day.plus(place).date().2 == 1 {
                *value += 400.0;
            }
        }
        let found = odd_days(&values, day, 60, BAR);
        assert_eq!(found, [], "{found:?}");
    }

    #[test]
    fn a_new_level_is_not_odd_for_ever() {
        let (mut values, day) = usual(150, 0.0);
        values[80..].iter_mut().for_each(|value| *value *= 2.0);
        let found = odd_days(&values, day, 60, BAR);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].first == 80 && found[0].last < 105, "{found:?}");
    }

    #[test]
    fn the_outlook_knows_the_week_and_the_trend() {
        let (values, day) = usual(98, 0.5);
        let found = outlook(&values, day, 7).unwrap();
        assert!(!found.is_rough);
        assert!((found.days[0] - 151.0).abs() < 8.0, "{found:?}");
        assert!((found.days[6] - 77.0).abs() < 8.0, "{found:?}");
        assert!(found.band_of_all > 0.0 && found.band_of_all < 150.0);
    }

    #[test]
    fn little_is_said_from_little() {
        assert_eq!(outlook(&[], Day::default(), 5), None);
        assert_eq!(outlook(&[0.0; 30], Day::default(), 5), None);
        let found = outlook(&[10.0, 12.0, 11.0], Day::default(), 2).unwrap();
        assert!(found.is_rough && found.learnt_from == 3);
        assert!((found.days[1] - 11.0).abs() < 1e-9);
    }
}
