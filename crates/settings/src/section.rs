//! A mapping in the configuration, read key by key. What is wrong names its path, and so does a key that nobody knows.

use crate::{ConfigError, duration};
use serde_json::{Map, Value};
use std::{sync::LazyLock, time::Duration};

/// A mapping and the path at which it stands.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

impl<'a> Section<'a> {
    /// The mapping at `path`; null counts as empty.
    ///
    /// # Errors
    /// If the value is something else.
    pub fn of(value: &'a Value, path: impl Into<String>) -> Result<Self, ConfigError> {
        let path = path.into();
        match value {
            Value::Null => Ok(Self { path, map: &EMPTY }),
            Value::Object(map) => Ok(Self { path, map }),
            _ => Err(ConfigError::at(path, "must be a mapping")),
        }
    }

    /// Where the mapping stands.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path of a key in it.
    pub fn at(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    /// An error about a key in it.
    pub fn wrong(&self, key: &str, message: impl Into<String>) -> ConfigError {
        ConfigError::at(self.at(key), message)
    }

    /// The value of a key; none if it is absent or null.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// Keys and values, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        self.map.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// A text that is not empty.
    pub fn text(&self, key: &str) -> Result<Option<&'a str>, ConfigError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(self.wrong(key, "must be a text that is not empty")),
        }
    }

    /// A text that must be there.
    pub fn required_text(&self, key: &str) -> Result<&'a str, ConfigError> {
        self.text(key)?.ok_or_else(|| self.wrong(key, "is missing; it must be a text"))
    }

    /// A yes or no, also written as text, as environment variables are.
    pub fn flag(&self, key: &str) -> Result<Option<bool>, ConfigError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text == "true" => Ok(Some(true)),
            Some(Value::String(text)) if text == "false" => Ok(Some(false)),
            Some(_) => Err(self.wrong(key, "must be true or false")),
        }
    }

    /// A number without sign and fraction, also written as text.
    pub fn count(&self, key: &str) -> Result<Option<u64>, ConfigError> {
        let number = match self.get(key) {
            None => return Ok(None),
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
        };
        number.map(Some).ok_or_else(|| self.wrong(key, "must be a whole number, not below 0"))
    }

    /// A duration; see [`duration()`].
    pub fn duration(&self, key: &str) -> Result<Option<Duration>, ConfigError> {
        self.get(key).map(|value| duration(value, &self.at(key))).transpose()
    }

    /// A list of texts; a single text counts as a list of one.
    pub fn texts(&self, key: &str) -> Result<Vec<String>, ConfigError> {
        match self.get(key) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(vec![text.clone()]),
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                Ok(items.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            }
            Some(_) => Err(self.wrong(key, "must be a list of texts")),
        }
    }

    /// A list of anything.
    pub fn list(&self, key: &str) -> Result<&'a [Value], ConfigError> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(self.wrong(key, "must be a list")),
        }
    }

    /// The mappings in a list.
    pub fn sections(&self, key: &str) -> Result<Vec<Section<'a>>, ConfigError> {
        let items = self.list(key)?.iter().enumerate();
        items.map(|(index, item)| Section::of(item, format!("{}.{key}[{index}]", self.path))).collect()
    }

    /// The mapping below a key; empty if it is absent.
    pub fn section(&self, key: &str) -> Result<Section<'a>, ConfigError> {
        Section::of(self.map.get(key).unwrap_or(&Value::Null), self.at(key))
    }

    /// Refuses keys that are not among `known`: a slip of the pen must not pass as silence.
    pub fn only(&self, known: &[&str]) -> Result<(), ConfigError> {
        match self.map.keys().find(|key| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => Err(self.wrong(key, format!("is not known; known here are {}", known.join(", ")))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Section;
    use serde_json::json;

    #[test]
    fn wrong_values_name_their_path() {
        let value = json!({"a": 1, "flag": "true", "n": "12", "l": ["x", 2], "s": [{"k": ""}], "d": "5m"});
        let section = Section::of(&value, "root").expect("a mapping");
        assert_eq!(section.text("a").expect_err("a number").path, "root.a");
        assert_eq!(section.flag("flag"), Ok(Some(true)));
        assert_eq!(section.count("n"), Ok(Some(12)));
        assert_eq!(section.count("flag").expect_err("a text").path, "root.flag");
        assert_eq!(section.texts("l").expect_err("mixed").path, "root.l");
        let inner = section.sections("s").expect("a list");
        assert_eq!(inner[0].text("k").expect_err("empty").path, "root.s[0].k");
        assert_eq!(section.duration("d").expect("good").map(|d| d.as_secs()), Some(300));
        assert_eq!(section.required_text("gone").expect_err("missing").path, "root.gone");
        assert_eq!(section.only(&["a", "flag", "n", "l", "s"]).expect_err("d").path, "root.d");
        assert!(section.section("gone").expect("empty").get("x").is_none());
    }
}
