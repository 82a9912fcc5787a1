//! All costs in memory: what is paid for once, and its days as dense runs of numbers, so that any question is answered
//! by walking over them.
//!
//! A page holds what one chunk brought; pages add up. Within a page, an item's days are cut into runs without large
//! gaps. A run's amounts are whole numbers of one power of ten: 64 bits are enough for nearly all bills, and exact. Where
//! they are not, 128 bits are taken. Sums over many days are differences of running sums; single days of most runs of a
//! page add up in 64 bits, as far as it is known that these suffice.

mod build;
mod page;
mod pass;

pub use build::LedgerBuilder;
pub use pass::{Exchange, Grid};

use crate::{
    day::Span,
    item::{Symbols, Text},
    money::Currency,
};
use page::Page;

/// The slot of items that are not asked about.
pub const NOT_ASKED: u32 = u32::MAX;

/// All costs.
#[derive(Debug, Default)]
pub struct Ledger {
    symbols: Symbols,
    items: Vec<Entry>,
    /// Sets of tags and of further columns, each once.
    sets: Vec<Box<[(Text, Text)]>>,
    currencies: Vec<Currency>,
    pages: Vec<Page>,
    span: Option<Span>,
    cells: usize,
}

/// What is paid for, in the ledger's own texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entry {
    fields: [Text; 12],
    currency: u16,
    tags: u32,
    columns: u32,
}

/// The fields of an [`Entry`], in the order of [`crate::item::Item::fields`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Who provides the service.
    Provider,
    /// The account that the bill goes to.
    BillingAccount,
    /// Its name.
    BillingAccountName,
    /// The account that uses the service.
    Account,
    /// Its name.
    AccountName,
    /// Kind of service.
    Category,
    /// The service.
    Service,
    /// Id of the resource.
    Resource,
    /// Its name.
    ResourceName,
    /// Its type.
    ResourceType,
    /// Id of the region.
    Region,
    /// Kind of charge.
    Charge,
}

impl Ledger {
    /// The texts.
    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// What is paid for, in the order of their numbers.
    pub fn items(&self) -> &[Entry] {
        &self.items
    }

    /// From the first to the last day with costs.
    pub fn span(&self) -> Option<Span> {
        self.span
    }

    /// How many days of items there are.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// The currencies, in the order of their numbers in entries.
    pub fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    /// The text of a field of an item.
    pub fn text(&self, item: &Entry, field: Field) -> &str {
        self.symbols.get(item.field(field))
    }

    /// The tags of an item.
    pub fn tags(&self, item: &Entry) -> &[(Text, Text)] {
        self.set(item.tags)
    }

    /// The further columns of an item.
    pub fn columns(&self, item: &Entry) -> &[(Text, Text)] {
        self.set(item.columns)
    }

    /// Number of the set of tags and of further columns: equal numbers are equal sets.
    pub(crate) fn set_numbers(item: &Entry) -> (u32, u32) {
        (item.tags, item.columns)
    }

    /// All sets of pairs, by number.
    pub(crate) fn sets(&self) -> &[Box<[(Text, Text)]>] {
        &self.sets
    }

    /// What it takes in memory, roughly, in bytes.
    pub fn bytes(&self) -> usize {
        let pages = self.pages.iter().map(Page::bytes);
        let sets = self.sets.iter().map(|set| size_of_val(&**set) + size_of::<usize>() * 2);
        self.symbols.bytes() + size_of_val(&*self.items) + sets.sum::<usize>() + pages.sum::<usize>()
    }

    fn set(&self, number: u32) -> &[(Text, Text)] {
        self.sets.get(number as usize).map_or(&[], |set| &**set)
    }
}

impl Entry {
    /// The text of a field.
    pub fn field(&self, field: Field) -> Text {
        self.fields.get(field as usize).copied().unwrap_or_default()
    }

    /// The number of its currency in [`Ledger::currencies`].
    pub fn currency(&self) -> usize {
        usize::from(self.currency)
    }
}

#[cfg(test)]
mod tests;
