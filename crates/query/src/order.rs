//! Sorted lists that keep everything: for the portal's own pages and for paged `/entities`.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use crate::index::Index;
use crate::limits::MAX_SORTED_ROWS;
use crate::walk::{Direction, Repeats, Tie, Walk, gathering_is_cheaper, in_tie_order};

/// By which key a list is sorted, and which way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// A dotted path as in filters.
    pub key: String,
    /// Which way.
    pub direction: Direction,
}

impl Index {
    /// A page of the entities in `within`, each once: sorted by the key, entities without it last,
    /// ties by reference.
    pub fn page(&self, within: &RoaringBitmap, order: &Order, offset: usize, limit: usize) -> Vec<u32> {
        let within = within & &self.all;
        let mut slots = Vec::new();
        let mut lacking = within.clone();
        let mut met = 0;
        if let Some(key) = self.terms.key(&order.key.to_lowercase()) {
            let walk = Walk {
                index: self,
                key,
                within: &within,
                direction: order.direction,
                tie: Tie::EntityRef,
                tie_direction: Direction::Ascending,
                repeats: Repeats::Never,
                after: None,
                like: None,
            };
            slots.extend(walk.rows(offset, limit).into_iter().map(|(_, slot)| slot));
            let valued = key.valued_in(&within);
            met = usize::try_from(valued.len()).unwrap_or(usize::MAX);
            lacking -= valued;
        }
        if slots.len() < limit {
            let skip = offset.saturating_sub(met);
            let take = skip.saturating_add(limit - slots.len());
            let rest = in_tie_order(self, &lacking, Tie::EntityRef, Direction::Ascending, None, take);
            slots.extend(rest.into_iter().skip(skip));
        }
        slots
    }
}

/// Rows sorted by several keys, entities without a value last, ties by uid; an entity is repeated
/// for every combination of its values. Keys must be in lower case to be found.
pub(crate) fn by_all_orders(
    index: &Index,
    within: &RoaringBitmap,
    orders: &[Order],
    offset: usize,
    take: usize,
) -> Vec<u32> {
    let need = offset.saturating_add(take).min(MAX_SORTED_ROWS);
    let mut rows = Rows { index, need, slots: Vec::new() };
    rows.emit(within, orders);
    rows.slots.into_iter().skip(offset).collect()
}

struct Rows<'a> {
    index: &'a Index,
    need: usize,
    slots: Vec<u32>,
}

impl Rows<'_> {
    fn emit(&mut self, set: &RoaringBitmap, orders: &[Order]) {
        let Some((order, rest)) = orders.split_first() else {
            let take = self.need - self.slots.len();
            let tied = in_tie_order(self.index, set, Tie::Uid, Direction::Ascending, None, take);
            self.slots.extend(tied);
            return;
        };
        let mut lacking = set.clone();
        if let Some(key) = self.index.terms.key(&order.key) {
            lacking -= key.valued_in(set);
            let wanted = (self.need - self.slots.len()) as u64;
            if gathering_is_cheaper(set.len(), wanted, key.values().len() as u64) {
                self.emit_gathered(set, order, rest);
            } else {
                let terms: Box<dyn Iterator<Item = &u32>> = match order.direction {
                    Direction::Ascending => Box::new(key.values().values()),
                    Direction::Descending => Box::new(key.values().values().rev()),
                };
                for term in terms.filter_map(|id| self.index.terms.term(*id)) {
                    self.emit_group(&term.postings.intersect(set), rest);
                    if self.is_full() {
                        return;
                    }
                }
            }
        }
        self.emit_group(&lacking, rest);
    }

    /// For a set that is small compared with the key: its values are collected and sorted.
    fn emit_gathered(&mut self, set: &RoaringBitmap, order: &Order, rest: &[Order]) {
        let Some(key) = self.index.terms.key(&order.key) else { return };
        let mut groups: BTreeMap<&str, RoaringBitmap> = BTreeMap::new();
        for slot in set {
            for (value, _) in self.index.terms.values_of(self.index.terms_of(slot), key) {
                groups.entry(value).or_default().insert(slot);
            }
        }
        let groups: Box<dyn Iterator<Item = RoaringBitmap>> = match order.direction {
            Direction::Ascending => Box::new(groups.into_values()),
            Direction::Descending => Box::new(groups.into_values().rev()),
        };
        for group in groups {
            self.emit_group(&group, rest);
        }
    }

    fn emit_group(&mut self, group: &RoaringBitmap, rest: &[Order]) {
        if !group.is_empty() && !self.is_full() {
            self.emit(group, rest);
        }
    }

    fn is_full(&self) -> bool {
        self.slots.len() >= self.need
    }
}
