//! Objects as cells: members of members have the names of both, with a point between them.

use super::super::plan::Header;
use crate::limits::COLUMNS;
use ::csv::ByteRecord;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashMap, fmt};

/// How deep members are looked for.
const DEEPEST: usize = 8;

/// A row as cells.
#[derive(Default)]
pub(super) struct Flat {
    /// By column.
    cells: Vec<String>,
    /// Columns by their exact names.
    places: HashMap<String, usize>,
    name: String,
}

impl Flat {
    /// Reads an object; columns that are new are put behind the others.
    pub(super) fn read(&mut self, row: &str, header: &mut Header) -> Result<(), String> {
        for cell in &mut self.cells {
            cell.clear();
        }
        self.name.clear();
        let mut json = serde_json::Deserializer::from_str(row);
        let members = Members { flat: self, header, depth: 0 };
        json.deserialize_map(members).map_err(|error| format!("it is no row: {error}"))
    }

    /// The cells, in the order of the columns.
    pub(super) fn record(&self, record: &mut ByteRecord) {
        record.clear();
        for cell in &self.cells {
            record.push_field(cell.as_bytes());
        }
    }

    fn put(&mut self, header: &mut Header, value: &str) {
        let at = match self.places.get(&self.name) {
            Some(&at) => at,
            // Whoever makes up names for each row makes no columns.
            None if header.names().len() >= COLUMNS => return,
            None => {
                let at = header.push(&self.name);
                if value.starts_with(['{', '[']) {
                    header.is_made_of_parts(at);
                }
                self.places.insert(self.name.clone(), at);
                at
            }
        };
        if self.cells.len() <= at {
            self.cells.resize_with(at + 1, String::new);
        }
        if let Some(cell) = self.cells.get_mut(at) {
            cell.clear();
            cell.push_str(value);
        }
    }
}

struct Members<'a> {
    flat: &'a mut Flat,
    header: &'a mut Header,
    depth: usize,
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let value = map.next_value::<&RawValue>()?.get();
            let before = self.flat.name.len();
            if before > 0 {
                self.flat.name.push('.');
            }
            self.flat.name.push_str(&key);
            match value.as_bytes().first() {
                Some(b'"') => {
                    let text: Cow<'_, str> = serde_json::from_str(value).map_err(serde::de::Error::custom)?;
                    self.flat.put(self.header, &text);
                }
                // Numbers as they are written, so that none of their digits is lost.
                Some(b'n') => self.flat.put(self.header, ""),
                Some(b'{') if self.depth < DEEPEST => {
                    self.flat.put(self.header, value);
                    if self.header.is_tags(&self.flat.name) {
                        self.flat.name.truncate(before);
                        continue;
                    }
                    let mut inner = serde_json::Deserializer::from_str(value);
                    let members =
                        Members { flat: &mut *self.flat, header: &mut *self.header, depth: self.depth + 1 };
                    inner.deserialize_map(members).map_err(serde::de::Error::custom)?;
                }
                _ => self.flat.put(self.header, value),
            }
            self.flat.name.truncate(before);
        }
        Ok(())
    }
}
