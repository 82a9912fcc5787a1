//! Adding up what is asked about, by the values of a dimension: over spans, and day by day.
//!
//! Items go to slots; what is in one currency and of one value is added up by the ledger. What is shared or in another
//! currency is taken day by day, converted, and split: the parts of every day add up to it exactly.

use super::{
    Books,
    sift::Sifted,
    values::{COMMON, Value, Values},
};
use crate::{
    allocation::{Sharing, Target},
    day::{Day, Span},
    ledger::{Grid, NOT_ASKED},
    limits::COMPLEX_CELLS,
    money::{Amount, Currency},
    question::Measure,
};
use std::collections::{BTreeMap, HashMap};

/// What is gathered from, for one question.
pub(super) struct Gatherer<'a> {
    pub(super) books: &'a Books,
    pub(super) sifted: &'a Sifted,
    pub(super) measure: Measure,
    pub(super) currency: Currency,
}

/// Where the costs of some items are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Slot {
    value: Value,
    currency: usize,
    /// The number of the sharing, if it must be split.
    sharing: Option<u32>,
}

impl Slot {
    fn is_plain(self, shown: usize) -> bool {
        self.sharing.is_none() && self.currency == shown
    }
}

/// Items and their slots: those that need no more than adding up, and the others.
struct Slots {
    plain: Vec<u32>,
    plain_values: Vec<Value>,
    complex: Vec<u32>,
    complex_slots: Vec<Slot>,
}

impl Gatherer<'_> {
    /// The sums of each value over some spans, in their order.
    pub(super) fn totals(&self, values: &Values<'_>, spans: &[Span]) -> BTreeMap<Value, Vec<Amount>> {
        let Some(hull) = spans.iter().copied().reduce(Span::with) else { return BTreeMap::new() };
        let slots = self.slots(values, &|value| value, hull.len());
        let ledger = &self.books.ledger;
        let sums = ledger.totals(self.measure, spans, &slots.plain, slots.plain_values.len());
        let mut found: BTreeMap<Value, Vec<Amount>> = BTreeMap::new();
        for (value, sums) in slots.plain_values.iter().zip(sums.chunks(spans.len())) {
            add(found.entry(*value).or_insert_with(|| vec![Amount::ZERO; spans.len()]), sums);
        }
        let mut add_day = |value: Value, place: usize, amount: Amount| {
            let day = hull.first.plus(i32::try_from(place).unwrap_or(i32::MAX));
            let row = found.entry(value).or_insert_with(|| vec![Amount::ZERO; spans.len()]);
            for (sum, span) in row.iter_mut().zip(spans) {
                if span.contains(day) {
                    *sum += amount;
                }
            }
        };
        self.settle(values, &|value| value, &slots, hull, &mut add_day);
        found
    }

    /// The days of each value; `fold` makes several values one.
    pub(super) fn daily(
        &self,
        values: &Values<'_>,
        fold: &dyn Fn(Value) -> Value,
        span: Span,
    ) -> BTreeMap<Value, Vec<Amount>> {
        let slots = self.slots(values, fold, span.len());
        let grid = self.books.ledger.daily(self.measure, span, &slots.plain, slots.plain_values.len());
        let mut found: BTreeMap<Value, Vec<Amount>> = BTreeMap::new();
        for (slot, value) in slots.plain_values.iter().enumerate() {
            let row: Vec<Amount> = grid.row(slot).collect();
            add(found.entry(*value).or_insert_with(|| vec![Amount::ZERO; span.len()]), &row);
        }
        let mut add_day = |value: Value, place: usize, amount: Amount| {
            let row = found.entry(value).or_insert_with(|| vec![Amount::ZERO; span.len()]);
            if let Some(sum) = row.get_mut(place) {
                *sum += amount;
            }
        };
        self.settle(values, fold, &slots, span, &mut add_day);
        found
    }

    /// Whether a currency can be part of the figures: it is the shown one, or there are rates.
    fn counts(&self, currency: usize) -> bool {
        let Some(from) = self.books.ledger.currencies().get(currency).copied() else { return false };
        let last = self.books.ledger.span().map(|span| span.last);
        from == self.currency
            || last.is_some_and(|day| self.books.config.rates.on(from, self.currency, day).is_some())
    }

    fn slots(&self, values: &Values<'_>, fold: &dyn Fn(Value) -> Value, days: usize) -> Slots {
        let ledger = &self.books.ledger;
        let shown =
            ledger.currencies().iter().position(|currency| *currency == self.currency).unwrap_or(usize::MAX);
        let counts: Vec<bool> =
            (0..ledger.currencies().len()).map(|currency| self.counts(currency)).collect();
        let of_catalog = values.dimension.is_of_catalog();
        let (mut found, mut places) = (Slots::with(ledger.items().len()), HashMap::new());
        for (place, item) in ledger.items().iter().enumerate() {
            let (mut plain, mut complex) = (NOT_ASKED, NOT_ASKED);
            if self.sifted.has(place) && counts.get(item.currency()).copied().unwrap_or_default() {
                let sharing = match self.books.allocation.target(place) {
                    Target::Shared(number) if of_catalog || self.sifted.splits => Some(*number),
                    _ => None,
                };
                let value =
                    if sharing.is_some() && of_catalog { COMMON } else { fold(values.of_item(place, item)) };
                let slot = Slot { value, currency: item.currency(), sharing };
                if slot.is_plain(shown) {
                    plain = found.plain(slot.value, &mut places);
                } else {
                    complex = found.complex(slot, &mut places, (days, fold(COMMON)));
                }
            }
            found.plain.push(plain);
            found.complex.push(complex);
        }
        found
    }

    /// Converts and splits what is not plain, day by day.
    fn settle(
        &self,
        values: &Values<'_>,
        fold: &dyn Fn(Value) -> Value,
        slots: &Slots,
        span: Span,
        add_day: &mut dyn FnMut(Value, usize, Amount),
    ) {
        if slots.complex_slots.is_empty() {
            return;
        }
        let grid = self.books.ledger.daily(self.measure, span, &slots.complex, slots.complex_slots.len());
        let of_catalog = values.dimension.is_of_catalog();
        for (number, slot) in slots.complex_slots.iter().enumerate() {
            let days = self.converted(&grid, number, slot.currency, span);
            let sharing =
                slot.sharing.and_then(|sharing| self.books.allocation.sharings.get(sharing as usize));
            let Some(sharing) = sharing else {
                days.for_each(|(place, _, amount)| add_day(slot.value, place, amount));
                continue;
            };
            let (wanted, of_parts) = self.wanted(sharing, values, fold);
            for (place, day, amount) in days {
                sharing.split(amount, day, slot.currency, &wanted, |part, amount| {
                    let value = if of_catalog { of_parts.get(part).copied() } else { None };
                    add_day(value.unwrap_or(slot.value), place, amount);
                });
            }
        }
    }

    /// The places of the parts that are asked about, and the value of each part.
    fn wanted(
        &self,
        sharing: &Sharing,
        values: &Values<'_>,
        fold: &dyn Fn(Value) -> Value,
    ) -> (Vec<usize>, Vec<Value>) {
        let parts = sharing.parts.iter();
        let wanted = parts.clone().enumerate().filter(|(_, entity)| self.sifted.wants(**entity));
        (
            wanted.map(|(place, _)| place).collect(),
            parts.map(|entity| fold(values.of_entity(*entity))).collect(),
        )
    }

    /// The days of a slot on which there is something, in the shown currency.
    fn converted(
        &self,
        grid: &Grid,
        slot: usize,
        currency: usize,
        span: Span,
    ) -> impl Iterator<Item = (usize, Day, Amount)> {
        let from = self.books.ledger.currencies().get(currency).copied().unwrap_or(self.currency);
        let days = grid.row(slot).zip(span.days()).enumerate().filter(|(_, (amount, _))| !amount.is_zero());
        days.filter_map(move |(place, (amount, day))| {
            Some((place, day, self.books.config.rates.convert(amount, from, self.currency, day)?))
        })
    }
}

impl Slots {
    fn with(items: usize) -> Self {
        Self {
            plain: Vec::with_capacity(items),
            plain_values: Vec::new(),
            complex: Vec::with_capacity(items),
            complex_slots: Vec::new(),
        }
    }

    fn plain(&mut self, value: Value, places: &mut HashMap<(bool, Slot), u32>) -> u32 {
        let slot = Slot { value, currency: 0, sharing: None };
        let next = u32::try_from(self.plain_values.len()).unwrap_or(NOT_ASKED);
        let values = &mut self.plain_values;
        *places.entry((true, slot)).or_insert_with(|| {
            values.push(value);
            next
        })
    }

    /// Too many of these for the days are one value: they are held day by day.
    fn complex(
        &mut self,
        mut slot: Slot,
        places: &mut HashMap<(bool, Slot), u32>,
        (days, common): (usize, Value),
    ) -> u32 {
        let is_full = self.complex_slots.len().saturating_mul(days) > COMPLEX_CELLS;
        if is_full && !places.contains_key(&(false, slot)) {
            slot.value = common;
        }
        let next = u32::try_from(self.complex_slots.len()).unwrap_or(NOT_ASKED);
        let slots = &mut self.complex_slots;
        *places.entry((false, slot)).or_insert_with(|| {
            slots.push(slot);
            next
        })
    }
}

fn add(sums: &mut [Amount], others: &[Amount]) {
    for (sum, other) in sums.iter_mut().zip(others) {
        *sum += *other;
    }
}
