//! Making a chunk item by item.

use super::{Cell, Chunk};
use crate::{
    day::Month,
    item::{Item, Symbols},
};
use std::collections::{HashMap, hash_map::Entry};

/// Gathers items and cells of one billing month; what is the same comes together.
#[derive(Debug)]
pub struct ChunkBuilder {
    month: Month,
    symbols: Symbols,
    items: Vec<Item>,
    cells: Vec<Vec<Cell>>,
    places: HashMap<Item, usize>,
}

impl ChunkBuilder {
    /// Nothing yet.
    pub fn new(month: Month) -> Self {
        Self { month, symbols: Symbols::new(), items: Vec::new(), cells: Vec::new(), places: HashMap::new() }
    }

    /// The texts of the items that are added: intern them here.
    pub fn symbols(&mut self) -> &mut Symbols {
        &mut self.symbols
    }

    /// Adds what an item costs on a day. Its texts are of [`symbols`](Self::symbols).
    pub fn add(&mut self, item: Item, cell: Cell) {
        let at = self.place(item);
        if let Some(cells) = self.cells.get_mut(at) {
            insert(cells, cell);
        }
    }

    /// Adds all that another chunk says, of whatever month.
    pub fn merge(&mut self, other: &Chunk) {
        for (item, cells) in other.iter() {
            let item = item.moved(|text| self.symbols.intern(other.symbols.get(text)));
            let at = self.place(item);
            let Some(own) = self.cells.get_mut(at) else { continue };
            for &cell in cells {
                insert(own, cell);
            }
        }
    }

    /// The chunk; items without cells are not in it.
    pub fn finish(self) -> Chunk {
        let Self { month, symbols, items, cells, .. } = self;
        Chunk { month, symbols, items, cells }
    }

    fn place(&mut self, mut item: Item) -> usize {
        let symbols = &self.symbols;
        item.tags.sort_by(|a, b| symbols.get(a.0).cmp(symbols.get(b.0)));
        match self.places.entry(item) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.items.push(new.key().clone());
                self.cells.push(Vec::new());
                *new.insert(self.items.len() - 1)
            }
        }
    }
}

/// Puts a cell in its place, or adds it to the one that is there.
pub(crate) fn insert(cells: &mut Vec<Cell>, cell: Cell) {
    if cells.last().is_none_or(|last| last.day < cell.day) {
        cells.push(cell);
        return;
    }
    match cells.binary_search_by_key(&cell.day, |known| known.day) {
        Ok(at) => {
            if let Some(known) = cells.get_mut(at) {
                known.add(&cell);
            }
        }
        Err(at) => cells.insert(at, cell),
    }
}

impl Chunk {
    /// From parts that keep the invariants.
    pub(crate) fn from_parts(
        month: Month,
        symbols: Symbols,
        items: Vec<Item>,
        cells: Vec<Vec<Cell>>,
    ) -> Self {
        Self { month, symbols, items, cells }
    }
}
