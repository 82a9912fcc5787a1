//! What the catalog stores.

use crate::{BoxFuture, StoreError};
use portico_catalog::{Batch, ChangeKind, Row};
use portico_entity::Diagnostic;

/// The catalog's rows and change log.
pub trait CatalogStore: Send + Sync {
    /// Everything, to go on after a restart.
    fn load(&self) -> BoxFuture<'_, Result<Vec<Row>, StoreError>>;

    /// Stores a batch in one transaction. Returns the sequence number of the last change there is.
    fn commit<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<i64, StoreError>>;

    /// The document of an entity as it was written.
    fn source<'a>(&'a self, entity_ref: &'a str) -> BoxFuture<'a, Result<Option<Source>, StoreError>>;

    /// The latest changes, newest first.
    fn recent_changes(&self, limit: u32) -> BoxFuture<'_, Result<Vec<LoggedChange>, StoreError>>;
}

/// The document of an entity as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// File as shown.
    pub file: String,
    /// Line on which the document begins.
    pub line: u32,
    /// The document.
    pub text: String,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// An entry of the change log.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedChange {
    /// Position in the log.
    pub sequence: i64,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// The entity.
    pub entity_ref: String,
    /// What happened.
    pub kind: ChangeKind,
    /// Where the entity comes from.
    pub file: String,
}
