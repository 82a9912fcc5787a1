//! Starting the portal, and how it is going.

use super::{Portal, PortalError, following, sources::Sources};
use portico_catalog::{CatalogConfig, Progress};
use portico_store::Store;
use std::{
    path::PathBuf,
    sync::{Arc, PoisonError},
    time::Duration,
};
use tokio::task::JoinHandle;

/// What the portal needs to know to start.
#[derive(Clone)]
pub struct Settings {
    /// Name of the portal.
    pub title: String,
    /// Name of the organisation; may be empty.
    pub organization: String,
    /// Where entities come from.
    pub catalog: CatalogConfig,
    /// Paths below this folder are shown relative to it.
    pub base: PathBuf,
    /// What fetches entities from elsewhere.
    pub sources: Sources,
    /// How long the history is kept in full; `None` keeps it for ever.
    pub history: Option<Duration>,
    /// Where the search index is, a folder that can be thrown away; without, it is in memory.
    pub search: Option<PathBuf>,
}

/// A portal that runs.
pub struct Started {
    /// The portal.
    pub portal: Arc<Portal>,
    /// Keeps the catalog up to date; ends only with the program.
    pub task: JoinHandle<()>,
}

/// How reading the sources is going.
#[derive(Clone, Debug, Default)]
pub struct IngestStatus {
    /// Whether every source on disk has been looked at since the start, and what was stored is shown.
    pub ready: bool,
    /// Whether this process reads the sources. The others show what it stores.
    pub leads: bool,
    /// Number of passes so far.
    pub passes: u64,
    /// Figures of the last pass.
    pub progress: Progress,
    /// Sources elsewhere that are being asked at this moment.
    pub asking: usize,
    /// How long the last pass took, with storing.
    pub took: Duration,
    /// Why the last batch could not be stored, if so.
    pub store_error: Option<String>,
}

impl Portal {
    /// Loads what is stored, shows it at once, and keeps it up to date from then on.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn start(settings: Settings, store: Arc<dyn Store>) -> Result<Started, PortalError> {
        let search = settings.search.clone();
        let portal = Arc::new(Self::new(settings, store));
        let first = following::begin(&portal).await?;
        portal.follow_with_search(search);
        portal.keep_notifications();
        let task = tokio::spawn(following::keep_up(Arc::clone(&portal), first));
        Ok(Started { portal, task })
    }

    pub(super) fn update_status(&self, update: impl FnOnce(&mut IngestStatus)) {
        update(&mut self.status.write().unwrap_or_else(PoisonError::into_inner));
    }
}
