//! The catalog as a source of documents for the search index.

use super::super::Portal;
use portico_query::Document as Filed;
use portico_search::{CATALOG, Document, Source, of_entity};
use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

/// What the portal shows, as documents.
pub(super) struct Entities<'a>(pub(super) &'a Portal);

impl Source for Entities<'_> {
    fn doc_type(&self) -> &'static str {
        CATALOG
    }

    fn versions(&self) -> Vec<(Arc<str>, u64)> {
        // Readers and changes wait no longer than it takes to note what there is; the texts are looked at afterwards.
        let all: Vec<(Arc<str>, Arc<str>)> = {
            let index = self.0.index();
            index.iter().map(|one| (Arc::clone(&one.entity_ref), Arc::clone(&one.json))).collect()
        };
        all.into_iter().map(|(key, json)| (key, version(&json))).collect()
    }

    fn version(&self, key: &str) -> Option<u64> {
        self.json(key).map(|json| version(&json))
    }

    fn document(&self, key: &str) -> Option<Document> {
        let json = self.json(key)?;
        serde_json::from_str(&json).ok().map(|entity| of_entity(&entity))
    }
}

impl Entities<'_> {
    fn json(&self, key: &str) -> Option<Arc<str>> {
        self.0.index().get(key).map(|filed: &Filed| Arc::clone(&filed.json))
    }
}

/// A number of an entity's final form.
fn version(json: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    json.hash(&mut hasher);
    hasher.finish()
}
