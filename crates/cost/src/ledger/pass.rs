//! Walking over all costs: every item has a slot, and a slot's costs are added up.

use super::{
    Entry, Ledger, NOT_ASKED,
    page::{Page, Run},
};
use crate::{
    day::{Day, Span},
    money::{Amount, Currency, Rate},
    question::Measure,
    rates::Rates,
};
use std::ops::Range;

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

    /// So many days of a slot from a day of a span on; the span is within that of the rows.
    fn part(&mut self, slot: usize, of: Span, at: usize, len: usize) -> Option<&mut [i128]> {
        let before = usize::try_from(of.first.since(self.first()?)).ok()?;
        let start = slot.saturating_mul(self.days).saturating_add(before).saturating_add(at);
        self.raw.get_mut(start..start.saturating_add(len))
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
        for page in &self.pages {
            // Most pages have days of one or two of the spans.
            let here: Vec<(usize, Span)> = (spans.iter().copied().enumerate())
                .filter(|(_, span)| !page.span.within(*span).is_empty())
                .collect();
            if here.is_empty() {
                continue;
            }
            for (run, slot) in page.asked(slots) {
                let start = slot.saturating_mul(spans.len());
                let Some(row) = sums.get_mut(start..start.saturating_add(spans.len())) else { continue };
                for (place, span) in &here {
                    let (Some(sum), Some((part, _))) = (row.get_mut(*place), run.part(*span)) else {
                        continue;
                    };
                    let rates =
                        exchange.and_then(|exchange| exchange.of(self.item(run), run.day(part.start)));
                    let amount = match rates {
                        None => page.sum(run, measure, part),
                        Some(rates) => {
                            page.converted(run, measure, part, rates).fold(0, i128::saturating_add)
                        }
                    };
                    *sum = sum.saturating_add(amount);
                }
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
        for page in &self.pages {
            let common = page.span.within(span);
            if common.is_empty() {
                continue;
            }
            let mut usual = Usual::new(page, common, count);
            for (run, slot) in page.asked(slots) {
                let Some((part, at)) = run.part(common) else { continue };
                let rates = exchange.and_then(|exchange| exchange.of(self.item(run), run.day(part.start)));
                if rates.is_none() && usual.add(page, run, measure, (slot, at), part.clone()) {
                    continue;
                }
                let Some(row) = grid.part(slot, common, at, part.len()) else { continue };
                match rates {
                    None => page.add(run, measure, part, row),
                    Some(rates) => {
                        for (sum, amount) in row.iter_mut().zip(page.converted(run, measure, part, rates)) {
                            *sum = sum.saturating_add(amount);
                        }
                    }
                }
            }
            usual.give(page, &mut grid);
        }
        grid
    }

    fn item(&self, run: &Run) -> Option<&Entry> {
        self.items.get(run.item as usize)
    }
}

impl Page {
    /// The runs of items that are asked about, and their slots.
    fn asked<'a>(&'a self, slots: &'a [u32]) -> impl Iterator<Item = (&'a Run, usize)> {
        self.runs.iter().filter_map(|run| {
            let slot = slots.get(run.item as usize).copied().filter(|slot| *slot != NOT_ASKED)?;
            Some((run, slot as usize))
        })
    }
}

/// Days of the usual runs of a page by slot, without their power: where many runs come together, they are multiplied
/// once and not each by itself.
struct Usual {
    span: Span,
    days: usize,
    rows: Rows,
}

enum Rows {
    /// There are so few runs that it is not worth it.
    None,
    Small(Vec<i64>),
    Large(Vec<i128>),
}

impl Usual {
    fn new(page: &Page, span: Span, count: usize) -> Self {
        let days = span.len();
        let rows = match page.runs.len() >= count.saturating_mul(2) {
            false => Rows::None,
            true if page.is_small() => Rows::Small(vec![0; days.saturating_mul(count)]),
            true => Rows::Large(vec![0; days.saturating_mul(count)]),
        };
        Self { span, days, rows }
    }

    /// Adds some days of a run from a day of a slot on; not if it is not a usual one.
    fn add(
        &mut self,
        page: &Page,
        run: &Run,
        measure: Measure,
        (slot, at): (usize, usize),
        part: Range<usize>,
    ) -> bool {
        let start = slot.saturating_mul(self.days).saturating_add(at);
        let place = start..start.saturating_add(part.len());
        if !page.is_usual(run) {
            return false;
        }
        match &mut self.rows {
            Rows::None => return false,
            Rows::Small(rows) => {
                page.add_small(run, measure, part, rows.get_mut(place).unwrap_or_default());
            }
            Rows::Large(rows) => {
                page.add_usual(run, measure, part, rows.get_mut(place).unwrap_or_default());
            }
        }
        true
    }

    fn give(self, page: &Page, grid: &mut Grid) {
        let (one, days) = (page.one(), self.days);
        let mut give = |number: usize, amount: i128| {
            if let Some([sum]) = grid.part(number / days, self.span, number % days, 1) {
                *sum = sum.saturating_add(amount.saturating_mul(one));
            }
        };
        match self.rows {
            Rows::None => {}
            Rows::Small(rows) => {
                let amounts = rows.into_iter().enumerate().filter(|(_, amount)| *amount != 0);
                amounts.for_each(|(number, amount)| give(number, i128::from(amount)));
            }
            Rows::Large(rows) => {
                let amounts = rows.into_iter().enumerate().filter(|(_, amount)| *amount != 0);
                amounts.for_each(|(number, amount)| give(number, amount));
            }
        }
    }
}
