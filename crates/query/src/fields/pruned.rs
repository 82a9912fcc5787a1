//! Reads only those parts of a JSON text that some paths can lead to; the rest is skipped without
//! being built, which is most of the work when a long list is projected.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The object in `json`, without the keys that none of the paths begins with.
pub(super) fn read(json: &str, paths: &[&str]) -> Value {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Pruned { paths }.deserialize(&mut deserializer).unwrap_or(Value::Null)
}

/// An object of which only some paths are wanted. Anything else in its place is null, because
/// paths lead through objects only.
struct Pruned<'p> {
    paths: &'p [&'p str],
}

impl<'de> DeserializeSeed<'de> for Pruned<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Pruned<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if self.paths.contains(&key.as_str()) {
                object.insert(key, access.next_value()?);
                continue;
            }
            let rests = self.paths.iter().filter_map(|path| behind(path, &key));
            let rests: Vec<&str> = rests.collect();
            if rests.is_empty() {
                access.next_value::<IgnoredAny>()?;
            } else {
                let inner = access.next_value_seed(Pruned { paths: &rests })?;
                object.insert(key, inner);
            }
        }
        Ok(Value::Object(object))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        while access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

/// `b.c` of the path `a.b.c` and the key `a`.
fn behind<'p>(path: &'p str, key: &str) -> Option<&'p str> {
    path.strip_prefix(key)?.strip_prefix('.')
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde_json::json;

    #[test]
    fn what_no_path_reaches_is_skipped() {
        let json = r#"{"a": {"b": 1, "b.c": {"d": 2}, "e": 3}, "l": [{"k": 1}], "n": 4, "z": null}"#;
        assert_eq!(read(json, &["a.b.c.d", "z"]), json!({"a": {"b": null, "b.c": {"d": 2}}, "z": null}));
        assert_eq!(read(json, &["l.k", "n.x"]), json!({"l": null, "n": null}));
        assert_eq!(read("[1", &["a"]), json!(null));
    }
}
