//! What is indexed: documents, and where they come from.

mod entity;
mod operations;

pub use entity::{CATALOG, of_entity};

use serde_json::{Map, Value};
use std::sync::Arc;

/// Gives documents of one type: what there is, which version of it, and each by its key. Whoever follows a source needs
/// no log of it: documents whose version is another one are indexed anew, those that are gone are taken out.
pub trait Source: Send + Sync {
    /// The type of its documents, as programs name it.
    fn doc_type(&self) -> &'static str;

    /// The key of every document, and a number that is another one when the document would be.
    fn versions(&self) -> Vec<(Arc<str>, u64)>;

    /// The version of one document; nothing if there is none.
    fn version(&self, key: &str) -> Option<u64>;

    /// A document; nothing if there is none any more.
    fn document(&self, key: &str) -> Option<Document>;
}

/// Something that can be found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What programs get to see of it, with `title`, `text` and `location`.
    pub fields: Map<String, Value>,
    /// What it is called: the strongest words.
    pub names: Vec<String>,
    /// Words that its author filed it under.
    pub tags: Vec<String>,
    /// What can be done with it.
    pub operations: Vec<String>,
    /// What it is, in sentences.
    pub prose: Vec<String>,
    /// Words that lead to it, but say little about it: its kind, its team, titles of links.
    pub more: Vec<String>,
    /// By what results can be narrowed; see [`FACETS`].
    pub facets: [Vec<String>; FACETS.len()],
    /// How much it weighs against others that fit as well: 100 for what people look for most.
    pub weight: u8,
}

/// What results can be narrowed by, and where [`Document::facets`] has it.
pub const FACETS: [&str; 5] = ["kind", "type", "owner", "lifecycle", "tag"];

impl Document {
    /// A document that is found by its title and its text alone.
    pub fn of_fields(fields: Map<String, Value>) -> Self {
        let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::to_owned);
        let facet = |key: &str| text(key).filter(|value| !value.is_empty()).map(|value| value.to_lowercase());
        let facets = FACETS.map(|key| facet(key).into_iter().collect());
        Self {
            names: text("title").into_iter().collect(),
            prose: text("text").into_iter().collect(),
            weight: 100,
            facets,
            fields,
            ..Self::default()
        }
    }
}
