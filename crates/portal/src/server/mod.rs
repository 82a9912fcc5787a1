//! The portal itself: the catalog in memory, the store beneath it, and the questions that it answers.

mod brief;
mod catalog;
pub mod costs;
pub mod create;
mod entity;
mod explore;
mod following;
mod graph;
mod history;
mod home;
mod impact;
mod ingest;
pub mod limits;
mod links;
mod mine;
pub mod notify;
mod org;
mod origin;
mod people;
mod preview;
mod problems;
mod profile;
mod radar;
mod register;
mod registry;
mod search;
mod showing;
mod sources;
mod start;
mod teams;
mod work;

pub use impact::{Snapshot, Unknown};
pub use links::IndexLinks;
pub use preview::Preview;
pub use radar::{How, Moves, PackageUse, ShownRadar, Standing, Use, UseChange, Users};
pub use registry::{Ancestor, RegistryError};
pub use search::Indexing;
pub use sources::Sources;
pub use start::{IngestStatus, Settings, Started};

use crate::{
    Caller,
    views::{Frame, Named},
};
use portico_entity::Diagnostic;
use portico_query::{Index, Predicate, QueryError};
use portico_store::{Store, StoreError};
use problems::Problems;
use std::sync::{
    Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard,
    atomic::{AtomicI64, AtomicU64},
};
use tokio::sync::{Notify, watch};

/// The portal. Reads go to memory; writes go through the store and are visible only when they are safe there.
pub struct Portal {
    settings: Settings,
    store: Arc<dyn Store>,
    index: RwLock<Index>,
    problems: RwLock<Problems>,
    status: RwLock<IngestStatus>,
    /// Revision of the store that is visible.
    revision: AtomicI64,
    /// How often this process has looked for orders, as the one that leads.
    taken: AtomicU64,
    /// The number of the last such look whose orders have been carried out; on other processes, a number that grows
    /// with what is shown.
    carried_out: watch::Sender<u64>,
    /// Told when somebody waits for an order.
    hurried: Notify,
    /// Number of the index's state; grows with every change of it.
    filed: AtomicU64,
    /// Everything's relations, for questions about changes.
    landscape: impact::Kept,
    /// The technology radars.
    radars: radar::Radars,
    /// The search index, once it is open.
    search: search::Place,
    /// What runs tasks, once it is there.
    creation: OnceLock<create::Creation>,
    /// What questions about costs are answered from.
    costs: costs::books::Place,
    /// What takes in bills, once it is there.
    imports: OnceLock<costs::imports::Imports>,
    /// What people are told.
    notices: Arc<notify::Place>,
    /// What may be another in it.
    touched: search::Touched,
    /// Grows with every visible change; open pages follow it.
    version: watch::Sender<u64>,
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The question makes no sense to the index.
    #[error("the catalog could not be asked")]
    Query(#[from] QueryError),
    /// Something inside went wrong that must not.
    #[error("an internal task ended unexpectedly")]
    Broken,
    /// A stored entity cannot be read.
    #[error("a stored entity cannot be read")]
    Value(#[from] serde_json::Error),
}

impl Portal {
    pub(crate) fn new(settings: Settings, store: Arc<dyn Store>) -> Self {
        Self {
            settings,
            store,
            index: RwLock::default(),
            problems: RwLock::default(),
            status: RwLock::default(),
            revision: AtomicI64::new(-1),
            taken: AtomicU64::new(0),
            carried_out: watch::Sender::new(0),
            hurried: Notify::new(),
            filed: AtomicU64::new(0),
            landscape: impact::Kept::default(),
            radars: radar::Radars::default(),
            search: search::Place::new(),
            creation: OnceLock::new(),
            costs: costs::books::Place::default(),
            imports: OnceLock::new(),
            notices: Arc::default(),
            touched: search::Touched::default(),
            version: watch::Sender::new(0),
        }
    }

    /// What every page shows around its content.
    pub async fn frame(&self, caller: Caller) -> Frame {
        let me = self.me(&caller).await;
        Frame {
            title: self.settings.title.clone(),
            organization: self.settings.organization.clone(),
            problems: self.told().serious(),
            has_people: self.has_people(),
            me,
        }
    }

    /// Whether the catalog has any users.
    pub fn has_people(&self) -> bool {
        !self.index().evaluate(&Predicate::equals("kind", "user")).is_empty()
    }

    /// The catalog. Held for the length of one answer; never across an await.
    pub fn index(&self) -> RwLockReadGuard<'_, Index> {
        // A panic while changing the index would have been a bug elsewhere; what is there is still the best answer.
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What time it is, in milliseconds since 1970: for pages that say how long ago something was.
    pub fn now_ms(&self) -> i64 {
        ingest::now_ms()
    }

    /// What an entity is called, and whether it exists.
    pub fn name_of(&self, entity_ref: &str) -> Named {
        brief::named(&self.index(), entity_ref)
    }

    /// Every problem there is, by file and line.
    pub fn all_problems(&self) -> Arc<Vec<Diagnostic>> {
        self.told().sorted()
    }

    fn told(&self) -> RwLockReadGuard<'_, Problems> {
        self.problems.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// How reading the sources is going.
    pub fn status(&self) -> IngestStatus {
        self.status.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Follows the version of what is visible: every new number means that something changed.
    pub fn versions(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }
}
