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
    allocation::{Sharing, Target, Together},
    day::Span,
    ledger::{Entry, Exchange, Grid, NOT_ASKED},
    limits::{COMPLEX_CELLS, SHARE_EDGES},
    money::{Amount, Currency},
    question::Measure,
};
use std::{
    borrow::Cow,
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

/// What is gathered from, for one question.
pub(super) struct Gatherer<'a> {
    pub(super) books: &'a Books,
    pub(super) sifted: &'a Sifted,
    pub(super) measure: Measure,
    pub(super) currency: Currency,
    /// What each item cost over some spans: items come together in several ways for one answer, and are added up once.
    items: OnceCell<(Vec<Span>, Vec<Amount>)>,
    /// The days that were looked at last of what is shared, for dimensions of the catalog: it is the same for all of them.
    common: RefCell<Option<(Span, Rc<Grid>)>>,
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

/// What those who are asked about have of sharings, by sharing and currency.
type Shares = HashMap<(u32, usize), Together>;

/// The numbers that slots have got.
#[derive(Default)]
struct Numbers {
    plain: HashMap<Value, u32>,
    shared: HashMap<Slot, u32>,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(books: &'a Books, sifted: &'a Sifted, measure: Measure, currency: Currency) -> Self {
        Self { books, sifted, measure, currency, items: OnceCell::new(), common: RefCell::new(None) }
    }

    /// The sums of each value over some spans, in their order.
    pub(super) fn totals(&self, values: &Values<'_>, spans: &[Span]) -> BTreeMap<Value, Vec<Amount>> {
        let nothing = || vec![Amount::ZERO; spans.len()];
        let slots = self.slots(values, &|value| value);
        let mut sums = vec![Amount::ZERO; slots.plain_values.len().saturating_mul(spans.len())];
        let items = self.items(spans);
        for (slot, of_item) in slots.plain.iter().zip(items.chunks(spans.len().max(1))) {
            let start = (*slot as usize).saturating_mul(spans.len());
            if let Some(sums) = sums.get_mut(start..start.saturating_add(spans.len())) {
                add(sums, of_item);
            }
        }
        let mut found: BTreeMap<Value, Vec<Amount>> = BTreeMap::new();
        for (value, sums) in slots.plain_values.iter().zip(sums.chunks(spans.len().max(1))) {
            add(found.entry(*value).or_insert_with(nothing), sums);
        }
        let mut give = |value: Value, days: Span, row: &[Amount]| {
            let sums = found.entry(value).or_insert_with(nothing);
            for (sum, span) in sums.iter_mut().zip(spans) {
                let common = days.within(*span);
                let start = usize::try_from(common.first.since(days.first)).unwrap_or_default();
                *sum += row.get(start..start + common.len()).unwrap_or_default().iter().sum();
            }
        };
        for days in apart(spans) {
            self.settle(values, &|value| value, &slots, days, &mut give);
        }
        found
    }

    /// The sums of each item that is asked about over some spans: as many as there are spans for each, in the order of
    /// the ledger. What is shared is not split.
    pub(super) fn items(&self, spans: &[Span]) -> Cow<'_, [Amount]> {
        let (known, sums) = self.items.get_or_init(|| (spans.to_vec(), self.sums_of_items(spans)));
        if known == spans { Cow::Borrowed(sums) } else { Cow::Owned(self.sums_of_items(spans)) }
    }

    fn sums_of_items(&self, spans: &[Span]) -> Vec<Amount> {
        let Some(hull) = spans.iter().copied().reduce(Span::with) else { return Vec::new() };
        let ledger = &self.books.ledger;
        let counts = self.counting();
        let slot = |(place, item): (usize, &Entry)| {
            let is_asked = self.sifted.has(place) && counts.get(item.currency()).copied().unwrap_or_default();
            u32::try_from(place).ok().filter(|_| is_asked).unwrap_or(NOT_ASKED)
        };
        let slots: Vec<u32> = ledger.items().iter().enumerate().map(slot).collect();
        ledger.totals_in(&self.exchange(hull), self.measure, spans, &slots, slots.len())
    }

    /// The days of each value; `fold` makes several values one.
    pub(super) fn daily(
        &self,
        values: &Values<'_>,
        fold: &dyn Fn(Value) -> Value,
        span: Span,
    ) -> BTreeMap<Value, Vec<Amount>> {
        let nothing = || vec![Amount::ZERO; span.len()];
        let slots = self.slots(values, fold);
        let (exchange, count) = (self.exchange(span), slots.plain_values.len());
        let grid = self.books.ledger.daily_in(&exchange, self.measure, span, &slots.plain, count);
        let mut found: BTreeMap<Value, Vec<Amount>> = BTreeMap::new();
        for (slot, value) in slots.plain_values.iter().enumerate() {
            let row: Vec<Amount> = grid.row(slot).collect();
            add(found.entry(*value).or_insert_with(nothing), &row);
        }
        let mut give = |value: Value, days: Span, row: &[Amount]| {
            let start = usize::try_from(days.first.since(span.first)).unwrap_or(usize::MAX);
            let sums = found.entry(value).or_insert_with(nothing);
            add(sums.get_mut(start..).unwrap_or_default(), row);
        };
        self.settle(values, fold, &slots, span, &mut give);
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

    /// The same of all currencies of the ledger.
    fn counting(&self) -> Vec<bool> {
        (0..self.books.ledger.currencies().len()).map(|currency| self.counts(currency)).collect()
    }

    fn slots(&self, values: &Values<'_>, fold: &dyn Fn(Value) -> Value) -> Slots {
        let ledger = &self.books.ledger;
        let counts = self.counting();
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

    /// Converts and splits what is shared, day by day: so many slots at once that their days stay within bounds. Rows of
    /// days are given of those days of the span that have costs.
    fn settle(
        &self,
        values: &Values<'_>,
        fold: &dyn Fn(Value) -> Value,
        slots: &Slots,
        span: Span,
        give: &mut dyn FnMut(Value, Span, &[Amount]),
    ) {
        let span = self.books.known().map_or(span, |known| known.within(span));
        if span.is_empty() || slots.shared_slots.is_empty() {
            return;
        }
        let exchange = self.exchange(span);
        let of_catalog = values.dimension.is_of_catalog();
        let at_once = (COMPLEX_CELLS / span.len()).max(1);
        let mut shares = Shares::default();
        for (batch, of_batch) in slots.shared_slots.chunks(at_once).enumerate() {
            let within = |slot: &u32| {
                let place = (*slot as usize).checked_sub(batch * at_once);
                let place = place.filter(|place| *place < of_batch.len());
                place.and_then(|place| u32::try_from(place).ok()).unwrap_or(NOT_ASKED)
            };
            let own = || slots.shared.iter().map(within).collect::<Vec<u32>>();
            let gather = || self.books.ledger.daily_in(&exchange, self.measure, span, &own(), of_batch.len());
            let grid = match of_catalog && of_batch.len() == slots.shared_slots.len() {
                true => self.common(span, gather),
                false => Rc::new(gather()),
            };
            for (number, slot) in of_batch.iter().enumerate() {
                let row: Vec<Amount> = grid.row(number).collect();
                if of_catalog {
                    self.split(*slot, (&row, span), (values, fold), give);
                } else {
                    let row = self.part(*slot, (row, span), &mut shares);
                    if row.iter().any(|amount| !amount.is_zero()) {
                        give(fold(slot.value), span, &row);
                    }
                }
            }
        }
    }

    /// What is gathered of these days, or was before.
    fn common(&self, span: Span, gather: impl FnOnce() -> Grid) -> Rc<Grid> {
        let mut kept = self.common.borrow_mut();
        match &*kept {
            Some((known, grid)) if *known == span => Rc::clone(grid),
            _ => {
                let grid = Rc::new(gather());
                *kept = Some((span, Rc::clone(&grid)));
                grid
            }
        }
    }

    /// What of the days of a slot is asked about: the parts of those entities together.
    fn part(&self, slot: Slot, (mut row, span): (Vec<Amount>, Span), shares: &mut Shares) -> Vec<Amount> {
        let Some(sharing) = self.books.allocation.sharings.get(slot.sharing as usize) else { return row };
        let key = (slot.sharing, slot.currency);
        // What is thrown away here can be made again.
        if !shares.contains_key(&key) && shares.values().map(Together::edges).sum::<usize>() > SHARE_EDGES {
            shares.clear();
        }
        let share = shares.entry(key).or_insert_with(|| {
            let parts = sharing.parts.iter().enumerate();
            let wanted = parts.filter(|(_, entity)| self.sifted.wants(**entity));
            sharing.together(&wanted.map(|(place, _)| place).collect::<Vec<_>>(), span, slot.currency)
        });
        for (place, amount) in row.iter_mut().enumerate().filter(|(_, amount)| !amount.is_zero()) {
            *amount = share.of(place, *amount);
        }
        row
    }

    /// The days of a slot, split among the entities that are asked about, by their values.
    fn split(
        &self,
        slot: Slot,
        (row, span): (&[Amount], Span),
        (values, fold): (&Values<'_>, &dyn Fn(Value) -> Value),
        give: &mut dyn FnMut(Value, Span, &[Amount]),
    ) {
        let Some(sharing) = self.books.allocation.sharings.get(slot.sharing as usize) else {
            give(fold(slot.value), span, row);
            return;
        };
        let (wanted, of_parts) = self.wanted(sharing, values, fold);
        // Parts go to the rows of their values.
        let mut numbers: HashMap<Value, usize> = HashMap::new();
        let row_of: Vec<usize> = (of_parts.iter())
            .map(|value| {
                let next = numbers.len();
                *numbers.entry(*value).or_insert(next)
            })
            .collect();
        let mut rows = vec![vec![Amount::ZERO; row.len()]; numbers.len()];
        for ((place, amount), day) in row.iter().enumerate().zip(span.days()) {
            if amount.is_zero() {
                continue;
            }
            sharing.split(*amount, day, slot.currency, &wanted, |part, amount| {
                let row = row_of.get(part).and_then(|number| rows.get_mut(*number));
                if let Some(sum) = row.and_then(|row| row.get_mut(place)) {
                    *sum += amount;
                }
            });
        }
        for (value, number) in numbers {
            let row = rows.get(number).map(Vec::as_slice).unwrap_or_default();
            if row.iter().any(|amount| !amount.is_zero()) {
                give(value, span, row);
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

/// The days of some spans, as spans that have none in common.
fn apart(spans: &[Span]) -> Vec<Span> {
    let mut order: Vec<Span> = spans.iter().copied().filter(|span| !span.is_empty()).collect();
    order.sort_by_key(|span| span.first);
    let mut apart: Vec<Span> = Vec::new();
    for span in order {
        match apart.last_mut().filter(|last| span.first <= last.last.next()) {
            Some(last) => *last = last.with(span),
            None => apart.push(span),
        }
    }
    apart
}

fn add(sums: &mut [Amount], others: &[Amount]) {
    for (sum, other) in sums.iter_mut().zip(others) {
        *sum += *other;
    }
}
