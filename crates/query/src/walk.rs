//! Sorted walks through a set of slots: by the value of one key, ties by uid or reference.
//!
//! The values of a key are kept in order, so a page from the middle costs about as much as the
//! rows it holds. When the set is small compared with the key, it is cheaper to collect its values
//! and sort those; both ways give the same rows.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::index::Index;
use crate::like::Like;
use crate::postings::Postings;
use crate::terms::{Key, TermId};

/// Which way a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// What decides between equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tie {
    Uid,
    EntityRef,
}

/// What happens to an entity with several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// One row for each value.
    PerValue,
    /// One row, where its first value stands.
    Never,
}

/// A row of a walk: the slot, and the term by which it stands where it does.
pub(crate) type WalkRow = (TermId, u32);

/// A sorted walk; entities without a value for `key` are not met.
pub(crate) struct Walk<'a> {
    pub(crate) index: &'a Index,
    pub(crate) key: &'a Key,
    pub(crate) within: &'a RoaringBitmap,
    pub(crate) direction: Direction,
    pub(crate) tie: Tie,
    pub(crate) tie_direction: Direction,
    pub(crate) repeats: Repeats,
    /// Only rows behind this value and tie.
    pub(crate) after: Option<(&'a str, &'a str)>,
    /// Only values like this.
    pub(crate) like: Option<&'a Like>,
}

impl Walk<'_> {
    /// The rows from number `skip` on, at most `take`.
    pub(crate) fn rows(&self, skip: usize, take: usize) -> Vec<WalkRow> {
        let need = skip.saturating_add(take) as u64;
        if gathering_is_cheaper(self.within.len(), need, self.key.values().len() as u64) {
            return self.gather(skip, take);
        }
        self.through_values(skip, take).unwrap_or_else(|| self.gather(skip, take))
    }

    /// None if the values of the set are not spread over those of the key, so that gathering is cheaper after all.
    fn through_values(&self, mut skip: usize, take: usize) -> Option<Vec<WalkRow>> {
        let mut patience = self.within.len().saturating_mul(VALUES_PER_SLOT);
        let mut rows = Vec::new();
        // Only a walk that meets an entity once changes it.
        let mut left = Cow::Borrowed(self.within);
        for term_id in self.ordered_terms() {
            patience = patience.checked_sub(1)?;
            let Some(term) = self.index.terms.term(term_id) else { continue };
            let value = term.value().unwrap_or_default();
            if self.like.is_some_and(|like| !like.matches(value)) {
                continue;
            }
            let after = self.after.filter(|(edge, _)| *edge == value).map(|(_, tie)| tie);
            let mut found = self.tied(&term.postings, &left, after, skip, take - rows.len());
            if self.repeats == Repeats::Never {
                let left = left.to_mut();
                found.iter().for_each(|slot| {
                    left.remove(*slot);
                });
            }
            let skipped = skip.min(found.len());
            skip -= skipped;
            rows.extend(found.drain(skipped..).map(|slot| (term_id, slot)));
            if rows.len() >= take {
                break;
            }
        }
        Some(rows)
    }

    /// The slots of one value in order: at least all that are needed to skip and take as asked.
    fn tied(
        &self,
        postings: &Postings,
        left: &RoaringBitmap,
        after: Option<&str>,
        skip: usize,
        take: usize,
    ) -> Vec<u32> {
        match postings {
            Postings::One(slot) if after.is_none() => {
                left.contains(*slot).then_some(*slot).into_iter().collect()
            }
            _ => {
                let set = postings.intersect(left);
                if after.is_none() && set.len() <= skip as u64 {
                    return set.iter().collect();
                }
                in_tie_order(self.index, &set, self.tie, self.tie_direction, after, skip.saturating_add(take))
            }
        }
    }

    fn ordered_terms(&self) -> Box<dyn Iterator<Item = TermId> + '_> {
        let edge = self.after.map(|(value, _)| value);
        let terms = between::<TermId>(self.key.values(), edge.map(Bound::Included), self.direction);
        Box::new(terms.map(|(_, term)| *term))
    }

    fn gather(&self, skip: usize, take: usize) -> Vec<WalkRow> {
        let mut rows: Vec<(&str, &str, WalkRow)> = Vec::new();
        for slot in self.within {
            let tie = tie_of(self.index, self.tie, slot);
            let values = self.index.terms.values_of(self.index.terms_of(slot), self.key);
            let wanted = values
                .filter(|(value, _)| self.like.is_none_or(|like| like.matches(value)))
                .filter(|(value, _)| self.is_behind(value, tie))
                .map(|(value, term)| (value, tie, (term, slot)));
            match (self.repeats, self.direction) {
                (Repeats::PerValue, _) => rows.extend(wanted),
                (Repeats::Never, Direction::Ascending) => rows.extend(wanted.min()),
                (Repeats::Never, Direction::Descending) => rows.extend(wanted.max()),
            }
        }
        let order = |a: &(&str, &str, WalkRow), b: &(&str, &str, WalkRow)| {
            let values = directed(self.direction, a.0.cmp(b.0));
            values.then_with(|| directed(self.tie_direction, a.1.cmp(b.1)))
        };
        sort_first(&mut rows, skip.saturating_add(take), order);
        rows.into_iter().skip(skip).take(take).map(|(_, _, row)| row).collect()
    }

    fn is_behind(&self, value: &str, tie: &str) -> bool {
        let Some((edge, edge_tie)) = self.after else { return true };
        directed(self.direction, value.cmp(edge))
            .then_with(|| directed(self.tie_direction, tie.cmp(edge_tie)))
            .is_gt()
    }
}

/// Looking at a slot costs as much as walking through so many values.
const VALUES_PER_SLOT: u64 = 4;

/// Whether it costs less to look at every slot of a set than to walk through the key's values until
/// enough of them are met.
pub(crate) fn gathering_is_cheaper(slots: u64, need: u64, values: u64) -> bool {
    let through_values = values.min(need.saturating_mul(values) / slots.max(1));
    slots.saturating_mul(VALUES_PER_SLOT) < through_values
}

/// Puts the first `count` in order and leaves out the rest.
fn sort_first<T>(rows: &mut Vec<T>, count: usize, order: impl Fn(&T, &T) -> Ordering) {
    if count < rows.len() {
        rows.select_nth_unstable_by(count, &order);
        rows.truncate(count);
    }
    rows.sort_unstable_by(order);
}

/// The slots of `set` in the order of uids or references, those behind `after`, at most `take`.
pub(crate) fn in_tie_order(
    index: &Index,
    set: &RoaringBitmap,
    tie: Tie,
    direction: Direction,
    after: Option<&str>,
    take: usize,
) -> Vec<u32> {
    let size = set.len().max(1);
    let all = index.len() as u64;
    let through_all = (take as u64).min(size).saturating_mul(all) / size;
    let patience = size.saturating_mul(VALUES_PER_SLOT);
    if patience <= through_all || size < 8 {
        return sorted(index, set, tie, direction, after, take);
    }
    let order = match tie {
        Tie::Uid => &index.uids,
        Tie::EntityRef => &index.refs,
    };
    let behind = between(order, after.map(Bound::Excluded), direction).map(|(_, slot)| *slot);
    let mut found = Vec::new();
    for (passed, slot) in (0..).zip(behind) {
        if found.len() >= take {
            break;
        }
        // The set is not spread over all: components come after everything that is an API.
        if passed >= patience {
            return sorted(index, set, tie, direction, after, take);
        }
        if set.contains(slot) {
            found.push(slot);
        }
    }
    found
}

fn sorted(
    index: &Index,
    set: &RoaringBitmap,
    tie: Tie,
    direction: Direction,
    after: Option<&str>,
    take: usize,
) -> Vec<u32> {
    let named = set.iter().map(|slot| (tie_of(index, tie, slot), slot));
    let is_behind =
        |(name, _): &(&str, u32)| after.is_none_or(|edge| directed(direction, name.cmp(&edge)).is_gt());
    let mut rows: Vec<(&str, u32)> = named.filter(is_behind).collect();
    sort_first(&mut rows, take, |a, b| directed(direction, a.0.cmp(b.0)));
    rows.into_iter().map(|(_, slot)| slot).collect()
}

fn tie_of(index: &Index, tie: Tie, slot: u32) -> &str {
    index.document(slot).map_or("", |document| match tie {
        Tie::Uid => &document.uid,
        Tie::EntityRef => &document.entity_ref,
    })
}

/// The entries of an ordered map from an edge on, in a direction.
fn between<'m, V>(
    map: &'m BTreeMap<Arc<str>, V>,
    edge: Option<Bound<&str>>,
    direction: Direction,
) -> Box<dyn Iterator<Item = (&'m Arc<str>, &'m V)> + 'm> {
    let edge = edge.unwrap_or(Bound::Unbounded);
    match direction {
        Direction::Ascending => Box::new(map.range::<str, _>((edge, Bound::Unbounded))),
        Direction::Descending => Box::new(map.range::<str, _>((Bound::Unbounded, edge)).rev()),
    }
}

pub(crate) fn directed(direction: Direction, ordering: Ordering) -> Ordering {
    match direction {
        Direction::Ascending => ordering,
        Direction::Descending => ordering.reverse(),
    }
}

impl Direction {
    pub(crate) fn inverted(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "asc" => Some(Self::Ascending),
            "desc" => Some(Self::Descending),
            _ => None,
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Ascending => "asc",
            Self::Descending => "desc",
        }
    }
}
