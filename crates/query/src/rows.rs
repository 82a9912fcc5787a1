//! An entity's rows: the key and value pairs under which it can be found.
//!
//! Keys and values are lower-cased; the original spelling of the value stays beside them for
//! facets. What is left out: attachments, the raw relations (they become `relations.<type>` rows),
//! the status and the etag.

use serde_json::Value;

use crate::leaves::{Leaf, leaves};
use crate::limits::{MAX_KEY_UNITS, MAX_VALUE_UNITS};

/// One key and value under which an entity is found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// Dotted path, lower case.
    pub key: String,
    /// The value in lower case; none when it is null or too long, which means "present" only.
    pub value: Option<String>,
    /// The value as its author wrote it.
    pub original: Option<String>,
}

/// An entity whose rows would be ambiguous.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("keys differ only in upper and lower case: {}; rename one of each", .keys.join(", "))]
pub struct RowsError {
    /// The ambiguous keys, lower-cased.
    pub keys: Vec<String>,
}

/// The rows of an entity, strictly: keys that differ only in case are an error.
pub fn search_rows(entity: &Value) -> Result<Vec<Row>, RowsError> {
    let (rows, collisions) = search_rows_lenient(entity);
    if collisions.is_empty() { Ok(rows) } else { Err(RowsError { keys: collisions }) }
}

/// The rows of an entity; of keys that differ only in case the first spelling is kept, and the
/// lower-cased keys concerned are returned beside the rows.
pub fn search_rows_lenient(entity: &Value) -> (Vec<Row>, Vec<String>) {
    let (rows, collisions) = Rows::of(entity);
    let owned = |row: RowRef<'_>| Row {
        key: row.key.to_owned(),
        value: row.value.map(str::to_owned),
        original: row.original.map(str::to_owned),
    };
    (rows.iter().map(owned).collect(), collisions)
}

/// The rows of one entity in one piece of memory: they are made by one thread and filed by another, and with a
/// hundred small texts for each entity both would wait for the allocator.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    pub(crate) text: Text,
    rows: Vec<Spans>,
}

/// A row as it stands in [`Rows`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowRef<'a> {
    pub(crate) key: &'a str,
    pub(crate) value: Option<&'a str>,
    pub(crate) original: Option<&'a str>,
}

/// Texts one behind the other.
#[derive(Debug, Clone)]
pub(crate) struct Text(String);

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy)]
struct Spans {
    key: Span,
    value: Option<Span>,
    original: Option<Span>,
}

impl Rows {
    /// The rows of an entity, and the lower-cased keys that it spells in several ways.
    pub(crate) fn of(entity: &Value) -> (Self, Vec<String>) {
        let (text, found) = leaves(entity);
        let mut rows = Self { text, rows: Vec::with_capacity(found.len()) };
        let mut collisions = Vec::new();
        let mut rest = found.as_slice();
        while let Some(first) = rest.first() {
            let is_of_key = |leaf: &Leaf| rows.text.get(leaf.key) == rows.text.get(first.key);
            let (group, others) = rest.split_at(rest.iter().take_while(|leaf| is_of_key(leaf)).count());
            rest = others;
            if rows.add_group(first, group) {
                collisions.push(rows.text.get(first.key).to_owned());
            }
        }
        (rows, collisions)
    }

    /// Adds the rows of one key; whether it is spelled in several ways.
    fn add_group(&mut self, first: &Leaf, group: &[Leaf]) -> bool {
        let start = self.rows.len();
        let (mut has_item, mut collides) = (false, false);
        for leaf in group {
            // A list with `A` and `a` gives one of them.
            if leaf.is_item && std::mem::replace(&mut has_item, true) {
                continue;
            }
            if self.text.get(leaf.spelling) == self.text.get(first.spelling) {
                self.push(leaf.key, leaf.value);
            } else {
                collides = true;
            }
        }
        self.settle(start);
        collides
    }

    /// Adds a row under a key in any case.
    pub(crate) fn add(&mut self, key: &str, original: &str) {
        let key = self.text.push(key);
        let key = self.text.lower(key);
        let original = self.text.push(original);
        self.push(key, Some(original));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = RowRef<'_>> {
        self.rows.iter().map(|row| RowRef {
            key: self.text.get(row.key),
            value: row.value.map(|value| self.text.get(value)),
            original: row.original.map(|original| self.text.get(original)),
        })
    }

    /// Adds a row of a lower-cased key unless the key is too long; a value that is too long is only present.
    fn push(&mut self, key: Span, original: Option<Span>) {
        if units(self.text.get(key)) > MAX_KEY_UNITS {
            return;
        }
        let value = original.map(|original| self.text.lower(original));
        let value = value.filter(|value| units(self.text.get(*value)) <= MAX_VALUE_UNITS);
        self.rows.push(Spans { key, value, original: value.and(original) });
    }

    /// Puts the rows of one key in order, each value once and in its first spelling.
    fn settle(&mut self, start: usize) {
        if self.rows.len() < start + 2 {
            return;
        }
        let text = &self.text;
        let value = |row: &Spans| row.value.map(|value| text.get(value));
        let mut group = self.rows.split_off(start);
        group.sort_by(|a, b| value(a).cmp(&value(b)));
        group.dedup_by(|a, b| value(a) == value(b));
        self.rows.append(&mut group);
    }
}

impl Text {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    pub(crate) fn get(&self, span: Span) -> &str {
        self.0.get(span.start..span.end).unwrap_or_default()
    }

    pub(crate) fn push(&mut self, text: &str) -> Span {
        let start = self.0.len();
        self.0.push_str(text);
        Span { start, end: self.0.len() }
    }

    /// The same in lower case; where it is already, it stands there once.
    pub(crate) fn lower(&mut self, span: Span) -> Span {
        let text = self.get(span);
        if text.is_ascii() {
            if !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                return span;
            }
            let start = self.0.len();
            self.0.extend_from_within(span.start..span.end);
            if let Some(copy) = self.0.get_mut(start..) {
                copy.make_ascii_lowercase();
            }
            return Span { start, end: self.0.len() };
        }
        let lower = text.to_lowercase();
        if lower == text { span } else { self.push(&lower) }
    }
}

/// Length as the original's language counts it.
fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}
