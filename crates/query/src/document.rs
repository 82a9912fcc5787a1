//! What the index keeps of an entity.

use std::sync::Arc;

use serde_json::Value;

use crate::error::QueryError;

/// An indexed entity.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Document {
    /// Full reference in lower case: `component:default/cart`.
    pub entity_ref: Arc<str>,
    /// `metadata.uid`, by which lists without an order are sorted.
    pub uid: Arc<str>,
    /// The final entity, serialised once.
    pub json: Arc<str>,
    /// Name, title, description, display name and tags in lower case, for the portal's own text filter.
    pub text: Box<str>,
}

impl Document {
    pub(crate) fn new(entity: &Value, json: Arc<str>) -> Result<Self, QueryError> {
        let entity_ref: Arc<str> = entity_ref(entity)?.into();
        let uid = metadata(entity, "uid").and_then(Value::as_str).filter(|uid| !uid.is_empty());
        let uid = uid.map_or_else(|| Arc::clone(&entity_ref), Arc::from);
        Ok(Self { entity_ref, uid, json, text: text(entity).into() })
    }
}

/// The reference of `kind`, `namespace` and `name`, as documents are filed.
pub fn lower_ref(kind: &str, namespace: &str, name: &str) -> String {
    format!("{kind}:{namespace}/{name}").to_lowercase()
}

fn entity_ref(entity: &Value) -> Result<String, QueryError> {
    let missing = |field| QueryError::input(format!("the entity has no {field}; it cannot be indexed"));
    let part = |value: Option<&Value>| {
        value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let kind = part(entity.get("kind")).ok_or_else(|| missing("kind"))?;
    let name = part(metadata(entity, "name")).ok_or_else(|| missing("metadata.name"))?;
    let namespace = part(metadata(entity, "namespace")).unwrap_or_else(|| "default".to_owned());
    Ok(lower_ref(&kind, &namespace, &name))
}

fn metadata<'a>(entity: &'a Value, key: &str) -> Option<&'a Value> {
    entity.get("metadata").and_then(|metadata| metadata.get(key))
}

/// Parts are on lines of their own, so that no word is found across two of them.
fn text(entity: &Value) -> String {
    let parts = ["name", "title", "description"];
    let texts = parts.iter().filter_map(|key| metadata(entity, key)).filter_map(Value::as_str);
    let display = entity.pointer("/spec/profile/displayName").and_then(Value::as_str);
    let texts = texts.chain(display);
    let tags = metadata(entity, "tags").and_then(Value::as_array).into_iter().flatten();
    texts.chain(tags.filter_map(Value::as_str)).collect::<Vec<_>>().join("\n").to_lowercase()
}
