//! Walking over all costs: every item has a slot, and a slot's costs are added up.

use super::{Entry, Ledger, NOT_ASKED, Page, Run};
use crate::{
    day::{Day, Span},
    money::{Amount, Currency, Rate},
    question::Measure,
    rates::Rates,
};

/// Amounts of slots by day.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    span: Option<Span>,
    days: usize,
    raw: Vec<i128>,
}

impl Grid {
    fn new(span: Span, slots: usize) -> Self {
        let days = span.len();
        Self { span: Some(span), days, raw: vec![0; days.saturating_mul(slots)] }
    }

    /// The days of a slot.
    pub fn row(&self, slot: usize) -> impl ExactSizeIterator<Item = Amount> + '_ {
        let start = slot.saturating_mul(self.days);
        let row = self.raw.get(start..start.saturating_add(self.days)).unwrap_or_default();
        row.iter().map(|raw| Amount::from_raw(*raw))
    }

    /// The first day of the rows.
    pub fn first(&self) -> Option<Day> {
        self.span.map(|span| span.first)
    }
}

/// What amounts become in one currency, by currency and day.
///
/// Every day of every run is converted by itself: so converted sums add up exactly, whatever they are grouped by.
#[derive(Clone, Debug)]
pub struct Exchange {
    first: Day,
    /// By the number of the currency; none for the one that all become. Days without a rate count for nothing.
    rates: Vec<Option<Vec<Option<Rate>>>>,
}

impl Exchange {
    /// The rates to a currency, for the days of a span.
    pub fn new(ledger: &Ledger, rates: &Rates, to: Currency, span: Span) -> Self {
        let of_day = |from: Currency| span.days().map(|day| rates.on(from, to, day)).collect();
        let of = |from: &Currency| (*from != to).then(|| of_day(*from));
        Self { first: span.first, rates: ledger.currencies.iter().map(of).collect() }
    }

    /// The rates of an item from a day on; none if its amounts are taken as they are.
    fn of(&self, item: Option<&Entry>, from: Day) -> Option<&[Option<Rate>]> {
        let rates = self.rates.get(item?.currency())?.as_ref()?;
        let start = usize::try_from(from.since(self.first)).ok();
        Some(start.and_then(|start| rates.get(start..)).unwrap_or_default())
    }
}

impl Ledger {
    /// The sums over some spans: as many as there are spans for each slot, one slot behind the other. `slots` has the
    /// slot of each item, below `count`, or [`NOT_ASKED`]. Currencies are not looked at.
    pub fn totals(&self, measure: Measure, spans: &[Span], slots: &[u32], count: usize) -> Vec<Amount> {
        self.sums(measure, spans, (slots, count), None)
    }

    /// The same in one currency.
    pub fn totals_in(
        &self,
        exchange: &Exchange,
        measure: Measure,
        spans: &[Span],
        slots: &[u32],
        count: usize,
    ) -> Vec<Amount> {
        self.sums(measure, spans, (slots, count), Some(exchange))
    }

    /// The sums by day over one span. Currencies are not looked at.
    pub fn daily(&self, measure: Measure, span: Span, slots: &[u32], count: usize) -> Grid {
        self.days(measure, span, (slots, count), None)
    }

    /// The same in one currency.
    pub fn daily_in(
        &self,
        exchange: &Exchange,
        measure: Measure,
        span: Span,
        slots: &[u32],
        count: usize,
    ) -> Grid {
        self.days(measure, span, (slots, count), Some(exchange))
    }

    fn sums(
        &self,
        measure: Measure,
        spans: &[Span],
        (slots, count): (&[u32], usize),
        exchange: Option<&Exchange>,
    ) -> Vec<Amount> {
        let mut sums = vec![0_i128; count.saturating_mul(spans.len())];
        let hull = spans.iter().copied().reduce(Span::with);
        for (page, run) in hull.iter().flat_map(|hull| self.runs(*hull, slots)) {
            let slot = slots.get(run.item as usize).copied().unwrap_or(NOT_ASKED) as usize;
            let start = slot.saturating_mul(spans.len());
            let Some(row) = sums.get_mut(start..start.saturating_add(spans.len())) else { continue };
            for (sum, span) in row.iter_mut().zip(spans) {
                let part = run.part(*span).map(|(part, _)| part).unwrap_or_default();
                let rates = exchange.and_then(|exchange| exchange.of(self.item(run), run.day(part.start)));
                let amount = match rates {
                    None => page.sum(run, measure, part),
                    Some(rates) => page.converted(run, measure, part, rates).fold(0, i128::saturating_add),
                };
                *sum = sum.saturating_add(amount);
            }
        }
        sums.into_iter().map(Amount::from_raw).collect()
    }

    fn days(
        &self,
        measure: Measure,
        span: Span,
        (slots, count): (&[u32], usize),
        exchange: Option<&Exchange>,
    ) -> Grid {
        let mut grid = Grid::new(span, count);
        for (page, run) in self.runs(span, slots) {
            let slot = slots.get(run.item as usize).copied().unwrap_or(NOT_ASKED) as usize;
            let Some((part, at)) = run.part(span) else { continue };
            let start = slot.saturating_mul(grid.days).saturating_add(at);
            let Some(row) = grid.raw.get_mut(start..start.saturating_add(part.len())) else { continue };
            match exchange.and_then(|exchange| exchange.of(self.item(run), run.day(part.start))) {
                None => page.add(run, measure, part, row),
                Some(rates) => {
                    for (sum, amount) in row.iter_mut().zip(page.converted(run, measure, part, rates)) {
                        *sum = sum.saturating_add(amount);
                    }
                }
            }
        }
        grid
    }

    fn item(&self, run: &Run) -> Option<&Entry> {
        self.items.get(run.item as usize)
    }

    /// The runs of items that are asked about, on pages that have days of the span.
    fn runs<'a>(&'a self, span: Span, slots: &'a [u32]) -> impl Iterator<Item = (&'a Page, &'a Run)> {
        let pages = self.pages.iter().filter(move |page| !page.span.within(span).is_empty());
        let asked = |run: &&Run| slots.get(run.item as usize).is_some_and(|slot| *slot != NOT_ASKED);
        pages.flat_map(move |page| page.runs.iter().filter(asked).map(move |run| (page, run)))
    }
}

impl Run {
    /// The places of the days that a span has, and the place of the first of them in the span.
    fn part(&self, span: Span) -> Option<(std::ops::Range<usize>, usize)> {
        let last = self.first.plus(i32::from(self.len) - 1);
        let common = span.within(Span::new(self.first, last));
        if common.is_empty() {
            return None;
        }
        let start = usize::try_from(common.first.since(self.first)).ok()?;
        let at = usize::try_from(common.first.since(span.first)).ok()?;
        Some((start..start + common.len(), at))
    }

    fn day(&self, place: usize) -> Day {
        self.first.plus(i32::try_from(place).unwrap_or(i32::MAX))
    }

    fn place(&self, measure: Measure, part: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let start = match measure {
            Measure::Billed => self.billed,
            Measure::Effective => self.effective,
        } as usize;
        start + part.start..start + part.end
    }

    fn one(&self) -> i128 {
        10_i128.pow(u32::from(self.power))
    }
}

impl Page {
    fn sum(&self, run: &Run, measure: Measure, part: std::ops::Range<usize>) -> i128 {
        let place = run.place(measure, &part);
        let sum: i128 = if run.is_wide {
            let values = self.wide.get(place).unwrap_or_default();
            values.iter().fold(0, |sum, value| sum.saturating_add(*value))
        } else {
            // As many 64-bit numbers as a run has days cannot overflow 128 bits.
            self.narrow.get(place).unwrap_or_default().iter().map(|value| i128::from(*value)).sum()
        };
        sum.saturating_mul(run.one())
    }

    /// The amounts of some days of a run, each times the rate of its day.
    fn converted(
        &self,
        run: &Run,
        measure: Measure,
        part: std::ops::Range<usize>,
        rates: &[Option<Rate>],
    ) -> impl Iterator<Item = i128> {
        let (place, one) = (run.place(measure, &part), run.one());
        let (narrow, wide) = if run.is_wide {
            (&[][..], self.wide.get(place).unwrap_or_default())
        } else {
            (self.narrow.get(place).unwrap_or_default(), &[][..])
        };
        let narrow = narrow.iter().map(move |value| i128::from(*value) * one);
        let amounts = narrow.chain(wide.iter().map(move |value| value.saturating_mul(one)));
        amounts.zip(rates).map(|(amount, rate)| match rate {
            Some(rate) if amount != 0 => Amount::from_raw(amount).times(*rate).raw(),
            _ => 0,
        })
    }

    fn add(&self, run: &Run, measure: Measure, part: std::ops::Range<usize>, row: &mut [i128]) {
        let (place, one) = (run.place(measure, &part), run.one());
        if run.is_wide {
            for (sum, value) in row.iter_mut().zip(self.wide.get(place).unwrap_or_default()) {
                *sum = sum.saturating_add(value.saturating_mul(one));
            }
        } else {
            for (sum, value) in row.iter_mut().zip(self.narrow.get(place).unwrap_or_default()) {
                *sum = sum.saturating_add(i128::from(*value) * one);
            }
        }
    }
}
