//! All SQL of Portico. One trait per aggregate, one implementation per database, the same tests for each.
//!
//! **Invariant:** a batch of changes is stored whole or not at all, together with its entries in the change log.

mod alerts;
mod catalog;
mod costs;
pub mod limits;
mod manifests;
mod mine;
mod notifications;
mod pieces;
mod postgres;
mod radars;
mod sqlite;
mod tasks;

pub use alerts::{CostAlerts, CostDecision};
pub use catalog::{
    Ancestor, CatalogStore, Changed, Leadership, LoggedChange, News, Order, Registered, Source, Texts,
};
pub use costs::{
    CostBadRow, CostChunk, CostFile, CostFileEnd, CostMark, CostOrder, CostRun, CostRunState, CostSettling,
    CostStore, CountingCostChunk, NewCostChunk, NewCostFile,
};
pub use manifests::{KeptManifests, KeptPackage, ManifestStore};
pub use mine::{MineStore, Visit};
pub use notifications::{
    Marks, Mute, NewNotification, Notification, NotificationOrder, NotificationQuery, NotificationSeverity,
    NotificationStore, NotificationText, Telling, Which,
};
pub use postgres::PostgresStore;
pub use radars::{KeptRadar, RadarStore};
pub use sqlite::SqliteStore;

use portico_scaffolder::tasks::TaskStore;
use std::{future::Future, pin::Pin};

/// Everything that a database of Portico can do.
pub trait Store:
    CatalogStore + CostAlerts + CostStore + ManifestStore + MineStore + NotificationStore + RadarStore + TaskStore
{
}

impl<T> Store for T where
    T: CatalogStore
        + CostAlerts
        + CostStore
        + ManifestStore
        + MineStore
        + NotificationStore
        + RadarStore
        + TaskStore
{
}

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database could not be opened.
    #[error("the database {0} could not be opened")]
    Open(String, #[source] sqlx::Error),
    /// The database could not be brought to this version's schema.
    #[error("the database could not be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A statement failed.
    #[error("the database did not answer as expected")]
    Sql(#[from] sqlx::Error),
    /// Another process leads; what it stores must not be overwritten.
    #[error("another process leads now")]
    NotLeading,
    /// A stored value cannot be read.
    #[error("a stored value cannot be read")]
    Value(#[from] serde_json::Error),
}
