//! Sources for tests.

use portico_search::{CATALOG, Changed, Document, Found, Request, Search, Source, of_entity};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// Documents that a test puts and takes away.
#[derive(Default)]
pub(crate) struct Shelf {
    documents: Mutex<BTreeMap<Arc<str>, (u64, Document)>>,
}

impl Shelf {
    pub(crate) fn of(entities: &[Value]) -> Self {
        let shelf = Self::default();
        entities.iter().for_each(|entity| shelf.put(entity));
        shelf
    }

    pub(crate) fn put(&self, entity: &Value) {
        let key = entity_ref(entity);
        let mut documents = self.documents.lock().unwrap();
        let version = documents.get(&*key).map_or(1, |(version, _)| version + 1);
        documents.insert(key.into(), (version, of_entity(entity)));
    }

    pub(crate) fn put_document(&self, key: &str, document: Document) {
        self.documents.lock().unwrap().insert(key.into(), (1, document));
    }

    pub(crate) fn take(&self, key: &str) {
        self.documents.lock().unwrap().remove(key);
    }
}

impl Source for Shelf {
    fn doc_type(&self) -> &'static str {
        CATALOG
    }

    fn versions(&self) -> Vec<(Arc<str>, u64)> {
        let documents = self.documents.lock().unwrap();
        documents.iter().map(|(key, (version, _))| (Arc::clone(key), *version)).collect()
    }

    fn version(&self, key: &str) -> Option<u64> {
        self.documents.lock().unwrap().get(key).map(|(version, _)| *version)
    }

    fn document(&self, key: &str) -> Option<Document> {
        self.documents.lock().unwrap().get(key).map(|(_, document)| document.clone())
    }
}

fn entity_ref(entity: &Value) -> String {
    let text = |pointer: &str| entity.pointer(pointer).and_then(Value::as_str).unwrap_or("default");
    format!("{}:{}/{}", text("/kind"), text("/metadata/namespace"), text("/metadata/name")).to_lowercase()
}

/// A component with a description.
pub(crate) fn component(name: &str, description: &str) -> Value {
    json!({
        "kind": "Component",
        "metadata": { "name": name, "description": description },
        "spec": { "type": "service", "lifecycle": "production", "owner": "team-a" },
        "relations": [{ "type": "ownedBy", "targetRef": "group:default/team-a" }],
    })
}

/// An index in memory of these entities.
pub(crate) fn index(entities: &[Value]) -> Search {
    let search = Search::in_memory().unwrap();
    search.follow(&Shelf::of(entities), Changed::All).unwrap();
    search
}

pub(crate) fn ask(search: &Search, text: &str) -> Found {
    search.find(&Request { text: text.to_owned(), limit: 20, ..Request::default() }).unwrap()
}

/// The keys of what is found, best first.
pub(crate) fn keys(search: &Search, text: &str) -> Vec<String> {
    ask(search, text).hits.into_iter().map(|hit| hit.key).collect()
}
