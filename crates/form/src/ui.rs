//! What a schema says about its looks: `ui:…` keys, and the same within `ui:options`.

use serde_json::Value;

/// The looks of one schema.
#[derive(Clone, Copy)]
pub(crate) struct Ui<'a>(pub(crate) &'a Value);

impl<'a> Ui<'a> {
    /// `ui:<name>`, else `<name>` within `ui:options`.
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        let direct = self.0.get(format!("ui:{name}"));
        direct.or_else(|| self.0.get("ui:options").and_then(|options| options.get(name)))
    }

    pub(crate) fn text(self, name: &str) -> Option<String> {
        self.get(name).and_then(Value::as_str).map(str::to_owned)
    }

    /// Whether something is said to be so.
    pub(crate) fn is(self, name: &str) -> bool {
        self.get(name) == Some(&Value::Bool(true))
    }

    /// Whether something is said not to be so.
    pub(crate) fn is_not(self, name: &str) -> bool {
        self.get(name) == Some(&Value::Bool(false))
    }

    pub(crate) fn number(self, name: &str) -> Option<u64> {
        self.get(name).and_then(Value::as_u64)
    }

    /// A list of texts; one text stands for a list of one.
    pub(crate) fn texts(self, name: &str) -> Vec<String> {
        texts(self.get(name))
    }

    /// `ui:backstage.review.<name>`, which may be written flat or nested.
    pub(crate) fn review(self, name: &str) -> Option<&'a Value> {
        let nested = |value: &'a Value| value.get("review").and_then(|review| review.get(name));
        self.get(&format!("backstage.review.{name}")).or_else(|| self.get("backstage").and_then(nested))
    }
}

/// A list of texts; one text stands for a list of one.
pub(crate) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A text of a schema that is not empty.
pub(crate) fn text(schema: &Value, key: &str) -> Option<String> {
    schema.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}
