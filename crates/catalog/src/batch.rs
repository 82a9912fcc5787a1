//! What a pass says, and what is stored of it.

use crate::{
    remote::{RemoteRow, SourceRow},
    stitch::Attention,
};
use portico_entity::Diagnostic;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap, path::PathBuf, sync::Arc};

/// The final form of an entity, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The entity in JSON.
    pub json: Arc<str>,
    /// What needs attention about it.
    pub attention: Vec<Attention>,
}

/// A reference that an entity states, and where it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedReference {
    /// Full reference of the target.
    pub target: String,
    /// Relation from the entity to the target.
    pub forward: Cow<'static, str>,
    /// Relation from the target back.
    pub reverse: Cow<'static, str>,
    /// Line, counted from 1.
    pub line: u32,
    /// Column, counted from 1.
    pub column: u32,
}

/// What is stored about an entity: everything that the engine needs to go on after a restart.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// Identifier for the life of the entity.
    pub uid: String,
    /// Location reference of the file it is read from.
    pub location_key: String,
    /// The Location entity that lists it.
    pub parent: Option<String>,
    /// Path of its file as shown, empty for locations that the configuration names.
    pub file: String,
    /// Line on which its document begins.
    pub line: u32,
    /// Changes whenever anything that it is made of does.
    pub hash: String,
    /// Whether nothing lists it any more.
    pub orphan: bool,
    /// The document as written.
    pub source: String,
    /// The references that the entity states. When storing, `None` keeps what is stored.
    pub references: Option<Vec<StatedReference>>,
    /// What is wrong with the document.
    pub diagnostics: Vec<Diagnostic>,
    /// Line and column at which its file is broken, if that is why it is shown as it was before.
    pub stale: Option<(u32, u32)>,
}

/// How an entity changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// Its content is another.
    Updated,
    /// It is gone.
    Removed,
}

impl ChangeKind {
    /// The word for it in the store and in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Updated => "updated",
            Self::Removed => "removed",
        }
    }

    /// The kind that a word means; one that is not known is an update.
    pub fn of_word(word: &str) -> Self {
        match word {
            "added" => Self::Added,
            "removed" => Self::Removed,
            _ => Self::Updated,
        }
    }
}

/// One entry of the change log.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The entity.
    pub entity_ref: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// The entity before, as it was shown.
    pub before: Option<Arc<str>>,
    /// The entity after.
    pub after: Option<Arc<str>>,
    /// The file that it comes from, as shown.
    pub file: String,
}

/// Everything that a pass changed: to be stored in one transaction, then shown.
#[derive(Default)]
pub struct Batch {
    /// Time of the pass, in milliseconds since 1970.
    pub at_ms: i64,
    /// Rows to write, new or changed.
    pub rows: Vec<Row>,
    /// References of rows to delete.
    pub removed: Vec<String>,
    /// Entries for the change log.
    pub changes: Vec<Change>,
    /// Entities whose final form is another. Each has a row, here or stored.
    pub shown: Vec<(String, Shown)>,
    /// Entities that are not shown any more.
    pub hidden: Vec<String>,
    /// What is wrong now, by what it is found in, where that is another than before; an empty list means nothing.
    pub problems: Vec<(String, Vec<Diagnostic>)>,
    /// Remotes to write.
    pub remotes: Vec<RemoteRow>,
    /// Locations of remotes to delete.
    pub dropped_remotes: Vec<String>,
    /// Files of remotes to write.
    pub sources: Vec<SourceRow>,
    /// Identifiers of files of remotes to delete.
    pub dropped_sources: Vec<String>,
    /// Folders to watch, and whether with everything below; `None` if they are as before.
    pub watched: Option<BTreeMap<PathBuf, bool>>,
    /// All remotes that something leads to; `None` if they are as before.
    pub wanted: Option<Vec<String>>,
    /// Remotes that must come whole, soon.
    pub again: Vec<String>,
}

/// Everything that is stored, to be taken up after a restart.
#[derive(Clone, Default)]
pub struct Stored {
    /// All rows, with the final form of those entities that were ever good.
    pub rows: Vec<(Row, Option<Shown>)>,
    /// What was wrong, by what it is found in.
    pub problems: Vec<(String, Vec<Diagnostic>)>,
    /// All remotes.
    pub remotes: Vec<RemoteRow>,
    /// All files of remotes.
    pub sources: Vec<SourceRow>,
    /// Whether the final forms are those of another version and must be put together anew.
    pub outdated: bool,
}

impl Batch {
    /// Whether there is anything new about entities.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.removed.is_empty() && self.shown.is_empty() && self.hidden.is_empty()
    }

    /// Whether there is anything to store.
    pub fn is_stored(&self) -> bool {
        self.is_empty()
            && self.changes.is_empty()
            && self.problems.is_empty()
            && self.remotes.is_empty()
            && self.dropped_remotes.is_empty()
            && self.sources.is_empty()
            && self.dropped_sources.is_empty()
    }
}

/// How far a pass has come, for whoever waits for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files known.
    pub files: usize,
    /// Entities that are shown.
    pub entities: usize,
    /// Sources that lie elsewhere.
    pub remotes: usize,
    /// Those of them about which nothing is known yet.
    pub waiting: usize,
    /// Those of them that could not be read the last time.
    pub failing: usize,
}
