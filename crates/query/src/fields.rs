//! Projection: only the asked-for parts of an entity, in their original shape.

mod pruned;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::QueryError;
use crate::path::{keys_to, value_at};

/// The paths to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    paths: Vec<String>,
}

impl Fields {
    /// Reads dotted paths, several of them separated by commas; none when nothing is left.
    pub fn parse<S: AsRef<str>>(texts: &[S]) -> Result<Option<Self>, QueryError> {
        let split = texts.iter().flat_map(|text| text.as_ref().split(','));
        let paths: Vec<String> =
            split.map(str::trim).filter(|path| !path.is_empty()).map(str::to_owned).collect();
        if let Some(path) = paths.iter().find(|path| path.contains('[')) {
            return Err(QueryError::input(format!(
                "invalid fields: \"{path}\" addresses an item of a list; name the whole list"
            )));
        }
        Ok((!paths.is_empty()).then_some(Self { paths }))
    }

    /// The parts of `entity` that the paths name; an empty object when they name nothing.
    pub fn project(&self, entity: &Value) -> Value {
        let mut output = Map::new();
        for path in &self.paths {
            if let (Some(keys), Some(value)) = (keys_to(entity, path), value_at(entity, path)) {
                place(&mut output, &keys, value);
            }
        }
        Value::Object(output)
    }

    /// Projects an entity that is given as text.
    pub(crate) fn project_text(&self, json: &str) -> Arc<str> {
        let paths: Vec<&str> = self.paths.iter().map(String::as_str).collect();
        let entity = pruned::read(json, &paths);
        self.project(&entity).to_string().into()
    }
}

/// The entity as asked for: whole, or the fields of it.
pub(crate) fn item(json: &Arc<str>, fields: Option<&Fields>) -> Arc<str> {
    fields.map_or_else(|| Arc::clone(json), |fields| fields.project_text(json))
}

fn place(output: &mut Map<String, Value>, keys: &[&str], value: &Value) {
    let Some((key, rest)) = keys.split_first() else { return };
    if rest.is_empty() {
        output.insert((*key).to_owned(), value.clone());
        return;
    }
    let inner = output.entry(*key).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        place(inner, rest, value);
    }
}
