//! The values of a key side by side, so that a text can be sought in all of them at the speed of memory: following a
//! pointer to every value takes ten times as long.
//!
//! Values are only added at the end. Those that are gone stay until they are a quarter of all; then each further one
//! clears the oldest block, so that no single change of the index has to copy everything.

use std::collections::{HashMap, VecDeque};

use memchr::memmem::Finder;

use crate::like::Like;
use crate::limits::TEXT_BLOCK_BYTES;
use crate::terms::TermId;

/// The values of one key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    /// The oldest first.
    blocks: VecDeque<Block>,
    /// Values in the blocks, with those that are gone.
    entries: usize,
    /// Those that are gone.
    dead: usize,
    /// Terms that are gone while their values are still in the blocks, and how often. Numbers of terms are used again:
    /// of several entries with one number, the oldest are meant.
    gone: HashMap<TermId, u32>,
}

#[derive(Debug, Clone, Default)]
struct Block {
    text: String,
    /// Where each value ends, and its term.
    ends: Vec<(u32, TermId)>,
}

impl Texts {
    /// Adds the value of a new term.
    pub(crate) fn add(&mut self, value: &str, term: TermId) {
        let fits = |block: &&mut Block| block.text.len() + value.len() <= TEXT_BLOCK_BYTES;
        let block = match self.blocks.back_mut().filter(fits) {
            Some(block) => block,
            None => self.blocks.push_back_mut(Block::default()),
        };
        block.text.push_str(value);
        // Values and blocks are far smaller than four gigabytes.
        block.ends.push((u32::try_from(block.text.len()).unwrap_or(u32::MAX), term));
        self.entries += 1;
    }

    /// Forgets a term.
    pub(crate) fn remove(&mut self, term: TermId) {
        *self.gone.entry(term).or_default() += 1;
        self.dead += 1;
        if self.dead * 4 > self.entries {
            self.clear_oldest();
        }
    }

    /// Takes what is gone out of the oldest block and adds the rest anew.
    fn clear_oldest(&mut self) {
        let Some(block) = self.blocks.pop_front() else { return };
        self.entries -= block.ends.len();
        for (value, term) in block.values() {
            let Some(times) = self.gone.get_mut(&term) else {
                self.add(value, term);
                continue;
            };
            self.dead -= 1;
            *times -= 1;
            if *times == 0 {
                self.gone.remove(&term);
            }
        }
    }

    /// Whether an entry with this number is the term of now: none of its kind is gone.
    pub(crate) fn is_certain(&self, term: TermId) -> bool {
        !self.gone.contains_key(&term)
    }

    /// The terms whose value is like this, and perhaps some that are gone.
    pub(crate) fn like(&self, like: &Like) -> Vec<TermId> {
        let mut found = Vec::new();
        match like.plain().filter(|plain| !plain.is_empty()) {
            Some(plain) => {
                let finder = Finder::new(plain);
                self.blocks.iter().for_each(|block| block.find(&finder, &mut found));
            }
            None => {
                let values = self.blocks.iter().flat_map(Block::values);
                found.extend(values.filter(|(value, _)| like.matches(value)).map(|(_, term)| term));
            }
        }
        found
    }
}

impl Block {
    fn values(&self) -> impl Iterator<Item = (&str, TermId)> {
        let mut start = 0;
        self.ends.iter().map(move |(end, term)| {
            let value = self.text.get(start..*end as usize).unwrap_or_default();
            start = *end as usize;
            (value, *term)
        })
    }

    fn find(&self, finder: &Finder<'_>, found: &mut Vec<TermId>) {
        let mut from = 0;
        let mut passed = 0;
        while let Some(at) = self.text.as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
            let start = from + at;
            passed += self.ends[passed..].partition_point(|(end, _)| *end as usize <= start);
            let Some((end, term)) = self.ends.get(passed) else { return };
            let end = *end as usize;
            if start + finder.needle().len() <= end {
                found.push(*term);
                from = end;
            } else {
                // Two values that only together read like this.
                from = start + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &Texts, term: &str, expected: &[TermId]) {
        let mut found = texts.like(&Like::containing(term));
        found.sort_unstable();
        assert_eq!(found, expected, "{term}");
    }

    #[test]
    fn values_are_found_and_not_what_stands_across_two() {
        let mut texts = Texts::default();
        for (term, value) in ["cart", "art", "", "tar", "ärtär", "aab"].into_iter().enumerate() {
            texts.add(value, term as TermId);
        }
        check(&texts, "art", &[0, 1]);
        check(&texts, "ta", &[3]);
        check(&texts, "tt", &[]);
        check(&texts, "är", &[4]);
        check(&texts, "t_r", &[3, 4]);
        check(&texts, "%", &[0, 1, 2, 3, 4, 5]);
        check(&texts, "ab", &[5]);
        check(&Texts::default(), "a", &[]);
    }

    #[test]
    fn what_is_gone_makes_room_and_what_stays_is_found_once() {
        let count = 5_000;
        let mut texts = Texts::default();
        let value = |round: TermId, term: TermId| format!("value-{round}-{term}-end");
        (0..count).for_each(|term| texts.add(&value(0, term), term));
        assert!(texts.blocks.len() > 3);
        // Every other term is replaced, again and again, under the number it had.
        for round in 1..9 {
            for term in (0..count).step_by(2) {
                texts.remove(term);
                texts.add(&value(round, term), term);
            }
        }
        assert!(texts.entries < 2 * count as usize, "{} entries", texts.entries);
        check(&texts, "value-0-77-", &[77]);
        check(&texts, "value-8-78-", &[78]);
        let all = texts.like(&Like::containing("value-0-"));
        assert_eq!(all.iter().filter(|term| **term % 2 == 1).count(), count as usize / 2);
        (0..count).for_each(|term| texts.remove(term));
        assert!(texts.entries < count as usize / 2 && texts.dead == texts.entries, "{}", texts.entries);
    }
}
