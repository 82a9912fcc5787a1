//! The history of an entity: when it changed, and what.

mod diff;

pub use diff::diff;

use serde::{Deserialize, Serialize};

/// A part of the history of an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    /// Entries, newest first.
    pub entries: Vec<HistoryEntry>,
    /// The position before which older entries are; nothing if these are the oldest.
    pub older: Option<i64>,
    /// Whether there is such an entity at present.
    pub exists: bool,
    /// What to call it.
    pub label: String,
}

/// One change of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Position in the log.
    pub sequence: i64,
    /// Time, in milliseconds since 1970.
    pub at_ms: i64,
    /// `added`, `updated` or `removed`.
    pub kind: String,
    /// Where it came from.
    pub source: String,
    /// What changed, if it was there before and after.
    pub difference: Difference,
}

/// What is different between two states of an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Changed values, by the part of the entity that they are in.
    pub sections: Vec<Section>,
    /// Number of changed values that are not listed.
    pub more: usize,
}

/// The changed values of one part of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// `metadata`, `spec`; empty for the top.
    pub name: String,
    /// The values.
    pub values: Vec<ChangedValue>,
}

/// A value that is another, in lines as YAML would have them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedValue {
    /// Where it is, within its section: `annotations.example.org/team`.
    pub path: String,
    /// Lines that are not there any more; none for a value that is new.
    pub before: Vec<String>,
    /// Lines that came.
    pub after: Vec<String>,
}
