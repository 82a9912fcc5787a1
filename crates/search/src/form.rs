//! The form of the index: its fields, and how a document becomes one row of them.

use crate::{
    documents::{Document, FACETS},
    limits,
    words::{Stems, folded, squashed, words},
};
use serde_json::{Map, Value};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use tantivy::{
    TantivyDocument,
    schema::{Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{PreTokenizedString, Token},
};

/// Changes whenever documents are indexed in another way: an index of another form is made anew.
pub(crate) const FORM: u32 = 1;

/// The fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Number of type and key: what is replaced and removed.
    pub(crate) identity: Field,
    /// The type.
    pub(crate) doc_type: Field,
    /// The key as it is.
    pub(crate) key: Field,
    /// What programs get to see, as JSON.
    pub(crate) document: Field,
    /// The first operations, to show the one that was found.
    pub(crate) operations_kept: Field,
    /// Every value that programs can filter by, as `name=value`.
    pub(crate) attribute: Field,
    /// Whole names without what separates their words.
    pub(crate) exact: Field,
    /// Words, by their weight.
    pub(crate) name: Field,
    /// See [`Document::tags`].
    pub(crate) tag: Field,
    /// See [`Document::operations`].
    pub(crate) operation: Field,
    /// See [`Document::prose`], as stems.
    pub(crate) prose: Field,
    /// See [`Document::more`].
    pub(crate) more: Field,
}

/// Name of the column with [`Fields::identity`].
pub(crate) const IDENTITY: &str = "identity";
/// Name of the column with the versions that sources give.
pub(crate) const VERSION: &str = "version";
/// Name of the column with [`Document::weight`].
pub(crate) const WEIGHT: &str = "weight";

impl Fields {
    /// The schema, and where its fields are.
    pub(crate) fn build() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let indexed = |record| {
            TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false).set_index_option(record)
        };
        let terms = || TextOptions::default().set_indexing_options(indexed(IndexRecordOption::Basic));
        let frequencies = indexed(IndexRecordOption::WithFreqs).set_fieldnorms(true);
        let number = || NumericOptions::default().set_fast();
        let fields = Self {
            identity: schema.add_u64_field(IDENTITY, number().set_indexed()),
            doc_type: schema.add_text_field("doc_type", terms() | STORED),
            key: schema.add_text_field("key", terms() | STORED),
            document: schema.add_text_field("document", STORED),
            operations_kept: schema.add_text_field("operations_kept", STORED),
            attribute: schema.add_text_field("attribute", terms()),
            exact: schema.add_text_field("exact", terms()),
            name: schema.add_text_field("name", terms()),
            tag: schema.add_text_field("tags", terms()),
            operation: schema.add_text_field("operation", terms()),
            prose: schema.add_text_field("prose", TextOptions::default().set_indexing_options(frequencies)),
            more: schema.add_text_field("more", terms()),
        };
        schema.add_u64_field(VERSION, number());
        schema.add_u64_field(WEIGHT, number());
        for facet in FACETS {
            schema.add_text_field(facet, TextOptions::default().set_fast("raw"));
        }
        (schema.build(), fields)
    }

    /// A document as a row.
    pub(crate) fn row(
        &self,
        schema: &Schema,
        doc_type: &str,
        key: &str,
        version: u64,
        document: &Document,
    ) -> TantivyDocument {
        let mut row = TantivyDocument::default();
        row.add_u64(self.identity, identity(doc_type, key));
        row.add_text(self.doc_type, doc_type);
        row.add_text(self.key, key);
        row.add_text(self.document, Value::Object(document.fields.clone()).to_string());
        if !document.operations.is_empty() {
            row.add_text(self.operations_kept, kept(&document.operations));
        }
        for attribute in attributes(&document.fields) {
            row.add_text(self.attribute, attribute);
        }
        for name in &document.names {
            row.add_text(self.exact, squashed(name));
        }
        for (field, texts) in [
            (self.name, &document.names),
            (self.tag, &document.tags),
            (self.operation, &document.operations),
            (self.more, &document.more),
        ] {
            add(&mut row, field, tokens(texts, |word| word));
        }
        let mut stems = Stems::new();
        add(&mut row, self.prose, tokens(&document.prose, |word| stems.stem(&word)));
        for (name, number) in [(VERSION, version), (WEIGHT, document.weight.into())] {
            if let Ok(field) = schema.get_field(name) {
                row.add_u64(field, number);
            }
        }
        for (name, values) in FACETS.iter().zip(&document.facets) {
            if let Ok(field) = schema.get_field(name) {
                values.iter().for_each(|value| row.add_text(field, value));
            }
        }
        row
    }
}

/// The number of a document. That two of a catalog have the same is less likely than a broken disk.
pub(crate) fn identity(doc_type: &str, key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (doc_type, key).hash(&mut hasher);
    hasher.finish()
}

/// What a value is filtered by.
pub(crate) fn attribute(name: &str, value: &str) -> String {
    format!("{name}={}", value.to_lowercase())
}

fn attributes(fields: &Map<String, Value>) -> impl Iterator<Item = String> + '_ {
    let told = |key: &str| !matches!(key, "title" | "text" | "location" | "authorization");
    fields.iter().filter(move |(key, _)| told(key)).flat_map(|(key, value)| {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        values.iter().filter_map(move |value| match value {
            Value::String(text) => Some(attribute(key, text)),
            Value::Number(_) | Value::Bool(_) => Some(attribute(key, &value.to_string())),
            _ => None,
        })
    })
}

/// As many whole operations as fit.
fn kept(operations: &[String]) -> String {
    let mut kept = String::new();
    for operation in operations {
        if kept.len() + operation.len() >= limits::OPERATIONS_KEPT {
            break;
        }
        kept.push_str(operation);
        kept.push('\n');
    }
    kept
}

fn tokens(texts: &[String], mut form: impl FnMut(String) -> String) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut bytes = 0;
    for text in texts {
        let text = &text[..text.floor_char_boundary(limits::INDEXED.saturating_sub(bytes))];
        bytes += text.len();
        for word in words(text) {
            let position = tokens.len();
            tokens.push(Token { text: form(folded(&text[word])), position, ..Token::default() });
        }
    }
    tokens
}

fn add(row: &mut TantivyDocument, field: Field, tokens: Vec<Token>) {
    if !tokens.is_empty() {
        row.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
    }
}
