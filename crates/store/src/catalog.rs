//! What the catalog stores.

use crate::{BoxFuture, StoreError};
use portico_catalog::{Batch, ChangeKind, Shown, Stored};
use portico_entity::{Diagnostic, LocationRef};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

/// The catalog's rows, its change log, what was registered, and what several processes on one database need to say to
/// one another.
pub trait CatalogStore: Send + Sync {
    /// Everything, to go on after a restart, and the revision that it is.
    fn load(&self) -> BoxFuture<'_, Result<(Stored, i64), StoreError>>;

    /// Stores a batch in one transaction. Returns the revision of what is shown afterwards, which grows by one if the
    /// batch changes any of that.
    ///
    /// # Errors
    /// Also if this process does not lead any more; then nothing is stored.
    fn commit<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<i64, StoreError>>;

    /// What is shown otherwise than it was in an earlier revision; nothing if that is too long ago to say.
    fn news(&self, since: i64) -> BoxFuture<'_, Result<Option<News>, StoreError>>;

    /// The document of an entity as it was written.
    fn source<'a>(&'a self, entity_ref: &'a str) -> BoxFuture<'a, Result<Option<Source>, StoreError>>;

    /// The latest changes, newest first, without what they changed.
    fn recent_changes(&self, limit: u32) -> BoxFuture<'_, Result<Vec<LoggedChange>, StoreError>>;

    /// Changes with what they changed, newest first: of one entity or of all, of those before a sequence number or of
    /// all.
    fn history<'a>(
        &'a self,
        entity_ref: Option<&'a str>,
        before: Option<i64>,
        limit: u32,
    ) -> BoxFuture<'a, Result<Vec<(LoggedChange, Texts)>, StoreError>>;

    /// Shortens the log: of the changes before a time (in milliseconds since 1970), only the last one of each entity
    /// stays, so that the first change after it still has something to compare with. Returns how many went.
    fn compact(&self, before_ms: i64) -> BoxFuture<'_, Result<u64, StoreError>>;

    /// All registered locations, by their identifier.
    fn locations(&self) -> BoxFuture<'_, Result<Vec<Registered>, StoreError>>;

    /// Registers a location. Returns false if another one has the same type and target.
    fn add_location<'a>(&'a self, location: &'a Registered) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Gives a registered location another type and target.
    fn change_location<'a>(
        &'a self,
        id: &'a str,
        to: &'a LocationRef,
    ) -> BoxFuture<'a, Result<Changed, StoreError>>;

    /// Removes a registered location. Returns whether there was one.
    fn remove_location<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// An entity and those that lead to it, from the entity up, each with its parent; at most so many steps.
    fn lineage<'a>(
        &'a self,
        entity_ref: &'a str,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<Ancestor>, StoreError>>;

    /// Leaves an order for the leading process, and wakes it.
    fn order<'a>(&'a self, order: &'a Order) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Takes all orders, oldest first. They are gone afterwards.
    fn take_orders(&self) -> BoxFuture<'_, Result<Vec<Order>, StoreError>>;

    /// Tries to become the process that reads sources and commits batches.
    fn lead(&self) -> BoxFuture<'_, Result<Option<Box<dyn Leadership>>, StoreError>>;

    /// Waits until another process may have changed something, at most for a time.
    fn wait(&self, most: Duration) -> BoxFuture<'_, ()>;

    /// Whether other processes may use the same database.
    fn is_shared(&self) -> bool;
}

/// The right to lead. It ends when it is dropped, and with the process.
pub trait Leadership: Send + Sync {
    /// Whether this process still leads.
    fn holds(&mut self) -> BoxFuture<'_, bool>;
}

/// What is shown otherwise than in an earlier revision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct News {
    /// The revision that this leads to.
    pub revision: i64,
    /// Entities that are new or another.
    pub shown: Vec<(String, Shown)>,
    /// Entities that are not shown any more.
    pub hidden: Vec<String>,
    /// What is wrong now, by what it is found in; an empty list means nothing any more.
    pub problems: Vec<(String, Vec<Diagnostic>)>,
}

/// An entity, and the Location entity that lists it.
pub type Ancestor = (String, Option<String>);

/// A location that was registered while the program ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Identifier.
    pub id: String,
    /// What is registered.
    pub location: LocationRef,
    /// Reference of the Location entity that stands for it.
    pub entity_ref: String,
}

/// What became of changing a registered location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is this now.
    Done(Registered),
    /// There is none with this identifier.
    Unknown,
    /// Another one has the same type and target.
    Taken,
}

/// Something that the leading process is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Read the registered locations anew.
    Registrations,
    /// Read the sources of an entity now.
    Refresh(String),
    /// Take an entity out; it comes back as a new one if something still lists it.
    Forget(String),
    /// Read now what lies at addresses that begin like this.
    Touched(String),
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

/// An entity before and after a change, as it was shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    /// Before; nothing if it was not there.
    pub before: Option<Arc<str>>,
    /// After; nothing if it is gone.
    pub after: Option<Arc<str>>,
}
