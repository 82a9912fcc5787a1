//! Keeping the search index up to what is shown, by one thread that nobody waits for.
//!
//! What is shown is noted as touched; the thread takes these notes together and looks in the catalog what became of
//! each. At its start it compares everything: what was indexed before the last end, however that came, is taken up.

use super::{super::Portal, source::Entities};
use portico_search::{Changed, Search, SearchError};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak},
    time::Duration,
};

/// How often the thread looks whether the portal is still there.
const LOOK: Duration = Duration::from_secs(2);
/// Pause before indexing is tried again after it failed.
const RETRY: Duration = Duration::from_secs(10);

/// How far the search index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indexing {
    /// It has everything that was shown a moment ago.
    Done,
    /// It is made, or much changed at once: so many of so many are done.
    Building {
        /// Entities that are done.
        done: u64,
        /// Entities that there are to do; none if that is not known yet.
        total: u64,
    },
}

/// Entities that may be others than in the index.
#[derive(Default)]
pub(in crate::server) struct Touched {
    /// Nothing as long as everything is to be compared anyway.
    noted: Mutex<Option<BTreeSet<Arc<str>>>>,
    woken: Condvar,
}

impl Touched {
    /// Notes entities that were shown, or are not shown any more.
    pub(in crate::server) fn note<'a>(&self, references: impl Iterator<Item = &'a str>) {
        if let Some(noted) = &mut *self.held() {
            noted.extend(references.map(Arc::from));
            self.woken.notify_one();
        }
    }

    /// From now on, what is touched is noted.
    fn begin(&self) {
        *self.held() = Some(BTreeSet::new());
    }

    /// Everything that was noted since the last time, after a wait of a moment if that is nothing.
    fn take(&self) -> BTreeSet<Arc<str>> {
        let is_empty = |noted: &mut Option<BTreeSet<_>>| noted.as_ref().is_none_or(BTreeSet::is_empty);
        let waited = self.woken.wait_timeout_while(self.held(), LOOK, is_empty);
        let (mut noted, _) = waited.unwrap_or_else(PoisonError::into_inner);
        noted.as_mut().map(std::mem::take).unwrap_or_default()
    }

    fn held(&self) -> MutexGuard<'_, Option<BTreeSet<Arc<str>>>> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Portal {
    /// The search index, once it is open.
    pub fn search_index(&self) -> Option<&Search> {
        self.search.get()
    }

    /// How far the search index is.
    pub fn indexing(&self) -> Indexing {
        let Some(search) = self.search.get() else { return Indexing::Building { done: 0, total: 0 } };
        match search.progress() {
            Some(progress) => Indexing::Building { done: progress.done, total: progress.total },
            None if !search.is_complete(portico_search::CATALOG) => Indexing::Building { done: 0, total: 0 },
            None => Indexing::Done,
        }
    }

    /// Starts the thread that keeps the index. It ends with the portal.
    pub(in crate::server) fn follow_with_search(self: &Arc<Self>, folder: Option<PathBuf>) {
        let portal = Arc::downgrade(self);
        let thread = std::thread::Builder::new().name("search".to_owned());
        if let Err(error) = thread.spawn(move || keep(&portal, folder.as_deref())) {
            tracing::error!(%error, "there is no thread for the search index; search finds nothing");
        }
    }
}

fn keep(portal: &Weak<Portal>, folder: Option<&Path>) {
    let Some(search) = open(folder) else { return };
    let Some(held) = portal.upgrade() else { return };
    let _ = held.search.set(search);
    drop(held);
    let mut whole = true;
    let mut touched: BTreeSet<Arc<str>> = BTreeSet::new();
    while let Some(portal) = portal.upgrade() {
        let Some(search) = portal.search.get() else { return };
        if whole {
            portal.touched.begin();
        }
        let changed = if whole { Changed::All } else { Changed::Keys(&touched) };
        match search.follow(&Entities(&portal), changed) {
            Ok(count) => {
                tracing::debug!(count, whole, "the search index is up to date");
                if count > 0 || whole {
                    // Pages with results show the new ones, and those that said that they wait say so no more.
                    portal.version.send_modify(|version| *version += 1);
                }
                whole = false;
                touched = portal.touched.take();
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the search index cannot be written; it shows what it had, and is tried again"
                );
                // What exactly is missing is found by comparing.
                whole = true;
                drop(portal);
                std::thread::sleep(RETRY);
            }
        }
    }
}

/// The index in the folder; in memory if that cannot be used.
fn open(folder: Option<&Path>) -> Option<Search> {
    let opened = folder.map_or_else(Search::in_memory, Search::open);
    let told = |error: &SearchError, then: &str| {
        tracing::error!(error = error as &dyn std::error::Error, "{then}");
    };
    opened
        .or_else(|error| {
            told(&error, "the search index is kept in memory; give a folder that can be written with --data");
            Search::in_memory()
        })
        .inspect_err(|error| told(error, "there is no search index; search finds nothing"))
        .ok()
}

/// The place of the index in the portal.
pub(in crate::server) type Place = OnceLock<Search>;
