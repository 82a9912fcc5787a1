//! Fields whose type was made for JSON, inside of views, which travel in a format without field names: they travel as
//! JSON text.
//!
//! For use as `#[serde(with = "as_json")]` with types that leave fields out or hold values of any form.

use serde::{Deserialize, Deserializer, Serializer, de, de::DeserializeOwned, ser};

/// Writes the value as a text.
pub(super) fn serialize<T: serde::Serialize, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&serde_json::to_string(value).map_err(ser::Error::custom)?)
}

/// Reads the value from its text.
pub(super) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    serde_json::from_str(&String::deserialize(deserializer)?).map_err(de::Error::custom)
}
