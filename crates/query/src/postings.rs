//! The slots in which something occurs, held as small as their number allows: most values of a
//! catalog (names, uids, addresses) occur once.

use roaring::RoaringBitmap;

use crate::limits::MAX_FEW;

/// A set of slots, never empty.
#[derive(Debug, Clone)]
pub(crate) enum Postings {
    One(u32),
    /// Sorted.
    // The box keeps this enum at two words: there are about a million of them.
    #[expect(clippy::box_collection, reason = "a Vec is three words, a box one")]
    Few(Box<Vec<u32>>),
    Many(Box<RoaringBitmap>),
}

impl Postings {
    pub(crate) fn insert(&mut self, slot: u32) {
        match self {
            Self::One(held) if *held == slot => {}
            Self::One(held) => *self = Self::Few(Box::new(vec![slot.min(*held), slot.max(*held)])),
            Self::Few(slots) => {
                if let Err(at) = slots.binary_search(&slot) {
                    slots.insert(at, slot);
                }
                if slots.len() > MAX_FEW {
                    *self = Self::Many(Box::new(slots.iter().copied().collect()));
                }
            }
            Self::Many(bitmap) => {
                bitmap.insert(slot);
            }
        }
    }

    /// Removes `slot`; true when nothing is left and the set must be dropped.
    pub(crate) fn remove(&mut self, slot: u32) -> bool {
        match self {
            Self::One(held) => *held == slot,
            Self::Few(slots) => {
                if let Ok(at) = slots.binary_search(&slot) {
                    slots.remove(at);
                }
                match slots.as_slice() {
                    [] => return true,
                    [only] => *self = Self::One(*only),
                    _ => {}
                }
                false
            }
            Self::Many(bitmap) => {
                bitmap.remove(slot);
                // Shrinks well below the limit, so that a set at the limit does not flutter.
                if bitmap.len() <= MAX_FEW as u64 / 2 {
                    *self = Self::Few(Box::new(bitmap.iter().collect()));
                }
                false
            }
        }
    }

    pub(crate) fn contains(&self, slot: u32) -> bool {
        match self {
            Self::One(held) => *held == slot,
            Self::Few(slots) => slots.binary_search(&slot).is_ok(),
            Self::Many(bitmap) => bitmap.contains(slot),
        }
    }

    pub(crate) fn first(&self) -> Option<u32> {
        match self {
            Self::One(held) => Some(*held),
            Self::Few(slots) => slots.first().copied(),
            Self::Many(bitmap) => bitmap.min(),
        }
    }

    /// How many of these slots are in `within`.
    pub(crate) fn count_in(&self, within: &RoaringBitmap) -> u64 {
        match self {
            Self::One(held) => u64::from(within.contains(*held)),
            Self::Few(slots) => slots.iter().filter(|slot| within.contains(**slot)).count() as u64,
            Self::Many(bitmap) => bitmap.intersection_len(within),
        }
    }

    /// Those of these slots that are in `within`.
    pub(crate) fn intersect(&self, within: &RoaringBitmap) -> RoaringBitmap {
        match self {
            Self::One(held) => within.contains(*held).then_some(*held).into_iter().collect(),
            Self::Few(slots) => slots.iter().copied().filter(|slot| within.contains(*slot)).collect(),
            Self::Many(bitmap) => bitmap.as_ref() & within,
        }
    }

    /// Calls `visit` with every slot, in order.
    pub(crate) fn each(&self, visit: impl FnMut(u32)) {
        match self {
            Self::One(slot) => std::iter::once(*slot).for_each(visit),
            Self::Few(slots) => slots.iter().copied().for_each(visit),
            Self::Many(bitmap) => bitmap.iter().for_each(visit),
        }
    }

    /// Adds these slots to `bitmap`.
    pub(crate) fn add_to(&self, bitmap: &mut RoaringBitmap) {
        match self {
            Self::One(held) => {
                bitmap.insert(*held);
            }
            Self::Few(slots) => bitmap.extend(slots.iter().copied()),
            Self::Many(held) => *bitmap |= held.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Postings;

    #[test]
    fn grows_and_shrinks_through_its_forms() {
        let mut postings = Postings::One(40);
        for slot in 0..40 {
            postings.insert(slot);
        }
        assert!((0..41).all(|slot| postings.contains(slot)));
        for slot in 0..40 {
            assert!(postings.contains(slot));
            assert!(!postings.remove(slot));
            assert!(!postings.contains(slot));
        }
        assert!(matches!(postings, Postings::One(40)));
        assert!(!postings.remove(7));
        assert!(postings.remove(40));
    }

    #[test]
    fn takes_two_words() {
        assert!(size_of::<Postings>() <= 16);
    }
}
