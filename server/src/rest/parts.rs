//! Reading the small JSON bodies of requests that change something: a mapping with known keys, and texts in it.

use super::error::ApiError;
use portico_entity::{EntityRef, LocationRef, RefContext};
use serde_json::{Map, Value};

/// A body that is a mapping with no keys but these, and with at least one.
pub(crate) fn object<'a>(body: &'a Value, known: &[&str]) -> Result<&'a Map<String, Value>, ApiError> {
    let input = |message: String| ApiError::Input(message);
    let Some(object) = body.as_object().filter(|object| !object.is_empty()) else {
        let example = known.first().copied().unwrap_or_default();
        return Err(input(format!("the body must be a JSON object with at least the key \"{example}\"")));
    };
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(object),
        Some(key) => Err(input(format!("unknown key \"{key}\" in the body; known are {}", known.join(", ")))),
    }
}

/// A text that must be there and must not be empty. `path` is how messages call it.
pub(crate) fn text<'a>(object: &'a Map<String, Value>, key: &str, path: &str) -> Result<&'a str, ApiError> {
    let text = object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| ApiError::Input(format!("{path} must be a text that is not empty")))
}

/// A location in a body: `type` and `target`.
pub(crate) fn location(object: &Map<String, Value>, path: &str) -> Result<LocationRef, ApiError> {
    let (kind, target) =
        (text(object, "type", &format!("{path}type"))?, text(object, "target", &format!("{path}target"))?);
    if let Some(presence) = object.get("presence")
        && !matches!(presence.as_str(), Some("required" | "optional"))
    {
        return Err(ApiError::Input(format!("{path}presence must be \"required\" or \"optional\"")));
    }
    Ok(LocationRef::new(kind, target))
}

/// A complete entity reference.
pub(crate) fn reference(text: &str) -> Result<EntityRef, ApiError> {
    EntityRef::parse(text, RefContext::default()).map_err(|error| ApiError::Input(error.to_string()))
}

/// The reference in a path such as `component/default/cart`, in any case.
pub(crate) fn reference_in_path(kind: &str, namespace: &str, name: &str) -> Result<EntityRef, ApiError> {
    reference(&format!("{kind}:{namespace}/{name}"))
}
