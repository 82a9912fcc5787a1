//! The inverted index: for every key its values in order, and for every value the slots that hold
//! it. A key with one of its values is a *term*; each slot remembers its terms as numbers.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::arena::Arena;
use crate::postings::Postings;
use crate::rows::Row;

pub(crate) type TermId = u32;
type KeyId = u32;

/// All keys and terms.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    key_ids: HashMap<Arc<str>, KeyId>,
    keys: Arena<Key>,
    terms: Arena<Term>,
}

/// One key: where it has which value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Key {
    id: KeyId,
    name: Arc<str>,
    /// Values in byte order, which is the order of every sorted list.
    values: BTreeMap<Arc<str>, TermId>,
    /// The term "present without a comparable value".
    null: Option<TermId>,
    /// Slots with at least one value.
    valued: Option<Postings>,
}

/// One value of one key.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    key: KeyId,
    value: Option<Arc<str>>,
    pub(crate) postings: Postings,
    spellings: Spellings,
}

/// How authors wrote a lower-cased value.
#[derive(Debug, Clone)]
enum Spellings {
    /// All in lower case.
    Lower,
    /// All in this one way.
    One(Box<str>),
    /// In several ways, each with its slots.
    #[expect(clippy::box_collection, reason = "rare, and a term must stay small")]
    Mixed(Box<Vec<(Box<str>, Postings)>>),
}

impl Terms {
    pub(crate) fn key(&self, name: &str) -> Option<&Key> {
        self.key_ids.get(name).and_then(|id| self.keys.get(*id))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.key_ids.keys().map(AsRef::as_ref)
    }

    pub(crate) fn term(&self, id: TermId) -> Option<&Term> {
        self.terms.get(id)
    }

    /// The slots where `key` equals `value`, both lower case.
    pub(crate) fn equal(&self, key: &str, value: &str) -> Option<&Postings> {
        let id = self.key(key)?.values.get(value)?;
        self.term(*id).map(|term| &term.postings)
    }

    /// The slots where `key` is present.
    pub(crate) fn present(&self, key: &str) -> RoaringBitmap {
        let mut bitmap = RoaringBitmap::new();
        if let Some(key) = self.key(key) {
            key.valued.iter().for_each(|postings| postings.add_to(&mut bitmap));
            if let Some(term) = key.null.and_then(|id| self.term(id)) {
                term.postings.add_to(&mut bitmap);
            }
        }
        bitmap
    }

    /// Indexes the rows of `slot`; returns its terms, grouped by key.
    pub(crate) fn insert(&mut self, slot: u32, rows: &[Row]) -> Box<[TermId]> {
        let mut ids: Vec<TermId> = rows.iter().filter_map(|row| self.insert_row(slot, row)).collect();
        ids.sort_unstable_by_key(|id| (self.term(*id).map(|term| term.key), *id));
        ids.dedup();
        ids.into_boxed_slice()
    }

    /// Forgets `slot` under all its terms.
    pub(crate) fn remove(&mut self, slot: u32, ids: &[TermId]) {
        for id in ids {
            let Some(term) = self.terms.get_mut(*id) else { continue };
            let key_id = term.key;
            if term.remove(slot) {
                self.drop_term(*id);
            }
            self.forget_in_key(slot, key_id);
        }
    }

    /// The values of one key that a slot with these terms has, in order.
    pub(crate) fn values_of<'a>(
        &'a self,
        ids: &'a [TermId],
        key: &Key,
    ) -> impl Iterator<Item = (&'a str, TermId)> + 'a {
        let wanted = key.id;
        let key_of = move |id: &TermId| self.term(*id).map_or(KeyId::MAX, |term| term.key);
        let start = ids.partition_point(|id| key_of(id) < wanted);
        ids[start..]
            .iter()
            .take_while(move |id| key_of(id) == wanted)
            .filter_map(|id| self.term(*id).and_then(Term::value).map(|value| (value, *id)))
    }

    fn insert_row(&mut self, slot: u32, row: &Row) -> Option<TermId> {
        let key_id = self.intern_key(&row.key);
        let key = self.keys.get_mut(key_id)?;
        let known = match &row.value {
            None => key.null,
            Some(value) => key.values.get(value.as_str()).copied(),
        };
        if row.value.is_some() {
            match &mut key.valued {
                Some(postings) => postings.insert(slot),
                none => *none = Some(Postings::One(slot)),
            }
        }
        if let Some(id) = known {
            self.terms.get_mut(id)?.insert(slot, row);
            return Some(id);
        }
        let value: Option<Arc<str>> = row.value.as_deref().map(Arc::from);
        let (postings, spellings) = (Postings::One(slot), Spellings::new(row));
        let id = self.terms.insert(Term { key: key_id, value: value.clone(), postings, spellings });
        match value {
            None => key.null = Some(id),
            Some(value) => drop(key.values.insert(value, id)),
        }
        Some(id)
    }

    fn intern_key(&mut self, name: &str) -> KeyId {
        if let Some(id) = self.key_ids.get(name) {
            return *id;
        }
        let name: Arc<str> = Arc::from(name);
        let id = self.keys.reserve();
        self.keys.fill(id, Key { id, name: Arc::clone(&name), ..Key::default() });
        self.key_ids.insert(name, id);
        id
    }

    fn drop_term(&mut self, id: TermId) {
        let Some(term) = self.terms.remove(id) else { return };
        let Some(key) = self.keys.get_mut(term.key) else { return };
        match term.value {
            None => key.null = None,
            Some(value) => drop(key.values.remove(&value)),
        }
    }

    fn forget_in_key(&mut self, slot: u32, key_id: KeyId) {
        let Some(key) = self.keys.get_mut(key_id) else { return };
        if key.valued.as_mut().is_some_and(|postings| postings.remove(slot)) {
            key.valued = None;
        }
        if key.values.is_empty() && key.null.is_none() {
            self.key_ids.remove(&key.name);
            self.keys.remove(key_id);
        }
    }
}

impl Key {
    pub(crate) fn values(&self) -> &BTreeMap<Arc<str>, TermId> {
        &self.values
    }

    pub(crate) fn valued_in(&self, within: &RoaringBitmap) -> RoaringBitmap {
        self.valued.as_ref().map_or_else(RoaringBitmap::new, |postings| postings.intersect(within))
    }
}

impl Term {
    pub(crate) fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// The value in the spelling that `slot` uses.
    pub(crate) fn spelling_of(&self, slot: u32) -> Option<&str> {
        match &self.spellings {
            Spellings::Lower => self.value(),
            Spellings::One(spelling) => Some(spelling),
            Spellings::Mixed(all) => {
                all.iter().find(|(_, slots)| slots.contains(slot)).map(|(spelling, _)| spelling.as_ref())
            }
        }
    }

    /// Every spelling with its slots.
    pub(crate) fn spellings(&self) -> Vec<(&str, &Postings)> {
        match &self.spellings {
            Spellings::Lower => self.value().map(|value| (value, &self.postings)).into_iter().collect(),
            Spellings::One(spelling) => vec![(spelling, &self.postings)],
            Spellings::Mixed(all) => all.iter().map(|(spelling, slots)| (spelling.as_ref(), slots)).collect(),
        }
    }

    fn insert(&mut self, slot: u32, row: &Row) {
        if let Some(original) = row.original.as_deref() {
            let value = self.value.as_deref().unwrap_or_default();
            self.spellings.insert(slot, original, value, &self.postings);
        }
        self.postings.insert(slot);
    }

    fn remove(&mut self, slot: u32) -> bool {
        if self.postings.remove(slot) {
            return true;
        }
        self.spellings.remove(slot);
        false
    }
}

impl Spellings {
    fn new(row: &Row) -> Self {
        match (&row.value, &row.original) {
            (Some(value), Some(original)) if value != original => Self::One(original.as_str().into()),
            _ => Self::Lower,
        }
    }

    /// Notes that `slot` writes `original`; `before` are the slots known so far.
    fn insert(&mut self, slot: u32, original: &str, value: &str, before: &Postings) {
        let single = match self {
            Self::Mixed(all) => {
                match all.iter_mut().find(|(spelling, _)| spelling.as_ref() == original) {
                    Some((_, slots)) => slots.insert(slot),
                    None => all.push((original.into(), Postings::One(slot))),
                }
                return;
            }
            Self::Lower => value,
            Self::One(spelling) => spelling,
        };
        if single != original {
            let known = (Box::from(single), before.clone());
            *self = Self::Mixed(Box::new(vec![known, (original.into(), Postings::One(slot))]));
        }
    }

    fn remove(&mut self, slot: u32) {
        let Self::Mixed(all) = self else { return };
        all.retain_mut(|(_, slots)| !(slots.contains(slot) && slots.remove(slot)));
        if let [(only, _)] = all.as_slice() {
            *self = Self::One(only.clone());
        }
    }
}
