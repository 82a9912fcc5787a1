//! Putting a ledger together, chunk by chunk.

use super::{
    Entry, Ledger,
    page::{Page, Run},
};
use crate::{
    chunk::Chunk,
    day::{Day, Span},
    item::{Item, Symbols, Text},
    limits::RUN_GAP,
    money::{Amount, Currency},
};
use std::collections::HashMap;

/// A ledger in the making. Chunks can be let go as soon as they were added.
#[derive(Debug, Default)]
pub struct LedgerBuilder {
    ledger: Ledger,
    items: HashMap<Entry, u32>,
    sets: HashMap<Box<[(Text, Text)]>, u32>,
}

/// What is known of one day of an item.
#[derive(Clone, Copy, Debug)]
struct Cell {
    day: Day,
    billed: i128,
    effective: i128,
}

/// A page in the making.
#[derive(Debug, Default)]
struct Writing {
    runs: Vec<Run>,
    narrow: Vec<i64>,
    wide: Vec<i128>,
    span: Option<Span>,
}

impl LedgerBuilder {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what a chunk brought to what is there.
    pub fn add(&mut self, chunk: &Chunk) {
        self.add_some(chunk, |_| true);
    }

    /// Adds those items of a chunk that count.
    pub fn add_some(&mut self, chunk: &Chunk, counts: impl Fn(&Item) -> bool) {
        let known: Vec<Text> =
            chunk.symbols().iter().map(|(_, text)| self.ledger.symbols.intern(text)).collect();
        let mut page = Writing::default();
        let mut cells = Vec::new();
        for (item, days) in chunk.iter().filter(|(item, _)| counts(item)) {
            let number = self.item(item, &known);
            cells.clear();
            cells.extend(days.iter().map(|cell| Cell {
                day: cell.day,
                billed: cell.billed.raw(),
                effective: cell.effective.raw(),
            }));
            page.item(number, &mut cells);
        }
        self.file(page);
    }

    /// Adds the days of one item; for tests and for costs that were made up.
    pub fn add_item(&mut self, symbols: &Symbols, item: &Item, days: &[(Day, Amount, Amount)]) {
        let known: Vec<Text> = symbols.iter().map(|(_, text)| self.ledger.symbols.intern(text)).collect();
        let number = self.item(item, &known);
        let mut cells: Vec<Cell> = days
            .iter()
            .map(|(day, billed, effective)| Cell {
                day: *day,
                billed: billed.raw(),
                effective: effective.raw(),
            })
            .collect();
        let mut page = Writing::default();
        page.item(number, &mut cells);
        self.file(page);
    }

    /// The finished ledger.
    pub fn finish(mut self) -> Ledger {
        self.ledger.items.shrink_to_fit();
        self.ledger.pages.sort_by_key(|page| page.span.first);
        self.ledger
    }

    /// The number of an item, whose texts are those of another table.
    fn item(&mut self, item: &Item, known: &[Text]) -> u32 {
        let text = |text: Text| known.get(text.index()).copied().unwrap_or_default();
        let tags = self.set(item.tags.iter().map(|(key, value)| (text(*key), text(*value))).collect());
        let columns = self.set(item.columns.iter().map(|(key, value)| (text(*key), text(*value))).collect());
        let currency = self.currency(item.currency);
        let entry = Entry { fields: item.fields().map(text), currency, tags, columns };
        let next = u32::try_from(self.ledger.items.len()).unwrap_or(u32::MAX);
        let items = &mut self.ledger.items;
        *self.items.entry(entry).or_insert_with(|| {
            items.push(entry);
            next
        })
    }

    fn set(&mut self, pairs: Box<[(Text, Text)]>) -> u32 {
        if let Some(known) = self.sets.get(&pairs) {
            return *known;
        }
        let next = u32::try_from(self.ledger.sets.len()).unwrap_or(u32::MAX);
        self.ledger.sets.push(pairs.clone());
        self.sets.insert(pairs, next);
        next
    }

    fn currency(&mut self, currency: Currency) -> u16 {
        let place = self.ledger.currencies.iter().position(|known| *known == currency);
        let place = place.unwrap_or_else(|| {
            self.ledger.currencies.push(currency);
            self.ledger.currencies.len() - 1
        });
        // There are fewer codes of three letters than numbers of 16 bits.
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    fn file(&mut self, page: Writing) {
        let Some(span) = page.span else { return };
        self.ledger.cells += page.runs.iter().map(|run| usize::from(run.len)).sum::<usize>();
        self.ledger.span = Some(self.ledger.span.map_or(span, |known| known.with(span)));
        self.ledger.pages.push(Page::new(span, page.runs, page.narrow, page.wide));
    }
}

impl Writing {
    /// Writes the days of an item, in runs.
    fn item(&mut self, item: u32, cells: &mut Vec<Cell>) {
        cells.sort_by_key(|cell| cell.day);
        cells.dedup_by(|later, earlier| {
            let same = later.day == earlier.day;
            if same {
                earlier.billed = earlier.billed.saturating_add(later.billed);
                earlier.effective = earlier.effective.saturating_add(later.effective);
            }
            same
        });
        let mut rest = cells.as_slice();
        while let Some(first) = rest.first() {
            let breaks = |pair: &&[Cell]| {
                let [one, other] = pair else { return true };
                let len = other.day.since(first.day).saturating_add(1);
                other.day.since(one.day) > RUN_GAP || u16::try_from(len).is_err()
            };
            let end = rest.windows(2).take_while(|pair| !breaks(pair)).count() + 1;
            let (run, others) = rest.split_at(end);
            rest = others;
            self.run(item, run);
        }
    }

    fn run(&mut self, item: u32, cells: &[Cell]) {
        let [first, ..] = cells else { return };
        let last = cells.last().unwrap_or(first).day;
        let span = Span::new(first.day, last);
        self.span = Some(self.span.map_or(span, |known| known.with(span)));
        let is_same = cells.iter().all(|cell| cell.billed == cell.effective);
        let amounts = || cells.iter().flat_map(|cell| [cell.billed, cell.effective]);
        let power = common_power(amounts());
        let one = 10_i128.pow(u32::from(power));
        let is_wide = !fits(cells.iter().map(|cell| cell.billed / one))
            || !fits(cells.iter().map(|cell| cell.effective / one));
        let mut dense = |of: fn(&Cell) -> i128| {
            let mut values = vec![0_i128; span.len()];
            for cell in cells {
                let place = usize::try_from(cell.day.since(first.day)).unwrap_or_default();
                if let Some(value) = values.get_mut(place) {
                    *value = of(cell) / one;
                }
            }
            self.keep(&values, is_wide)
        };
        let billed = dense(|cell| cell.billed);
        let effective = if is_same { billed } else { dense(|cell| cell.effective) };
        let len = u16::try_from(span.len()).unwrap_or(u16::MAX);
        self.runs.push(Run { item, first: first.day, len, power, is_wide, billed, effective });
    }

    /// Appends amounts, the narrow ones as running sums; where they begin.
    fn keep(&mut self, values: &[i128], is_wide: bool) -> u32 {
        let place = if is_wide { self.wide.len() } else { self.narrow.len() };
        if is_wide {
            self.wide.extend_from_slice(values);
        } else {
            let mut sum = 0;
            self.narrow.push(0);
            self.narrow.extend(values.iter().map(|value| {
                sum += value;
                i64::try_from(sum).unwrap_or_default()
            }));
        }
        // One chunk has a bounded size, far below this.
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}

/// Whether 64 bits hold amounts and their running sums.
fn fits(amounts: impl Iterator<Item = i128>) -> bool {
    let mut sum = 0_i128;
    let mut fits = amounts.map(|amount| {
        sum = sum.saturating_add(amount);
        i64::try_from(amount).is_ok() && i64::try_from(sum).is_ok()
    });
    fits.all(|fits| fits)
}

/// The greatest power of ten that all amounts are multiples of; at most that of the currency's unit.
fn common_power(amounts: impl Iterator<Item = i128>) -> u8 {
    let mut power: u8 = 18;
    for amount in amounts {
        while power > 0 && amount % 10_i128.pow(u32::from(power)) != 0 {
            power -= 1;
        }
    }
    power
}
