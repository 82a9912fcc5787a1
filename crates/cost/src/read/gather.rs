//! Items and their costs while a file is read, in bounded memory.

use super::lists::Lists;
use crate::{
    chunk::{Cell, Chunk, insert},
    day::{Month, Span},
    item::{Item, Symbols, Text},
    money::{Amount, Currency},
};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    mem::size_of,
    ops::ControlFlow,
};

/// Where the currency is among the numbers that make up an item, behind the fields.
pub(super) const CURRENCY: usize = 12;
/// The set of its tags.
pub(super) const TAGS: usize = 13;
/// The first of its further columns and of tags in columns of their own.
pub(super) const FURTHER: usize = 14;

/// What an item's number from [`FURTHER`] on is.
pub(super) struct Further {
    pub(super) name: String,
    pub(super) is_tag: bool,
}

/// What one row costs.
#[derive(Clone, Copy)]
pub(super) struct Charge {
    pub(super) month: Month,
    pub(super) days: Span,
    pub(super) billed: Amount,
    pub(super) effective: Amount,
}

/// Items and their costs since the last time that memory was made free.
#[derive(Default)]
pub(super) struct Gather {
    pub(super) symbols: Symbols,
    /// Sets of tags: numbers of keys and values by turns.
    tag_sets: Lists,
    /// Items: numbers of texts, without zeros at the end.
    items: Lists,
    months: Vec<(Month, Cells)>,
    cell_bytes: usize,
}

/// By item.
type Cells = Vec<Vec<Cell>>;

impl Gather {
    /// The number of a set of tags.
    pub(super) fn tag_set(&mut self, pairs: &[u32]) -> u32 {
        // An item without tags has the number 0 there, as it has where a text is empty.
        if self.tag_sets.len() == 0 {
            self.tag_sets.intern(&[]);
        }
        self.tag_sets.intern(pairs)
    }

    /// Adds a row's costs.
    pub(super) fn add(&mut self, numbers: &[u32], charge: Charge) {
        let item = self.items.intern(trimmed(numbers)) as usize;
        let Charge { month, days, billed, effective } = charge;
        let known = self.months.iter().position(|(known, _)| *known == month);
        let at = known.unwrap_or_else(|| {
            self.months.push((month, Vec::new()));
            self.months.len() - 1
        });
        let Some((_, cells)) = self.months.get_mut(at) else { return };
        if cells.len() <= item {
            cells.resize_with(item + 1, Vec::new);
        }
        let Some(cells) = cells.get_mut(item) else { return };
        let before = cells.capacity();
        if days.first == days.last {
            insert(cells, Cell { day: days.first, rows: 1, billed, effective });
        } else {
            let even = vec![1; days.len()];
            let parts = billed.split(&even).into_iter().zip(effective.split(&even));
            for (at, (day, (billed, effective))) in days.days().zip(parts).enumerate() {
                insert(cells, Cell { day, rows: u32::from(at == 0), billed, effective });
            }
        }
        self.cell_bytes += (cells.capacity() - before) * size_of::<Cell>();
    }

    /// What its cells take in memory, in bytes.
    pub(super) const fn cell_bytes(&self) -> usize {
        self.cell_bytes
    }

    /// What it takes in memory, roughly, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let lists: usize =
            self.months.iter().map(|(_, cells)| cells.capacity() * size_of::<Vec<Cell>>()).sum();
        self.symbols.bytes() + self.tag_sets.bytes() + self.items.bytes() + lists + self.cell_bytes
    }

    /// Takes a further column out of all items; those that become the same come together.
    pub(super) fn without_further(&mut self, at: usize) {
        self.rekey(|numbers, _| {
            if let Some(number) = numbers.get_mut(at) {
                *number = 0;
            }
        });
    }

    /// Takes a tag out of all sets of tags. Their numbers change.
    pub(super) fn without_tag(&mut self, key: Text) {
        let old = std::mem::take(&mut self.tag_sets);
        let mut new = Vec::with_capacity(old.len());
        for number in 0..old.len() {
            let set = old.get(u32::try_from(number).unwrap_or(u32::MAX));
            let left: Vec<u32> =
                set.chunks(2).filter(|pair| pair[0] as usize != key.index()).flatten().copied().collect();
            new.push(self.tag_set(&left));
        }
        self.rekey(|numbers, _| {
            if let Some(number) = numbers.get_mut(TAGS) {
                *number = new.get(*number as usize).copied().unwrap_or(0);
            }
        });
    }

    fn rekey(&mut self, mut change: impl FnMut(&mut Vec<u32>, u32)) {
        let old = std::mem::take(&mut self.items);
        let mut places = Vec::with_capacity(old.len());
        for number in 0..u32::try_from(old.len()).unwrap_or(u32::MAX) {
            let mut numbers = old.get(number).to_vec();
            change(&mut numbers, number);
            places.push(self.items.intern(trimmed(&numbers)) as usize);
        }
        self.cell_bytes = 0;
        for (_, cells) in &mut self.months {
            let mut together: Cells = vec![Vec::new(); self.items.len()];
            for (from, &to) in std::mem::take(cells).into_iter().zip(&places) {
                let Some(into) = together.get_mut(to) else { continue };
                if into.is_empty() {
                    *into = from;
                    continue;
                }
                for cell in from {
                    insert(into, cell);
                }
            }
            self.cell_bytes += together.iter().map(Vec::capacity).sum::<usize>() * size_of::<Cell>();
            *cells = together;
        }
    }

    /// Gives all that is gathered away, a chunk for each month, and begins anew.
    pub(super) fn give(
        &mut self,
        further: &[Further],
        sink: &mut dyn FnMut(Chunk) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut months = std::mem::take(&mut self.months);
        months.sort_by_key(|(month, _)| *month);
        for (month, cells) in months {
            let chunk = self.chunk(month, cells, further);
            if !chunk.is_empty() {
                sink(chunk)?;
            }
        }
        *self = Self::default();
        ControlFlow::Continue(())
    }

    fn chunk(&self, month: Month, cells: Cells, further: &[Further]) -> Chunk {
        let mut symbols = Symbols::new();
        let mut moved = vec![None; self.symbols.len()];
        let mut text = |number: u32| {
            let old = Text::from_number(number);
            let Some(place) = moved.get_mut(old.index()) else { return Text::EMPTY };
            *place.get_or_insert_with(|| symbols.intern(self.symbols.get(old)))
        };
        let mut names = Symbols::new();
        let (mut items, mut kept) = (Vec::new(), Vec::new());
        let mut named = Vec::new();
        for (number, cells) in cells.into_iter().enumerate().filter(|(_, cells)| !cells.is_empty()) {
            let numbers = self.items.get(u32::try_from(number).unwrap_or(u32::MAX));
            let Some(currency) = self.currency(numbers) else { continue };
            let mut item = Item::new(currency);
            for (field, &number) in item.fields_mut().into_iter().zip(numbers) {
                *field = text(number);
            }
            let set = self.tag_sets.get(numbers.get(TAGS).copied().unwrap_or(0));
            item.tags = set.chunks(2).map(|pair| (text(pair[0]), text(pair[1]))).collect();
            named.clear();
            for (about, &number) in further.iter().zip(numbers.iter().skip(FURTHER)) {
                if number != 0 {
                    // Names are put among the texts afterwards: `text` holds them now.
                    named.push((names.intern(&about.name), about.is_tag, text(number)));
                }
            }
            items.push((item, named.clone()));
            kept.push(cells);
        }
        let items = items.into_iter().map(|(item, named)| with_names(item, &named, &names, &mut symbols));
        let mut items: Vec<Item> = items.collect();
        together(&mut items, &mut kept);
        Chunk::from_parts(month, symbols, items, kept)
    }

    fn currency(&self, numbers: &[u32]) -> Option<Currency> {
        let text = self.symbols.get(Text::from_number(numbers.get(CURRENCY).copied()?));
        Currency::from_bytes(text.as_bytes())
    }
}

/// Items that have become the same, such as by a tag that one row has in a column of its own and another among all
/// tags, come together.
fn together(items: &mut Vec<Item>, cells: &mut Cells) {
    let hasher = RandomState::new();
    let mut firsts: HashMap<u64, usize> = HashMap::with_capacity(items.len());
    let mut is_again = vec![false; items.len()];
    for (at, item) in items.iter().enumerate() {
        let first = *firsts.entry(hasher.hash_one(item)).or_insert(at);
        if first == at || items.get(first) != Some(item) {
            continue;
        }
        let again = cells.get_mut(at).map(std::mem::take).unwrap_or_default();
        if let (Some(own), Some(mark)) = (cells.get_mut(first), is_again.get_mut(at)) {
            *mark = true;
            for cell in again {
                insert(own, cell);
            }
        }
    }
    if is_again.contains(&true) {
        let mut marks = is_again.iter();
        items.retain(|_| marks.next() != Some(&true));
        let mut marks = is_again.iter();
        cells.retain(|_| marks.next() != Some(&true));
    }
}

/// Puts further columns into an item; tags in the order of their keys, of equal keys the first.
fn with_names(mut item: Item, named: &[(Text, bool, Text)], names: &Symbols, symbols: &mut Symbols) -> Item {
    for &(name, is_tag, value) in named {
        let pair = (symbols.intern(names.get(name)), value);
        if is_tag { item.tags.push(pair) } else { item.columns.push(pair) }
    }
    item.tags.sort_by(|a, b| symbols.get(a.0).cmp(symbols.get(b.0)));
    item.tags.dedup_by_key(|(key, _)| *key);
    item
}

fn trimmed(numbers: &[u32]) -> &[u32] {
    let end = numbers.iter().rposition(|&number| number != 0).map_or(0, |last| last + 1);
    numbers.get(..end).unwrap_or_default()
}
