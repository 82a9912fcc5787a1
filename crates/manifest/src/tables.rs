//! JSON and TOML as trees, and what is wrong with them as problems.

use crate::{
    limits::TOML_DEPTH,
    nesting::too_deep,
    reading::{Collector, line_at},
};
use serde_json::{Map, Value};

/// The object that a JSON file holds.
pub(crate) fn json(text: &str, all: &mut Collector) -> Option<Map<String, Value>> {
    match serde_json::from_str(text) {
        Ok(Value::Object(root)) => Some(root),
        Ok(_) => {
            all.broken(1, "The file must hold a JSON object".to_owned());
            None
        }
        Err(error) => {
            let message = error.to_string();
            let what = message.split(" at line ").next().unwrap_or(&message);
            all.broken(u32::try_from(error.line()).unwrap_or_default(), format!("This is no JSON: {what}"));
            None
        }
    }
}

/// The table that a TOML file holds.
pub(crate) fn toml(text: &str, all: &mut Collector) -> Option<toml::Table> {
    if let Some(byte) = too_deep(text) {
        all.broken(line_at(text, byte), format!("Tables are nested more than {TOML_DEPTH} deep"));
        return None;
    }
    match toml::from_str(text) {
        Ok(root) => Some(root),
        Err(error) => {
            let line = error.span().map_or(0, |span| line_at(text, span.start));
            all.broken(line, format!("This is no TOML: {}", error.message()));
            None
        }
    }
}

/// A table within a table, by the keys that lead there.
pub(crate) fn within<'a>(root: &'a toml::Table, keys: &[&str]) -> Option<&'a toml::Table> {
    keys.iter().try_fold(root, |table, key| table.get(*key)?.as_table())
}
