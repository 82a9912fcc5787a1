//! The portal itself: the catalog in memory, the store beneath it, and the questions that it answers.

mod brief;
mod catalog;
mod entity;
mod home;
mod ingest;
pub mod limits;
mod problems;

pub use ingest::{IngestStatus, Settings, Started};

use crate::views::Frame;
use portico_entity::{Diagnostic, Severity};
use portico_query::{Index, QueryError};
use portico_store::{CatalogStore, StoreError};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use tokio::sync::watch;

/// The portal. Reads go to memory; writes go through the store and are visible only when they are safe there.
pub struct Portal {
    title: String,
    organization: String,
    store: Arc<dyn CatalogStore>,
    index: RwLock<Index>,
    problems: RwLock<Arc<Vec<Diagnostic>>>,
    status: RwLock<IngestStatus>,
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
    /// A stored entity cannot be read.
    #[error("a stored entity cannot be read")]
    Value(#[from] serde_json::Error),
}

impl Portal {
    pub(crate) fn new(settings: &Settings, store: Arc<dyn CatalogStore>) -> Self {
        Self {
            title: settings.title.clone(),
            organization: settings.organization.clone(),
            store,
            index: RwLock::default(),
            problems: RwLock::default(),
            status: RwLock::default(),
            version: watch::Sender::new(0),
        }
    }

    /// What every page shows around its content.
    pub fn frame(&self) -> Frame {
        let problems = self.all_problems();
        let serious = problems.iter().filter(|problem| problem.severity != Severity::Info).count();
        Frame { title: self.title.clone(), organization: self.organization.clone(), problems: serious }
    }

    /// The catalog. Held for the length of one answer; never across an await.
    pub fn index(&self) -> RwLockReadGuard<'_, Index> {
        // A panic while changing the index would have been a bug elsewhere; what is there is still the best answer.
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every problem there is, by file and line.
    pub fn all_problems(&self) -> Arc<Vec<Diagnostic>> {
        Arc::clone(&self.problems.read().unwrap_or_else(PoisonError::into_inner))
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
