//! Rows of JSON: an array of objects, an array somewhere inside, or one object on each line.

mod flat;

use super::{
    ReadError,
    rows::{Mistake, Rows},
};
use ::csv::ByteRecord;
use flat::Flat;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::{
    fmt,
    io::{BufRead, BufReader, Read as _},
};

/// Reads all rows.
pub(super) fn read(text: Box<dyn BufRead + '_>, first: u8, rows: &mut Rows<'_>) -> Result<(), ReadError> {
    let path = rows.table().map(|table| table.rows.clone()).unwrap_or_default();
    let mut reading = Reading { rows, flat: Flat::default(), record: ByteRecord::new(), failed: None };
    if first == b'{' && path.is_empty() {
        return reading.lines(text);
    }
    let path: Vec<&str> = path.split('.').filter(|name| !name.is_empty()).collect();
    // A reader of its own, because JSON is read byte by byte.
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(text));
    let done = At { path: &path, reading: &mut reading }.deserialize(&mut json);
    let done = done.and_then(|()| json.end());
    match (reading.failed.take(), done) {
        (Some(error), _) => Err(error),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) if error.is_io() => Err(ReadError::Input(error.into())),
        (None, Err(error)) => Err(ReadError::Json { row: reading.rows.rows(), message: error.to_string() }),
    }
}

struct Reading<'r, 'a> {
    rows: &'r mut Rows<'a>,
    flat: Flat,
    record: ByteRecord,
    /// Why reading ended, in our own words.
    failed: Option<ReadError>,
}

impl Reading<'_, '_> {
    /// One row on each line: a line that is wrong spoils no other.
    fn lines(&mut self, mut text: Box<dyn BufRead + '_>) -> Result<(), ReadError> {
        let mut line = Vec::new();
        loop {
            line.clear();
            // As long as a row may be, which the reader sees to.
            if text.by_ref().read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            let row = line.trim_ascii();
            if row.is_empty() {
                continue;
            }
            self.rows.line = self.rows.rows() + 1;
            match std::str::from_utf8(row).map_err(|error| error.to_string()) {
                Ok(row) => self.row(row)?,
                Err(reason) => self.wrong(reason, row)?,
            }
        }
    }

    fn row(&mut self, row: &str) -> Result<(), ReadError> {
        self.rows.line = self.rows.rows() + 1;
        let columns = self.rows.header.names().len();
        if let Err(error) = self.flat.read(row, &mut self.rows.header) {
            return self.wrong(error, row.as_bytes());
        }
        if self.rows.header.names().len() != columns || columns == 0 {
            self.rows.open()?;
        }
        self.flat.record(&mut self.record);
        self.rows.take(&self.record, || row.as_bytes().to_vec())
    }

    fn wrong(&mut self, reason: String, row: &[u8]) -> Result<(), ReadError> {
        self.rows.reject(Mistake { column: None, value: Vec::new(), reason }, row)
    }
}

/// Somewhere on the way to the rows.
struct At<'p, 'm, 'r, 'a> {
    path: &'p [&'p str],
    reading: &'m mut Reading<'r, 'a>,
}

impl<'de> DeserializeSeed<'de> for At<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.first() {
            Some(name) => write!(formatter, "an object with `{name}`, where the rows are"),
            None => formatter.write_str("an array of rows"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((name, rest)) = self.path.split_first() else {
            return Err(A::Error::custom(
                "here is an object, and not an array of rows: set `rows` of the mapping",
            ));
        };
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == *name {
                found = true;
                map.next_value_seed(At { path: rest, reading: &mut *self.reading })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if found {
            return Ok(());
        }
        Err(A::Error::custom(format_args!(
            "there is no `{name}`, where the mapping's `rows` says that rows are"
        )))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        if let Some(name) = self.path.first() {
            return Err(A::Error::custom(format_args!("here is an array, and not an object with `{name}`")));
        }
        while let Some(row) = rows.next_element::<Box<RawValue>>()? {
            if let Err(error) = self.reading.row(row.get()) {
                self.reading.failed = Some(error);
                return Err(A::Error::custom("reading ended"));
            }
        }
        Ok(())
    }
}
