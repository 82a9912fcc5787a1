//! Adding up what is asked about, by the values of a dimension: over spans, and day by day.
//!
//! Items go to slots; what is of one value is converted and added up by the ledger. What is shared is taken day by day,
//! converted, and split: the parts of every day add up to it exactly.

use super::{
    Books,
    sift::Sifted,
    values::{COMMON, Value, Values},
};
use crate::{
    allocation::{Sharing, Target},
    day::{Day, Span},
    ledger::{Exchange, NOT_ASKED},
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

/// Where shared costs are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Slot {
    value: Value,
    currency: usize,
    /// The number of the sharing.
    sharing: u32,
}

/// Items and their slots: those that need no more than adding up, and those that must be split.
struct Slots {
    plain: Vec<u32>,
    plain_values: Vec<Value>,
    shared: Vec<u32>,
    shared_slots: Vec<Slot>,
}

/// The numbers that slots have got.
#[derive(Default)]
struct Numbers {
    plain: HashMap<Value, u32>,
    shared: HashMap<Slot, u32>,
}

impl Gatherer<'_> {
    /// The sums of each value over some spans, in their order.
    pub(super) fn totals(&self, values: &Values<'_>, spans: &[Span]) -> BTreeMap<Value, Vec<Amount>> {
        let Some(hull) = spans.iter().copied().reduce(Span::with) else { return BTreeMap::new() };
        let slots = self.slots(values, &|value| value);
        let exchange = self.exchange(hull);
        let count = slots.plain_values.len();
        let sums = self.books.ledger.totals_in(&exchange, self.measure, spans, &slots.plain, count);
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
        let slots = self.slots(values, fold);
        let (exchange, count) = (self.exchange(span), slots.plain_values.len());
        let grid = self.books.ledger.daily_in(&exchange, self.measure, span, &slots.plain, count);
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

    /// The rates of some days to the shown currency.
    pub(super) fn exchange(&self, span: Span) -> Exchange {
        Exchange::new(&self.books.ledger, &self.books.config.rates, self.currency, span)
    }

    /// Whether a currency can be part of the figures: it is the shown one, or there are rates.
    fn counts(&self, currency: usize) -> bool {
        let Some(from) = self.books.ledger.currencies().get(currency).copied() else { return false };
        let last = self.books.ledger.span().map(|span| span.last);
        from == self.currency
            || last.is_some_and(|day| self.books.config.rates.on(from, self.currency, day).is_some())
    }

    fn slots(&self, values: &Values<'_>, fold: &dyn Fn(Value) -> Value) -> Slots {
        let ledger = &self.books.ledger;
        let counts: Vec<bool> =
            (0..ledger.currencies().len()).map(|currency| self.counts(currency)).collect();
        let of_catalog = values.dimension.is_of_catalog();
        let (mut found, mut numbers) = (Slots::with(ledger.items().len()), Numbers::default());
        for (place, item) in ledger.items().iter().enumerate() {
            let (mut plain, mut shared) = (NOT_ASKED, NOT_ASKED);
            if self.sifted.has(place) && counts.get(item.currency()).copied().unwrap_or_default() {
                let sharing = match self.books.allocation.target(place) {
                    Target::Shared(number) if of_catalog || self.sifted.splits => Some(*number),
                    _ => None,
                };
                match sharing {
                    None => plain = found.plain(fold(values.of_item(place, item)), &mut numbers),
                    Some(sharing) => {
                        // Not folded before it is split: what is rounded must not depend on what is shown.
                        let value = if of_catalog { COMMON } else { values.of_item(place, item) };
                        let slot = Slot { value, currency: item.currency(), sharing };
                        shared = found.shared(slot, &mut numbers);
                    }
                }
            }
            found.plain.push(plain);
            found.shared.push(shared);
        }
        found
    }

    /// Converts and splits what is shared, day by day: so many slots at once that their days stay within bounds.
    fn settle(
        &self,
        values: &Values<'_>,
        fold: &dyn Fn(Value) -> Value,
        slots: &Slots,
        span: Span,
        add_day: &mut dyn FnMut(Value, usize, Amount),
    ) {
        let exchange = self.exchange(span);
        let at_once = (COMPLEX_CELLS / span.len().max(1)).max(1);
        for (batch, of_batch) in slots.shared_slots.chunks(at_once).enumerate() {
            let within = |slot: &u32| {
                let place = (*slot as usize).checked_sub(batch * at_once);
                let place = place.filter(|place| *place < of_batch.len());
                place.and_then(|place| u32::try_from(place).ok()).unwrap_or(NOT_ASKED)
            };
            let own: Vec<u32> = slots.shared.iter().map(within).collect();
            let grid = self.books.ledger.daily_in(&exchange, self.measure, span, &own, of_batch.len());
            for (number, slot) in of_batch.iter().enumerate() {
                let days = grid.row(number).zip(span.days()).enumerate();
                let days = days.filter(|(_, (amount, _))| !amount.is_zero());
                let days = days.map(|(place, (amount, day))| (place, day, amount));
                self.split(*slot, days, (values, fold), add_day);
            }
        }
    }

    fn split(
        &self,
        slot: Slot,
        days: impl Iterator<Item = (usize, Day, Amount)>,
        (values, fold): (&Values<'_>, &dyn Fn(Value) -> Value),
        add_day: &mut dyn FnMut(Value, usize, Amount),
    ) {
        let Some(sharing) = self.books.allocation.sharings.get(slot.sharing as usize) else {
            days.for_each(|(place, _, amount)| add_day(fold(slot.value), place, amount));
            return;
        };
        let of_catalog = values.dimension.is_of_catalog();
        let (wanted, of_parts) = self.wanted(sharing, values, fold);
        for (place, day, amount) in days {
            sharing.split(amount, day, slot.currency, &wanted, |part, amount| {
                let value = if of_catalog { of_parts.get(part).copied() } else { None };
                add_day(value.unwrap_or_else(|| fold(slot.value)), place, amount);
            });
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
}

impl Slots {
    fn with(items: usize) -> Self {
        Self {
            plain: Vec::with_capacity(items),
            plain_values: Vec::new(),
            shared: Vec::with_capacity(items),
            shared_slots: Vec::new(),
        }
    }

    fn plain(&mut self, value: Value, numbers: &mut Numbers) -> u32 {
        let next = u32::try_from(self.plain_values.len()).unwrap_or(NOT_ASKED);
        let values = &mut self.plain_values;
        *numbers.plain.entry(value).or_insert_with(|| {
            values.push(value);
            next
        })
    }

    fn shared(&mut self, slot: Slot, numbers: &mut Numbers) -> u32 {
        let next = u32::try_from(self.shared_slots.len()).unwrap_or(NOT_ASKED);
        let slots = &mut self.shared_slots;
        *numbers.shared.entry(slot).or_insert_with(|| {
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
