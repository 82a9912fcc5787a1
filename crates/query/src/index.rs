//! The in-memory catalog: documents in numbered slots, and the terms that lead to them.
//!
//! An index is changed through `&mut` and read through `&`, with nothing hidden behind locks: the
//! orders that sorted pages need are the ordered values of the terms themselves, so there is
//! nothing to build on the first read.

use std::collections::BTreeMap;
use std::sync::Arc;

use roaring::RoaringBitmap;
use serde_json::Value;

use crate::arena::Arena;
use crate::document::Document;
use crate::error::QueryError;
use crate::rows::Rows;
use crate::terms::{TermId, Terms};

/// All entities, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Index {
    slots: Arena<Filed>,
    pub(crate) all: RoaringBitmap,
    /// Reference to slot.
    pub(crate) refs: BTreeMap<Arc<str>, u32>,
    /// Uid to slot.
    pub(crate) uids: BTreeMap<Arc<str>, u32>,
    pub(crate) terms: Terms,
}

/// An entity taken apart for the index: the larger half of filing it, which needs no index and so can be done for
/// many entities at once, and before readers have to wait.
#[derive(Debug, Clone)]
pub struct Prepared {
    document: Document,
    rows: Rows,
    collisions: Vec<String>,
}

impl Prepared {
    /// Takes `entity` apart; see [`Index::upsert`].
    pub fn new(entity: &Value, json: Arc<str>, extra_rows: &[(String, String)]) -> Result<Self, QueryError> {
        let document = Document::new(entity, json)?;
        let (mut rows, collisions) = Rows::of(entity);
        extra_rows.iter().for_each(|(key, value)| rows.add(key, value));
        Ok(Self { document, rows, collisions })
    }
}

/// What became of an upsert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upserted {
    /// Where the document is.
    pub slot: u32,
    /// Whether an older version was replaced.
    pub replaced: bool,
    /// Lower-cased keys which the entity spells in several ways; only the first spelling is found.
    pub collisions: Vec<String>,
}

#[derive(Debug, Clone)]
struct Filed {
    document: Document,
    terms: Box<[TermId]>,
}

impl Index {
    /// An index without documents.
    pub fn new() -> Self {
        Self::default()
    }

    /// Files `entity`, replacing the version known under the same reference.
    ///
    /// `json` is the entity serialised, handed out as it is; `extra_rows` are further keys and
    /// values under which it is to be found.
    pub fn upsert(
        &mut self,
        entity: &Value,
        json: Arc<str>,
        extra_rows: &[(String, String)],
    ) -> Result<Upserted, QueryError> {
        Ok(self.file(Prepared::new(entity, json, extra_rows)?))
    }

    /// Files a prepared entity, replacing the version known under the same reference.
    pub fn file(&mut self, prepared: Prepared) -> Upserted {
        let Prepared { mut document, rows, collisions } = prepared;
        let old = self.refs.get(&document.entity_ref).copied();
        let slot = old.unwrap_or_else(|| self.slots.reserve());
        if let Some(filed) = self.slots.take(slot) {
            self.forget(slot, &filed);
        }
        if self.uids.contains_key(&document.uid) {
            // Two entities must not share a place in the order; the reference tells them apart.
            document.uid = format!("{}/{}", document.uid, document.entity_ref).into();
        }
        self.refs.insert(Arc::clone(&document.entity_ref), slot);
        self.uids.insert(Arc::clone(&document.uid), slot);
        self.all.insert(slot);
        let terms = self.terms.insert(slot, &rows);
        self.slots.fill(slot, Filed { document, terms });
        Upserted { slot, replaced: old.is_some(), collisions }
    }

    /// Removes the document with this reference; false if there is none.
    pub fn remove(&mut self, entity_ref: &str) -> bool {
        let Some(slot) = self.refs.get(entity_ref).copied() else { return false };
        let removed = self.slots.remove(slot);
        removed.iter().for_each(|filed| self.forget(slot, filed));
        removed.is_some()
    }

    /// The document with this full, lower-case reference.
    pub fn get(&self, entity_ref: &str) -> Option<&Document> {
        self.refs.get(entity_ref).and_then(|slot| self.document(*slot))
    }

    /// The document with this uid, in any case.
    pub fn get_by_uid(&self, uid: &str) -> Option<&Document> {
        let postings = self.terms.equal("metadata.uid", &uid.to_lowercase())?;
        postings.first().and_then(|slot| self.document(slot))
    }

    /// The slot of the document with this reference.
    pub fn slot(&self, entity_ref: &str) -> Option<u32> {
        self.refs.get(entity_ref).copied()
    }

    /// The document in a slot.
    pub fn document(&self, slot: u32) -> Option<&Document> {
        self.filed(slot).map(|filed| &filed.document)
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.refs.len()
    }

    /// Whether there are no documents.
    pub fn is_empty(&self) -> bool {
        self.refs.is_empty()
    }

    /// All documents in the order of their references.
    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.refs.values().filter_map(|slot| self.document(*slot))
    }

    /// The slots in use.
    pub fn slots(&self) -> &RoaringBitmap {
        &self.all
    }

    /// All indexed keys, lower case, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.terms.keys()
    }

    /// The terms of a slot, grouped by key.
    pub(crate) fn terms_of(&self, slot: u32) -> &[TermId] {
        self.filed(slot).map_or(&[], |filed| &filed.terms)
    }

    fn filed(&self, slot: u32) -> Option<&Filed> {
        self.slots.get(slot)
    }

    /// Removes all ways that lead to what was filed in a slot.
    fn forget(&mut self, slot: u32, filed: &Filed) {
        self.refs.remove(&filed.document.entity_ref);
        self.uids.remove(&filed.document.uid);
        self.all.remove(slot);
        self.terms.remove(slot, &filed.terms);
    }
}
