//! Answers in JSON, YAML or CSV as one tree of values.

use super::path::Path;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The format of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Yaml,
    /// The first line names the columns; every value is a text.
    Csv,
}

impl Format {
    /// The format of a name in the configuration.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "json" => Self::Json,
            "yaml" => Self::Yaml,
            "csv" => Self::Csv,
            _ => return None,
        })
    }

    /// The format that the content type names, else the end of the path, else JSON.
    pub(super) fn guess(content_type: Option<&str>, path: &str) -> Self {
        let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let of = |text: &str| {
            let names = [("json", Self::Json), ("yaml", Self::Yaml), ("yml", Self::Yaml), ("csv", Self::Csv)];
            names.into_iter().find(|(name, _)| text.ends_with(name)).map(|(_, format)| format)
        };
        of(essence).or_else(|| of(&path.to_ascii_lowercase())).unwrap_or(Self::Json)
    }

    /// Reads an answer.
    pub(super) fn read(self, bytes: &[u8], delimiter: u8) -> Result<Value, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match self {
            Self::Json => serde_json::from_slice(bytes).map_err(|error| {
                format!("it is not JSON ({error}); if it is meant to be something else, set format")
            }),
            Self::Yaml => yaml(bytes).map_err(|error| format!("it is not YAML ({error})")),
            Self::Csv => csv(bytes, delimiter).map_err(|error| format!("it is not CSV ({error})")),
        }
    }
}

/// One document, or a list of several.
fn yaml(bytes: &[u8]) -> Result<Value, String> {
    let mut documents = Vec::new();
    for document in serde_yaml::Deserializer::from_slice(bytes) {
        let value = serde_yaml::Value::deserialize(document).map_err(|error| error.to_string())?;
        documents.push(serde_json::to_value(value).map_err(|error| error.to_string())?);
    }
    Ok(match documents.len() {
        1 => documents.remove(0),
        _ => Value::Array(documents),
    })
}

fn csv(bytes: &[u8], delimiter: u8) -> Result<Value, String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(bytes);
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let cells = headers.iter().zip(&record).map(|(header, cell)| (header.to_owned(), cell.into()));
        rows.push(Value::Object(cells.collect()));
    }
    Ok(Value::Array(rows))
}

/// The rows of an answer: what stands at `items`, else the answer itself, else the only list in it. With `key`, a
/// mapping counts as a list of its values, which hold their key under that name.
pub(super) fn rows(answer: Value, items: Option<&Path>, key: Option<&str>) -> Result<Vec<Value>, String> {
    let found = match items {
        Some(path) => match path.find(&answer) {
            Some(found) => found.into_owned(),
            None => return Err(format!("there is nothing at items: {path}")),
        },
        None => match (answer, key) {
            (Value::Object(map), None) => only_list(map)?,
            (answer, _) => answer,
        },
    };
    match (found, key) {
        (Value::Array(rows), _) => Ok(rows),
        (Value::Object(map), Some(key)) => {
            Ok(map.into_iter().map(|(name, row)| keyed(name, row, key)).collect())
        }
        (Value::Object(_), None) => {
            Err("the rows are a mapping, not a list; set key to the name under which templates find its keys"
                .into())
        }
        _ => Err("the rows are not a list; set items to the path of the list".to_owned()),
    }
}

fn only_list(map: Map<String, Value>) -> Result<Value, String> {
    let lists: Vec<_> =
        map.iter().filter(|(_, value)| value.is_array()).map(|(key, _)| key.clone()).collect();
    match lists.as_slice() {
        [only] => Ok(map.into_iter().find(|(key, _)| key == only).map(|(_, list)| list).unwrap_or_default()),
        [] => Err("it is a mapping without a list; set items to the path of the list".to_owned()),
        _ => Err(format!("it holds several lists ({}); set items to the path of one", lists.join(", "))),
    }
}

fn keyed(name: String, row: Value, key: &str) -> Value {
    let mut map = match row {
        Value::Object(map) => map,
        Value::Null => Map::new(),
        other => Map::from_iter([("value".to_owned(), other)]),
    };
    map.insert(key.to_owned(), name.into());
    Value::Object(map)
}

/// The next cursor or address that an answer names; an empty text and `false` mean that there is none.
pub(super) fn pointer(answer: &Value, path: &Path) -> Option<String> {
    match path.find(answer).map(Cow::into_owned)? {
        Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Path, rows};
    use serde_json::{Value, json};

    #[track_caller]
    fn check_read(format: &str, text: &str, expect: Value) {
        assert_eq!(Format::named(format).unwrap().read(text.as_bytes(), b','), Ok(expect), "{text}");
    }

    #[test]
    fn formats_become_values() {
        check_read("json", "\u{feff}[1]", json!([1]));
        check_read("yaml", "a: {1: no}\n", json!({"a": {"1": "no"}}));
        check_read("yaml", "a: 1\n---\na: 2\n", json!([{"a": 1}, {"a": 2}]));
        check_read(
            "csv",
            "\u{feff}id,Cost Center\n1,\"a, \"\"b\"\"\"\n",
            json!([{"id": "1", "Cost Center": "a, \"b\""}]),
        );
        assert_eq!(Format::Csv.read(b"a;b\n1; 2\n", b';'), Ok(json!([{"a": "1", "b": "2"}])));
        for (format, wrong) in [
            (Format::Json, "<html>"),
            (Format::Yaml, "a: [1"),
            (Format::Yaml, "a: 1\na: 2"),
            (Format::Csv, "a,b\n1\n"),
        ] {
            assert!(format.read(wrong.as_bytes(), b',').is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_content_type_names_the_format() {
        assert_eq!(Format::guess(Some("application/hal+json; charset=utf-8"), "/x.csv"), Format::Json);
        assert_eq!(Format::guess(Some("text/csv; header=present"), "/x"), Format::Csv);
        assert_eq!(Format::guess(Some("text/plain"), "/apps.YML"), Format::Yaml);
        assert_eq!(Format::guess(None, "/apps"), Format::Json);
    }

    #[track_caller]
    fn check_rows(answer: Value, items: Option<&str>, key: Option<&str>, expect: Result<Value, &str>) {
        let items = items.map(|items| Path::parse(items).unwrap());
        let found = rows(answer.clone(), items.as_ref(), key).map(Value::Array);
        match (found, expect) {
            (Ok(found), Ok(expect)) => assert_eq!(found, expect, "{answer}"),
            (Err(message), Err(expect)) => assert!(message.contains(expect), "{answer}: {message}"),
            (found, _) => assert_eq!(found, Ok(Value::Null), "{answer}"),
        }
    }

    #[test]
    fn rows_are_found() {
        check_rows(json!([1, 2]), None, None, Ok(json!([1, 2])));
        check_rows(json!({"total": 1, "apps": [1]}), None, None, Ok(json!([1])));
        check_rows(json!({"a": [], "b": []}), None, None, Err("several lists (a, b)"));
        check_rows(json!({"a": {}}), None, None, Err("without a list"));
        check_rows(json!({"data": {"apps": [1]}}), Some("data.apps"), None, Ok(json!([1])));
        check_rows(json!({}), Some("data.apps"), None, Err("nothing at items: data.apps"));
        check_rows(json!({"a": {"x": {}}}), Some("a"), None, Err("set key"));
        check_rows(
            json!({"a": {"x": {"n": 1}, "y": 2}}),
            Some("a"),
            Some("id"),
            Ok(json!([{"n": 1, "id": "x"}, {"value": 2, "id": "y"}])),
        );
        check_rows(json!({"x": {"l": []}}), None, Some("id"), Ok(json!([{"l": [], "id": "x"}])));
        check_rows(json!("text"), None, None, Err("not a list"));
    }
}
