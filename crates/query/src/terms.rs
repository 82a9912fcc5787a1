//! The inverted index: for every key its values in order, and for every value the slots that hold
//! it. A key with one of its values is a *term*; each slot remembers its terms as numbers.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::arena::Arena;
use crate::like::Like;
use crate::postings::Postings;
use crate::rows::{RowRef, Rows};
use crate::texts::Texts;

pub(crate) type TermId = u32;
type KeyId = u32;

/// The keys in whose values people seek a text: nearly every entity has a value of its own there.
const SOUGHT: [&str; 3] = ["metadata.name", "metadata.title", "spec.profile.displayname"];

/// From so many values of a key on, looking one up costs more than making a text that may not be needed.
const MANY: usize = 64;

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
    /// The values once more, where texts are sought in them.
    texts: Option<Box<Texts>>,
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

    /// The name of the key that a term belongs to.
    pub(crate) fn key_of(&self, term: &Term) -> Option<&str> {
        self.keys.get(term.key).map(|key| &*key.name)
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

    /// The slots that have a value of `key` like this.
    pub(crate) fn like(&self, key: &Key, like: &Like) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        let Some(texts) = &key.texts else {
            let matching = key.values.iter().filter(|(value, _)| like.matches(value));
            matching.filter_map(|(_, id)| self.term(*id)).for_each(|term| term.postings.add_to(&mut found));
            return found;
        };
        for id in texts.like(like) {
            let Some(term) = self.term(id) else { continue };
            let still_is = || term.key == key.id && term.value().is_some_and(|value| like.matches(value));
            if texts.is_certain(id) || still_is() {
                term.postings.add_to(&mut found);
            }
        }
        found
    }

    /// Indexes the rows of `slot`; returns its terms, grouped by key.
    pub(crate) fn insert(&mut self, slot: u32, rows: &Rows) -> Box<[TermId]> {
        let mut ids: Vec<(KeyId, TermId)> =
            rows.iter().filter_map(|row| self.insert_row(slot, row)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|(_, id)| id).collect()
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

    fn insert_row(&mut self, slot: u32, row: RowRef<'_>) -> Option<(KeyId, TermId)> {
        let key_id = self.intern_key(row.key);
        let key = self.keys.get_mut(key_id)?;
        let terms = &mut self.terms;
        let mut new = |value: Option<Arc<str>>| {
            let (postings, spellings) = (Postings::One(slot), Spellings::new(row));
            terms.insert(Term { key: key_id, value, postings, spellings })
        };
        let Some(value) = row.value else {
            let known = key.null;
            let id = *key.null.get_or_insert_with(|| new(None));
            known.and_then(|id| self.terms.get_mut(id)).into_iter().for_each(|term| term.insert(slot, row));
            return Some((key_id, id));
        };
        match &mut key.valued {
            Some(postings) => postings.insert(slot),
            none => *none = Some(Postings::One(slot)),
        }
        let known = if key.values.len() < MANY { key.values.get(value).copied() } else { None };
        let id = match known {
            Some(id) => id,
            // One way down the tree, whether or not the value is known.
            None => match key.values.entry(Arc::from(value)) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(place) => {
                    let id = new(Some(Arc::clone(place.key())));
                    key.texts.iter_mut().for_each(|texts| texts.add(value, id));
                    return Some((key_id, *place.insert(id)));
                }
            },
        };
        self.terms.get_mut(id)?.insert(slot, row);
        Some((key_id, id))
    }

    fn intern_key(&mut self, name: &str) -> KeyId {
        if let Some(id) = self.key_ids.get(name) {
            return *id;
        }
        let name: Arc<str> = Arc::from(name);
        let id = self.keys.reserve();
        let texts = SOUGHT.contains(&name.as_ref()).then(Box::default);
        self.keys.fill(id, Key { id, name: Arc::clone(&name), texts, ..Key::default() });
        self.key_ids.insert(name, id);
        id
    }

    fn drop_term(&mut self, id: TermId) {
        let Some(term) = self.terms.remove(id) else { return };
        let Some(key) = self.keys.get_mut(term.key) else { return };
        match term.value {
            None => key.null = None,
            Some(value) => {
                key.texts.iter_mut().for_each(|texts| texts.remove(id));
                key.values.remove(&value);
            }
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

    /// Whether it costs less to look at the values of so many slots than to seek a text in all values of the key.
    pub(crate) fn is_sought_slot_by_slot(&self, slots: u64) -> bool {
        let values_per_slot = if self.texts.is_some() { 64 } else { 4 };
        slots.saturating_mul(values_per_slot) < self.values.len() as u64
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

    fn insert(&mut self, slot: u32, row: RowRef<'_>) {
        if let Some(original) = row.original {
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
    fn new(row: RowRef<'_>) -> Self {
        match (row.value, row.original) {
            (Some(value), Some(original)) if value != original => Self::One(original.into()),
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
