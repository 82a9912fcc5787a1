//! Texts that are said over and over, kept once.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasher, RandomState},
};

/// A text of a [`Symbols`] table: equal texts of one table have equal numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(u32);

impl Text {
    /// The empty text, which is in every table: nothing was said.
    pub const EMPTY: Self = Self(0);

    /// Its number in its table.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Whether nothing was said.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn number(self) -> u32 {
        self.0
    }

    pub(crate) const fn from_number(number: u32) -> Self {
        Self(number)
    }
}

/// A table of texts, each of them once. Texts lie one behind the other, and only their hashes are kept for finding them.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    texts: String,
    /// Where each text ends, from number 1 on.
    ends: Vec<usize>,
    /// By hash: the first text that has it. Others that share it are found in `further`.
    found: HashMap<u64, u32, Prehashed>,
    further: Vec<(u64, u32)>,
    hasher: RandomState,
}

/// Hashes are hashed already.
type Prehashed = std::hash::BuildHasherDefault<Same>;

/// A hasher that gives back the number it is given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Same(u64);

impl std::hash::Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &byte| hash.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

impl Symbols {
    /// A table with the empty text alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// The text's number; it is put into the table if it is new.
    pub fn intern(&mut self, text: &str) -> Text {
        if text.is_empty() {
            return Text::EMPTY;
        }
        let hash = self.hasher.hash_one(text);
        if let Some(known) = self.known(hash, text) {
            return known;
        }
        // As many texts as have a number; a table of 4 billion does not fit into memory.
        let Ok(number) = u32::try_from(self.ends.len() + 1) else { return Text::EMPTY };
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        match self.found.entry(hash) {
            Entry::Vacant(new) => {
                new.insert(number);
            }
            Entry::Occupied(_) => self.further.push((hash, number)),
        }
        Text(number)
    }

    /// The text's number, if it is in the table.
    pub fn find(&self, text: &str) -> Option<Text> {
        if text.is_empty() {
            return Some(Text::EMPTY);
        }
        self.known(self.hasher.hash_one(text), text)
    }

    fn known(&self, hash: u64, text: &str) -> Option<Text> {
        let first = Text(*self.found.get(&hash)?);
        if self.get(first) == text {
            return Some(first);
        }
        let same = self.further.iter().filter(|(other, _)| *other == hash);
        same.map(|&(_, number)| Text(number)).find(|&other| self.get(other) == text)
    }

    /// The text; empty for a number of another table that this one does not have.
    pub fn get(&self, text: Text) -> &str {
        let Some(at) = text.index().checked_sub(1) else { return "" };
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(at).and_then(|&end| self.texts.get(start..end)).unwrap_or_default()
    }

    /// How many texts there are, the empty one too.
    pub fn len(&self) -> usize {
        self.ends.len() + 1
    }

    /// Whether there is none but the empty text.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts in the order of their numbers, beginning with the empty one.
    pub fn iter(&self) -> impl Iterator<Item = (Text, &str)> {
        (0..self.len()).filter_map(|number| {
            let text = Text(u32::try_from(number).ok()?);
            Some((text, self.get(text)))
        })
    }

    /// What it takes in memory, roughly, in bytes.
    pub fn bytes(&self) -> usize {
        // A text's end and its place among the hashes.
        self.texts.len() + self.ends.len() * 32
    }
}

#[cfg(test)]
mod tests {
    use super::{Symbols, Text};

    #[test]
    fn a_text_has_one_number() {
        let mut symbols = Symbols::new();
        let (a, b) = (symbols.intern("a"), symbols.intern("bé"));
        assert_ne!(a, b);
        assert_eq!(symbols.intern("a"), a);
        assert_eq!(symbols.intern(""), Text::EMPTY);
        assert_eq!((symbols.get(a), symbols.get(b), symbols.get(Text::EMPTY)), ("a", "bé", ""));
        assert_eq!(symbols.find("bé"), Some(b));
        assert_eq!(symbols.find("c"), None);
        assert_eq!(symbols.get(Text::from_number(99)), "");
        assert_eq!(symbols.iter().map(|(_, text)| text).collect::<Vec<_>>(), ["", "a", "bé"]);
    }
}
