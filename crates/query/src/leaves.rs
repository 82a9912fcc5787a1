//! The leaves of an entity: every scalar with the dotted path that leads to it.

use serde_json::{Map, Value};

use crate::limits::MAX_ENTITY_DEPTH;
use crate::number::number_text;
use crate::rows::{Span, Text};

/// Room for the texts of most entities.
const USUAL_BYTES: usize = 4 * 1024;
const USUAL_LEAVES: usize = 48;

/// A scalar and its path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaf {
    /// The path in lower case.
    pub(crate) key: Span,
    /// The path as it is written.
    pub(crate) spelling: Span,
    /// The scalar as text; none for null.
    pub(crate) value: Option<Span>,
    /// Whether this is the `true` under `<path>.<item>` of an item of a list.
    pub(crate) is_item: bool,
}

/// All leaves of an entity in the order of their keys, the first to come first where keys are equal.
pub(crate) fn leaves(entity: &Value) -> (Text, Vec<Leaf>) {
    let mut walk = Walk {
        text: Text::with_capacity(USUAL_BYTES),
        path: String::new(),
        found: Vec::with_capacity(USUAL_LEAVES),
    };
    walk.visit(entity, 0);
    walk.special(entity);
    let Walk { text, mut found, .. } = walk;
    found.sort_by(|a, b| text.get(a.key).cmp(text.get(b.key)));
    (text, found)
}

struct Walk {
    text: Text,
    /// Where the walk is.
    path: String,
    found: Vec<Leaf>,
}

impl Walk {
    fn visit(&mut self, value: &Value, depth: usize) {
        if depth > MAX_ENTITY_DEPTH || is_special(&self.path) {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.visit_item(item, depth)),
            Value::Object(object) => self.visit_object(object, depth),
            scalar => self.add(scalar),
        }
    }

    fn visit_item(&mut self, item: &Value, depth: usize) {
        self.visit(item, depth + 1);
        if let Value::String(text) = item {
            let length = self.path.len();
            self.path.push('.');
            self.path.push_str(text);
            self.leaf(Some("true"), true);
            self.path.truncate(length);
        }
    }

    fn visit_object(&mut self, object: &Map<String, Value>, depth: usize) {
        for (key, value) in object {
            self.below(key, |walk| walk.visit(value, depth + 1));
        }
    }

    /// Does something one step further down.
    fn below(&mut self, key: &str, action: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        action(self);
        self.path.truncate(length);
    }

    /// Leaves that exist whatever the entity holds, and the relations.
    fn special(&mut self, entity: &Value) {
        let metadata = |key: &str| entity.get("metadata").and_then(|metadata| metadata.get(key));
        self.below("metadata", |walk| {
            for key in ["name", "namespace", "uid"] {
                walk.below(key, |walk| walk.add(metadata(key).unwrap_or(&Value::Null)));
            }
            if metadata("namespace").and_then(Value::as_str).unwrap_or_default().is_empty() {
                walk.below("namespace", |walk| walk.leaf(Some("default"), false));
            }
        });
        self.below("relations", |walk| {
            for relation in entity.get("relations").and_then(Value::as_array).into_iter().flatten() {
                if let Some(kind) = relation.get("type").and_then(Value::as_str) {
                    let target = relation.get("targetRef").unwrap_or(&Value::Null);
                    walk.below(kind, |walk| walk.add(target));
                }
            }
        });
    }

    /// Adds what is here; null, lists and objects have no text.
    fn add(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.leaf(Some(text), false),
            Value::Number(number) => self.leaf(Some(&number_text(number)), false),
            Value::Bool(flag) => self.leaf(Some(if *flag { "true" } else { "false" }), false),
            Value::Null | Value::Array(_) | Value::Object(_) => self.leaf(None, false),
        }
    }

    fn leaf(&mut self, value: Option<&str>, is_item: bool) {
        let spelling = self.text.push(&self.path);
        let key = self.text.lower(spelling);
        let value = value.map(|value| self.text.push(value));
        self.found.push(Leaf { key, spelling, value, is_item });
    }
}

fn is_special(path: &str) -> bool {
    matches!(
        path,
        "attachments"
            | "relations"
            | "status"
            | "metadata.name"
            | "metadata.namespace"
            | "metadata.uid"
            | "metadata.etag"
    )
}
