//! Taking in bills: on a schedule, by the process that leads, one source after the other. What counts of them is settled
//! when a source was looked at; then the revision grows, and whoever holds a ledger builds it anew.
//!
//! Everything that is told about imports is stored, so that processes that follow tell the same.

mod freshness;
mod keep_up;
mod reading;
mod run;
mod settling;
mod told;

pub use freshness::Freshness;
pub use portico_store::{CostBadRow, CostOrder};
pub use run::{ImportReport, RunError};
pub use settling::newest;
pub use told::{FileCounts, FileView, Overview, RunView, SourceView};

use portico_connect::bills::Bills;
use portico_cost::{Chunk, settle::Counting, sources::Source};
use portico_store::{Store, StoreError};
use run::Running;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use tokio::sync::{Notify, watch};

/// What is needed to take in bills.
pub struct Parts {
    /// Where what they say is kept.
    pub store: Arc<dyn Store>,
    /// Where they come from.
    pub sources: Vec<Source>,
    /// What brings them here.
    pub bills: Bills,
    /// Whether this process is the one that does it.
    pub leads: Box<dyn Fn() -> bool + Send + Sync>,
}

/// Takes in bills. Cheap to clone.
#[derive(Clone)]
pub struct Imports {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Parts,
    revision: watch::Sender<i64>,
    /// Told when somebody wants something.
    woken: Notify,
    /// The import that is running here.
    running: Mutex<Option<Arc<Running>>>,
    /// When sources are looked at next, as far as this process does it.
    next: Mutex<HashMap<String, Instant>>,
}

/// Why a question about imports was not answered.
#[derive(Debug, thiserror::Error)]
pub enum ImportsError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// There is no such source.
    #[error("there is no source {0} below costInsights.sources")]
    UnknownSource(String),
    /// There is no such file.
    #[error("there is no file {0}; a list of them is at /api/costs/imports")]
    UnknownFile(i64),
    /// A stored chunk cannot be read.
    #[error("what was stored of {path} cannot be read: {error}")]
    Chunk {
        /// The file.
        path: String,
        /// Why.
        error: String,
    },
}

impl Imports {
    /// Does nothing by itself yet: see [`Imports::keep_up`] and [`Imports::import`].
    pub fn new(parts: Parts) -> Self {
        let inner = Inner {
            parts,
            revision: watch::Sender::new(-1),
            woken: Notify::new(),
            running: Mutex::default(),
            next: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Where bills come from.
    pub fn sources(&self) -> &[Source] {
        &self.inner.parts.sources
    }

    /// Follows the revision of what counts: a new number means that something else does. It is -1 until it is known.
    pub fn revisions(&self) -> watch::Receiver<i64> {
        self.inner.revision.subscribe()
    }

    /// Gives everything that counts to `each`, chunk by chunk, and returns the revision that it is of. If that changes
    /// in the meantime, `begin` is called (as it is at first) and everything comes again. Chunks that cannot be read are
    /// left out: all other costs are worth more than none.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn counting_chunks(
        &self,
        mut begin: impl FnMut() + Send,
        mut each: impl FnMut(Chunk) + Send,
    ) -> Result<i64, ImportsError> {
        let store = &self.inner.parts.store;
        loop {
            let revision = store.cost_revision().await?;
            begin();
            let mut after = 0;
            while let Some(next) = store.next_counting_cost_chunk(after).await? {
                after = next.id;
                if !self.sources().iter().any(|source| source.id == next.source) {
                    continue;
                }
                let (id, source, path) = (next.id, next.source, next.path);
                let decoded = tokio::task::spawn_blocking(move || decoded(&next.content, &next.counts)).await;
                match decoded.map_err(|error| error.to_string()).flatten() {
                    Ok(chunk) => each(chunk),
                    Err(error) => {
                        let error = ImportsError::Chunk { path, error };
                        tracing::error!(source, chunk = id, "costs are left out: {error}");
                    }
                }
            }
            if store.cost_revision().await? == revision {
                return Ok(revision);
            }
        }
    }

    /// Wants a source to be looked at now; all of them if none is named.
    ///
    /// # Errors
    /// If there is no such source, or the store fails.
    pub async fn order(&self, source: Option<&str>, order: CostOrder) -> Result<(), ImportsError> {
        for source in self.named(source)? {
            self.inner.parts.store.order_costs(&source.id, order).await?;
        }
        self.inner.woken.notify_one();
        Ok(())
    }

    /// Rows of a file that could not be read, from a position on: a piece of them.
    ///
    /// # Errors
    /// If there is no such file, or the store fails.
    pub async fn bad_rows(&self, file: i64, from: i64) -> Result<Vec<CostBadRow>, ImportsError> {
        let store = &self.inner.parts.store;
        let rows = store.cost_bad_rows(file, from).await?;
        if rows.is_empty() && !store.cost_files(None).await?.iter().any(|known| known.id == file) {
            return Err(ImportsError::UnknownFile(file));
        }
        Ok(rows)
    }

    fn named(&self, source: Option<&str>) -> Result<Vec<&Source>, ImportsError> {
        let all = self.sources().iter();
        let found: Vec<_> = all.filter(|one| source.is_none_or(|id| one.id == id)).collect();
        match source {
            Some(id) if found.is_empty() => Err(ImportsError::UnknownSource(id.to_owned())),
            _ => Ok(found),
        }
    }

    fn running(&self) -> MutexGuard<'_, Option<Arc<Running>>> {
        self.inner.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.inner.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn look_at_revision(&self) -> Result<(), StoreError> {
        let revision = self.inner.parts.store.cost_revision().await?;
        self.inner.revision.send_if_modified(|known| std::mem::replace(known, revision) != revision);
        Ok(())
    }
}

/// What counts of a stored chunk, or why it cannot be read.
fn decoded(content: &[u8], counts: &str) -> Result<Chunk, String> {
    let counting: Counting = serde_json::from_str(counts).map_err(|error| error.to_string())?;
    let mut chunk = Chunk::decode(content).map_err(|error| error.to_string())?;
    counting.keep(&mut chunk);
    Ok(chunk)
}
