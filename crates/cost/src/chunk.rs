//! What one file says about one billing month: the unit that is stored. Chunks add up.

mod build;
mod code;

pub use build::ChunkBuilder;
pub(crate) use build::insert;

use crate::{
    day::{Day, Month, Span},
    item::{Item, Symbols},
    money::{Amount, Currency},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What an item costs on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The day.
    pub day: Day,
    /// Rows of the bill that begin on this day.
    pub rows: u32,
    /// What is invoiced for it.
    pub billed: Amount,
    /// What it costs when what was paid in advance is spread over its use.
    pub effective: Amount,
}

impl Cell {
    /// Adds what another one of the same day says.
    pub fn add(&mut self, other: &Self) {
        self.rows = self.rows.saturating_add(other.rows);
        self.billed += other.billed;
        self.effective += other.effective;
    }
}

/// What all is together in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// The currency.
    pub currency: Currency,
    /// Rows of the bill.
    pub rows: u64,
    /// What is invoiced.
    pub billed: Amount,
    /// What it costs when what was paid in advance is spread over its use.
    pub effective: Amount,
}

impl Total {
    /// Totals of several bills added up, one for each currency.
    pub fn sums(totals: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut sums = Totals::default();
        for Self { currency, rows, billed, effective } in totals {
            sums.add(currency, rows, billed, effective);
        }
        sums.list()
    }
}

/// Whose costs something is about; empty for what the bill does not say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// The account that the bill goes to.
    pub billing_account: String,
    /// The account that uses the services.
    pub account: String,
}

/// What one file, or a part of it, says about one billing month.
///
/// **Invariants:** every item stands once and has a cell; its cells are in the order of their days, every day once; all
/// texts of items are in the symbols.
#[derive(Clone, Debug)]
pub struct Chunk {
    month: Month,
    symbols: Symbols,
    items: Vec<Item>,
    cells: Vec<Vec<Cell>>,
}

/// Why bytes are no chunk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// Another version of the program wrote them.
    #[error("costs are stored in version {0}, which this program does not know: import the files again")]
    Version(u8),
    /// They are damaged.
    #[error("stored costs are damaged ({0}): import the files again")]
    Damaged(&'static str),
}

impl Chunk {
    /// The billing month.
    pub const fn month(&self) -> Month {
        self.month
    }

    /// The texts of the items.
    pub const fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// The items.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Each item with its cells in the order of their days.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Item, &[Cell])> {
        self.items.iter().zip(self.cells.iter().map(Vec::as_slice))
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// From the first day with costs to the last; none if it says nothing. Charges may lie outside of the billing month.
    pub fn span(&self) -> Option<Span> {
        let ends = |cells: &Vec<Cell>| Some(Span::new(cells.first()?.day, cells.last()?.day));
        self.cells.iter().filter_map(ends).reduce(Span::with)
    }

    /// Its sums, by currency in the order of their codes.
    pub fn totals(&self) -> Vec<Total> {
        let mut totals = Totals::default();
        for (item, cells) in self.iter() {
            for cell in cells {
                totals.add(item.currency, u64::from(cell.rows), cell.billed, cell.effective);
            }
        }
        totals.list()
    }

    /// Whose costs it holds, in order.
    pub fn scopes(&self) -> Vec<Scope> {
        let ids: BTreeSet<_> = self.items.iter().map(|item| (item.billing_account, item.account)).collect();
        let text = |text| self.symbols.get(text).to_owned();
        let mut scopes: Vec<Scope> = ids
            .into_iter()
            .map(|(billing, account)| Scope { billing_account: text(billing), account: text(account) })
            .collect();
        scopes.sort_unstable();
        scopes
    }

    /// Whose costs this item of it is.
    pub fn scope(&self, item: &Item) -> Scope {
        let text = |text| self.symbols.get(text).to_owned();
        Scope { billing_account: text(item.billing_account), account: text(item.account) }
    }

    /// Leaves out the items for which `keep` says no.
    pub fn retain(&mut self, mut keep: impl FnMut(&Symbols, &Item) -> bool) {
        let keeps: Vec<bool> = self.items.iter().map(|item| keep(&self.symbols, item)).collect();
        let mut at = keeps.iter();
        self.items.retain(|_| *at.next().unwrap_or(&true));
        let mut at = keeps.iter();
        self.cells.retain(|_| *at.next().unwrap_or(&true));
    }
}

/// Sums by currency, while they are made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Totals(BTreeMap<Currency, (u64, Amount, Amount)>);

impl Totals {
    pub(crate) fn add(&mut self, currency: Currency, rows: u64, billed: Amount, effective: Amount) {
        let total = self.0.entry(currency).or_default();
        total.0 += rows;
        total.1 += billed;
        total.2 += effective;
    }

    pub(crate) fn list(&self) -> Vec<Total> {
        let total = |(&currency, &(rows, billed, effective)): (&Currency, &(u64, Amount, Amount))| Total {
            currency,
            rows,
            billed,
            effective,
        };
        self.0.iter().map(total).collect()
    }
}

#[cfg(test)]
mod tests;
