//! Schemas of actions, written as the lists of fields that they are.
//!
//! ```text
//! object(vec![text("url", "What to fetch").required(), flag("replace", "Overwrite what is there")])
//! ```

use serde_json::{Map, Value, json};

/// A field of an object.
#[derive(Clone, Debug)]
pub struct Field {
    name: &'static str,
    schema: Map<String, Value>,
    is_required: bool,
}

impl Field {
    fn new(name: &'static str, schema: Value, description: &str) -> Self {
        let mut schema = match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        };
        if !description.is_empty() {
            schema.insert("description".to_owned(), description.into());
        }
        Self { name, schema, is_required: false }
    }

    /// The same, but it has to be there.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// The same, with what holds where it is not there. It is told, not filled in.
    #[must_use]
    pub fn or(mut self, default: impl Into<Value>) -> Self {
        self.schema.insert("default".to_owned(), default.into());
        self
    }

    /// The same, with a further rule of JSON Schema.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.schema.insert(key.to_owned(), value.into());
        self
    }
}

/// The schema of an object with these fields.
pub fn object(fields: Vec<Field>) -> Value {
    let required: Vec<&str> =
        fields.iter().filter(|field| field.is_required).map(|field| field.name).collect();
    let mut schema = json!({"type": "object"});
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    let properties = fields.into_iter().map(|field| (field.name.to_owned(), Value::Object(field.schema)));
    schema["properties"] = Value::Object(properties.collect());
    schema
}

/// A text.
pub fn text(name: &'static str, description: &str) -> Field {
    Field::new(name, json!({"type": "string"}), description)
}

/// One of a few texts.
pub fn choice(name: &'static str, values: &[&str], description: &str) -> Field {
    Field::new(name, json!({"type": "string", "enum": values}), description)
}

/// Yes or no.
pub fn flag(name: &'static str, description: &str) -> Field {
    Field::new(name, json!({"type": "boolean"}), description)
}

/// A number.
pub fn number(name: &'static str, description: &str) -> Field {
    Field::new(name, json!({"type": "number"}), description)
}

/// A number or its digits: templates take it from texts as well.
pub fn number_or_text(name: &'static str, description: &str) -> Field {
    Field::new(name, json!({"type": ["number", "string"]}), description)
}

/// A list of texts.
pub fn texts(name: &'static str, description: &str) -> Field {
    Field::new(name, json!({"type": "array", "items": {"type": "string"}}), description)
}

/// An object with any keys.
pub fn map(name: &'static str, description: &str) -> Field {
    Field::new(name, json!({"type": "object"}), description)
}

/// An object with these fields.
pub fn nested(name: &'static str, description: &str, fields: Vec<Field>) -> Field {
    Field::new(name, object(fields), description)
}

/// A list of objects with these fields.
pub fn list(name: &'static str, description: &str, fields: Vec<Field>) -> Field {
    Field::new(name, json!({"type": "array", "items": object(fields)}), description)
}

/// Whatever fits a schema of its own.
pub fn any(name: &'static str, description: &str, schema: Value) -> Field {
    Field::new(name, schema, description)
}

#[cfg(test)]
mod tests {
    use super::{flag, list, object, text};
    use serde_json::json;

    #[test]
    fn fields_make_a_schema() {
        let schema = object(vec![
            text("url", "Where").required(),
            flag("all", "").or(false),
            list("files", "", vec![text("from", "").required()]),
        ]);
        let expect = json!({
            "type": "object",
            "required": ["url"],
            "properties": {
                "url": {"type": "string", "description": "Where"},
                "all": {"type": "boolean", "default": false},
                "files": {
                    "type": "array",
                    "items": {"type": "object", "required": ["from"], "properties": {"from": {"type": "string"}}},
                },
            },
        });
        assert_eq!(schema, expect);
        assert_eq!(object(Vec::new()), json!({"type": "object", "properties": {}}));
    }
}
