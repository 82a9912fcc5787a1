//! What one chunk brought: runs of days.
//!
//! Amounts of 64 bits are kept as sums of a run's days up to each of them, from nothing on: what lies between two days is
//! one subtraction, and so is a single day.

use crate::{
    day::{Day, Span},
    money::Amount,
    money::Rate,
    question::Measure,
};
use std::{collections::BTreeMap, ops::Range};

/// What one chunk brought.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) span: Span,
    pub(super) runs: Box<[Run]>,
    /// Running sums; for each run one more than it has days.
    narrow: Box<[i64]>,
    /// Amounts of single days, where 64 bits are not enough.
    wide: Box<[i128]>,
    /// The power of ten that one is in most runs.
    power: u8,
    /// Whether the amounts of a day of all runs with this power add up within 64 bits, whichever are taken.
    is_small: bool,
}

/// Days of one item without large gaps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) item: u32,
    pub(super) first: Day,
    pub(super) len: u16,
    /// The power of ten that one is, in 10⁻¹⁸ of the currency's unit; at most 18.
    pub(super) power: u8,
    pub(super) is_wide: bool,
    /// Where the amounts begin; one place for both where they are the same.
    pub(super) billed: u32,
    pub(super) effective: u32,
}

/// Places of days within a run.
type Part = Range<usize>;

impl Run {
    /// The places of the days that a span has, and the place of the first of them in the span.
    pub(super) fn part(&self, span: Span) -> Option<(Part, usize)> {
        let common = span.within(self.span());
        if common.is_empty() {
            return None;
        }
        let start = usize::try_from(common.first.since(self.first)).ok()?;
        let at = usize::try_from(common.first.since(span.first)).ok()?;
        Some((start..start + common.len(), at))
    }

    fn span(&self) -> Span {
        Span::new(self.first, self.first.plus(i32::from(self.len) - 1))
    }

    pub(super) fn day(&self, place: usize) -> Day {
        self.first.plus(i32::try_from(place).unwrap_or(i32::MAX))
    }

    fn start(&self, measure: Measure) -> usize {
        let start = match measure {
            Measure::Billed => self.billed,
            Measure::Effective => self.effective,
        };
        start as usize
    }

    /// At most 10¹⁸, which 64 bits hold.
    fn one(&self) -> i128 {
        i128::from(10_i64.pow(u32::from(self.power)))
    }
}

impl Page {
    /// A page of runs, and what they point to.
    pub(super) fn new(span: Span, mut runs: Vec<Run>, mut narrow: Vec<i64>, wide: Vec<i128>) -> Self {
        let power = usual_power(&runs);
        for run in &mut runs {
            run.express(power, &mut narrow);
        }
        let most = runs.iter().filter(|run| !run.is_wide && run.power == power).map(|run| run.most(&narrow));
        let is_small = most.fold(0_u64, u64::saturating_add) <= i64::MAX.unsigned_abs();
        Self { span, runs: runs.into(), narrow: narrow.into(), wide: wide.into(), power, is_small }
    }

    /// What it takes in memory, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.runs) + size_of_val(&*self.narrow) + size_of_val(&*self.wide)
    }

    /// What one is in runs that can be added up without their powers.
    pub(super) fn one(&self) -> i128 {
        i128::from(10_i64.pow(u32::from(self.power)))
    }

    /// Whether 64 bits hold any sum of a day of the runs that can be added up without their powers.
    pub(super) fn is_small(&self) -> bool {
        self.is_small
    }

    /// Whether a run can be added up without its power.
    pub(super) fn is_usual(&self, run: &Run) -> bool {
        !run.is_wide && run.power == self.power
    }

    /// The sum over some days of a run.
    pub(super) fn sum(&self, run: &Run, measure: Measure, part: Part) -> i128 {
        let sum = if run.is_wide {
            self.wide(run, measure, part).iter().fold(0, |sum: i128, value| sum.saturating_add(*value))
        } else {
            let start = run.start(measure);
            let up_to = |place: usize| self.narrow.get(start + place).map_or(0, |sum| i128::from(*sum));
            up_to(part.end) - up_to(part.start)
        };
        sum.saturating_mul(run.one())
    }

    /// The amounts of some days of a run, each times the rate of its day.
    pub(super) fn converted(
        &self,
        run: &Run,
        measure: Measure,
        part: Part,
        rates: &[Option<Rate>],
    ) -> impl Iterator<Item = i128> {
        let one = run.one();
        let (before, after) = self.narrow(run, measure, part.clone());
        let narrow = before.iter().zip(after).map(move |(before, after)| of_day(*before, *after) * one);
        let wide = self.wide(run, measure, part).iter().map(move |value| value.saturating_mul(one));
        narrow.chain(wide).zip(rates).map(|(amount, rate)| match rate {
            Some(rate) if amount != 0 => Amount::from_raw(amount).times(*rate).raw(),
            _ => 0,
        })
    }

    /// Adds some days of a run to a row.
    pub(super) fn add(&self, run: &Run, measure: Measure, part: Part, row: &mut [i128]) {
        let one = run.one();
        let (before, after) = self.narrow(run, measure, part.clone());
        for (sum, (before, after)) in row.iter_mut().zip(before.iter().zip(after)) {
            *sum = sum.saturating_add(of_day(*before, *after) * one);
        }
        for (sum, value) in row.iter_mut().zip(self.wide(run, measure, part)) {
            *sum = sum.saturating_add(value.saturating_mul(one));
        }
    }

    /// Adds some days of a usual run to a row of a small page, without its power.
    pub(super) fn add_small(&self, run: &Run, measure: Measure, part: Part, row: &mut [i64]) {
        let (before, after) = self.narrow(run, measure, part);
        for (sum, (before, after)) in row.iter_mut().zip(before.iter().zip(after)) {
            // Neither overflows: days fit when a run is written, and their sums because the page is small.
            *sum = sum.wrapping_add(after.wrapping_sub(*before));
        }
    }

    /// The same for any page.
    pub(super) fn add_usual(&self, run: &Run, measure: Measure, part: Part, row: &mut [i128]) {
        let (before, after) = self.narrow(run, measure, part);
        for (sum, (before, after)) in row.iter_mut().zip(before.iter().zip(after)) {
            // A page has fewer than 2³² runs, and each adds 64 bits.
            *sum = sum.wrapping_add(of_day(*before, *after));
        }
    }

    /// The sums before and after each of some days; none of wide runs.
    fn narrow(&self, run: &Run, measure: Measure, part: Part) -> (&[i64], &[i64]) {
        if run.is_wide {
            return (&[], &[]);
        }
        let start = run.start(measure);
        let sums = self.narrow.get(start + part.start..=start + part.end).unwrap_or_default();
        let before = sums.split_last().map_or(&[][..], |(_, before)| before);
        (before, sums.get(1..).unwrap_or_default())
    }

    /// The amounts of some days; none of runs that are not wide.
    fn wide(&self, run: &Run, measure: Measure, part: Part) -> &[i128] {
        let start = run.start(measure);
        let days = if run.is_wide { self.wide.get(start + part.start..start + part.end) } else { None };
        days.unwrap_or_default()
    }
}

/// What lies between two running sums. One day fits 64 bits, several may not.
fn of_day(before: i64, after: i64) -> i128 {
    i128::from(after.wrapping_sub(before))
}

/// The power of ten that most days are expressed in.
fn usual_power(runs: &[Run]) -> u8 {
    let mut days: BTreeMap<u8, usize> = BTreeMap::new();
    for run in runs.iter().filter(|run| !run.is_wide) {
        *days.entry(run.power).or_default() += usize::from(run.len);
    }
    days.into_iter().max_by_key(|(power, days)| (*days, *power)).map_or(0, |(power, _)| power)
}

impl Run {
    /// Expresses its amounts in a smaller power of ten, if 64 bits hold them so.
    fn express(&mut self, power: u8, narrow: &mut [i64]) {
        let Some(steps) = self.power.checked_sub(power).filter(|steps| *steps > 0 && !self.is_wide) else {
            return;
        };
        let factor = 10_i64.pow(u32::from(steps));
        let len = usize::from(self.len) + 1;
        let mut places = vec![self.billed as usize, self.effective as usize];
        places.dedup();
        let fits = |place: &usize| {
            let sums = narrow.get(*place..place + len).unwrap_or_default();
            let days = sums.windows(2).map(|pair| match pair {
                [before, after] => after.wrapping_sub(*before),
                _ => 0,
            });
            sums.iter().copied().chain(days).all(|value| value.checked_mul(factor).is_some())
        };
        if !places.iter().all(fits) {
            return;
        }
        for place in places {
            for sum in narrow.get_mut(place..place + len).unwrap_or_default() {
                *sum *= factor;
            }
        }
        self.power = power;
    }

    /// The greatest amount of a day, without its sign.
    fn most(&self, narrow: &[i64]) -> u64 {
        let most = |start: u32| {
            let start = start as usize;
            let sums = narrow.get(start..=start + usize::from(self.len)).unwrap_or_default();
            let days = sums.windows(2).map(|pair| match pair {
                [before, after] => after.wrapping_sub(*before).unsigned_abs(),
                _ => 0,
            });
            days.max().unwrap_or_default()
        };
        most(self.billed).max(most(self.effective))
    }
}
