//! Lists of numbers that occur over and over, kept once.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::BuildHasherDefault,
};

use crate::item::Same;

/// A table of lists of numbers, each of them once.
#[derive(Default)]
pub(super) struct Lists {
    numbers: Vec<u32>,
    /// Where each list ends.
    ends: Vec<usize>,
    /// By hash: the first list that has it; others that share it are found in `further`.
    found: HashMap<u64, u32, BuildHasherDefault<Same>>,
    further: Vec<(u64, u32)>,
}

impl Lists {
    /// The list's number; it is put into the table if it is new.
    pub(super) fn intern(&mut self, list: &[u32]) -> u32 {
        let hash = hash(list);
        if let Some(&first) = self.found.get(&hash) {
            if self.get(first) == list {
                return first;
            }
            let same = self.further.iter().filter(|(other, _)| *other == hash);
            if let Some(&(_, known)) = same.clone().find(|(_, number)| self.get(*number) == list) {
                return known;
            }
        }
        // There are never more lists than rows since the last time that memory was made free.
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.numbers.extend_from_slice(list);
        self.ends.push(self.numbers.len());
        match self.found.entry(hash) {
            Entry::Vacant(new) => {
                new.insert(number);
            }
            Entry::Occupied(_) => self.further.push((hash, number)),
        }
        number
    }

    pub(super) fn get(&self, number: u32) -> &[u32] {
        let at = number as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(at).and_then(|&end| self.numbers.get(start..end)).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// What it takes in memory, roughly, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.numbers.len() * 4 + self.ends.len() * 32
    }
}

/// Numbers are those of texts in the order of their first occurrence: nobody who writes a bill chooses them, so that a
/// quick hash without a secret will do.
fn hash(list: &[u32]) -> u64 {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let mixed = list.iter().fold(list.len() as u64, |hash, &number| {
        (hash.rotate_left(26) ^ u64::from(number)).wrapping_mul(MIX)
    });
    // The map takes its buckets from the low bits and its tags from the high ones.
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use super::Lists;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_list_has_one_number(lists in prop::collection::vec(prop::collection::vec(0..3_u32, 0..4), 0..60)) {
            let mut table = Lists::default();
            let numbers: Vec<u32> = lists.iter().map(|list| table.intern(list)).collect();
            for (list, number) in lists.iter().zip(numbers) {
                prop_assert_eq!(table.get(number), list.as_slice());
                prop_assert_eq!(table.intern(list), number);
            }
        }
    }
}
