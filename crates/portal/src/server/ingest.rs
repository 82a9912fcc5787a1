//! Keeping the catalog up to date: the engine's passes, the store, and what pages see.

use super::{
    Portal, PortalError,
    brief::{Brief, system_of},
};
use portico_catalog::{Attention, Batch, CatalogConfig, Engine, FileEvents, Progress, Watcher};
use portico_query::{Index, Prepared};
use portico_store::CatalogStore;
use std::{
    path::PathBuf,
    sync::{Arc, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};

/// What the portal needs to know to start.
pub struct Settings {
    /// Name of the portal.
    pub title: String,
    /// Name of the organisation; may be empty.
    pub organization: String,
    /// Where entities come from.
    pub catalog: CatalogConfig,
    /// Paths below this folder are shown relative to it.
    pub base: PathBuf,
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
    /// Whether every source has been looked at since the start.
    pub ready: bool,
    /// Number of passes so far.
    pub passes: u64,
    /// Figures of the last pass.
    pub progress: Progress,
    /// How long the last pass took, with storing.
    pub took: Duration,
    /// Why the last batch could not be stored, if so.
    pub store_error: Option<String>,
}

/// How long to wait for more file events before looking: editors save in several steps.
const SETTLE: Duration = Duration::from_millis(60);
/// How long a flood of file events may put off looking.
const SETTLE_MOST: Duration = Duration::from_millis(500);
/// Entities that are filed at once: readers wait for no more, and no more are held taken apart.
const SHOWN_AT_ONCE: usize = 256;
/// Portions that may wait, taken apart, to be filed.
const PORTIONS_AHEAD: usize = 2;

/// An entity to show: reference, final form, and what needs attention about it.
type ShownEntity = (String, Arc<str>, Vec<Attention>);

/// How long to wait before storing is tried again.
const STORE_RETRY: Duration = Duration::from_secs(2);

impl Portal {
    /// Loads what is stored, shows it at once, and keeps it up to date from then on.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn start(settings: Settings, store: Arc<dyn CatalogStore>) -> Result<Started, PortalError> {
        let portal = Arc::new(Self::new(&settings, Arc::clone(&store)));
        let new_uid = Box::new(|| uuid::Uuid::new_v4().to_string());
        let mut engine = Engine::new(settings.catalog.clone(), &settings.base, new_uid);
        let started = Instant::now();
        let rows = store.load().await?;
        let loaded = started.elapsed();
        let batch = engine.restore(rows);
        let restored = started.elapsed();
        portal.show(&batch);
        tracing::debug!(?loaded, ?restored, shown = ?started.elapsed(), "what was stored is shown");
        let interval = settings.catalog.interval;
        let task = tokio::spawn(keep_up(Arc::clone(&portal), engine, interval));
        Ok(Started { portal, task })
    }

    /// Makes a batch visible.
    fn show(&self, batch: &Batch) {
        if !batch.shown.is_empty() || !batch.hidden.is_empty() {
            for entity_ref in &batch.hidden {
                self.change_index(|index| {
                    index.remove(entity_ref);
                });
            }
            self.file_all(&batch.shown);
        }
        let mut problems = self.problems.write().unwrap_or_else(PoisonError::into_inner);
        let news = !batch.shown.is_empty() || !batch.hidden.is_empty() || **problems != *batch.problems;
        *problems = Arc::clone(&batch.problems);
        drop(problems);
        if news {
            self.version.send_modify(|version| *version += 1);
        }
    }

    /// Files entities in portions: one thread takes them apart while another files those before.
    fn file_all(&self, shown: &[ShownEntity]) {
        let (send, receive) = std::sync::mpsc::sync_channel::<Vec<Prepared>>(PORTIONS_AHEAD);
        // Neighbours in the order of names are neighbours in the index: memory that is at hand already.
        let mut sorted: Vec<&ShownEntity> = shown.iter().collect();
        sorted.sort_unstable_by_key(|(entity_ref, ..)| entity_ref);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for portion in sorted.chunks(SHOWN_AT_ONCE) {
                    let prepared = portion
                        .iter()
                        .filter_map(|(entity_ref, json, attention)| prepare(entity_ref, json, attention));
                    if send.send(prepared.collect()).is_err() {
                        return;
                    }
                }
            });
            for portion in receive {
                self.change_index(|index| {
                    portion.into_iter().for_each(|prepared| drop(index.file(prepared)))
                });
            }
        });
    }

    fn change_index(&self, change: impl FnOnce(&mut Index)) {
        change(&mut self.index.write().unwrap_or_else(PoisonError::into_inner));
    }

    fn update_status(&self, update: impl FnOnce(&mut IngestStatus)) {
        update(&mut self.status.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Takes an entity apart for the index, with the rows that only the portal knows.
fn prepare(entity_ref: &str, json: &Arc<str>, attention: &[Attention]) -> Option<Prepared> {
    let Ok(entity) = serde_json::from_str(json) else {
        tracing::error!(entity_ref, "an entity is not JSON and cannot be shown");
        return None;
    };
    let mut rows: Vec<(String, String)> = Vec::new();
    if let Ok(brief) = serde_json::from_str::<Brief<'_>>(json) {
        rows.push(("portico.name".into(), brief.label().to_owned()));
        rows.extend(system_of(&brief).map(|system| ("portico.system".into(), system)));
    }
    rows.extend(attention.iter().map(|why| ("portico.attention".into(), why.word().to_owned())));
    let prepared = Prepared::new(&entity, Arc::clone(json), &rows);
    prepared.inspect_err(|error| tracing::error!(entity_ref, %error, "an entity cannot be indexed")).ok()
}

async fn keep_up(portal: Arc<Portal>, mut engine: Engine, interval: Option<Duration>) {
    let (tell, mut events) = mpsc::unbounded_channel::<FileEvents>();
    let told = move |events| {
        // Nobody listens any more only when the program ends.
        let _ = tell.send(events);
    };
    let mut watcher = Watcher::new(told)
        .inspect_err(
            |error| tracing::warn!(%error, "files are not watched; changes are found by regular looks"),
        )
        .ok();
    let mut due = FileEvents::default();
    loop {
        let started = Instant::now();
        let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let at_ms = i64::try_from(now_ms).unwrap_or(i64::MAX);
        let taken = std::mem::take(&mut due);
        let pass = tokio::task::spawn_blocking(move || {
            let batch = engine.pass(&taken, at_ms);
            (engine, batch)
        });
        let Ok((back, mut batch)) = pass.await else {
            tracing::error!(
                "reading the catalog's sources failed; the catalog stays as it is until a restart"
            );
            return;
        };
        engine = back;
        let look_again = watcher.as_mut().is_some_and(|watcher| watcher.watch(&batch.watched));
        store(&portal, &batch).await;
        report(&batch, started.elapsed(), engine.progress());
        // Safe by now; the room is needed for what is shown.
        batch.rows = Vec::new();
        portal.show(&batch);
        let (took, progress) = (started.elapsed(), engine.progress());
        let first = !portal.status().ready;
        if first {
            warn_of_lost_sources(&batch);
        }
        portal.update_status(|status| {
            *status =
                IngestStatus { ready: true, passes: status.passes + 1, progress, took, store_error: None };
        });
        if first {
            portal.version.send_modify(|version| *version += 1);
        }
        if !look_again {
            due = next_events(&mut events, interval).await;
        }
    }
}

/// Stores a batch, however often it takes: what is visible must be safe.
async fn store(portal: &Portal, batch: &Batch) {
    if batch.is_empty() && batch.changes.is_empty() {
        return;
    }
    while let Err(error) = portal.store.commit(batch).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "changes could not be stored; trying again"
        );
        portal.update_status(|status| status.store_error = Some(error.to_string()));
        tokio::time::sleep(STORE_RETRY).await;
    }
}

/// Says at the start which of the named sources lead nowhere: whoever started the program looks here first.
fn warn_of_lost_sources(batch: &Batch) {
    for problem in
        batch.problems.iter().filter(|problem| problem.code == "not-found" || problem.code == "location-type")
    {
        tracing::warn!("{}: {}", problem.place(), problem.message);
    }
}

fn report(batch: &Batch, took: Duration, progress: Progress) {
    if !batch.is_empty() {
        tracing::info!(
            changes = batch.changes.len(),
            entities = progress.entities,
            files = progress.files,
            problems = batch.problems.len(),
            took_ms = took.as_millis() as u64,
            "catalog updated"
        );
    }
}

/// Waits for file events or for the regular look, then a little longer for the rest of a burst.
async fn next_events(
    events: &mut mpsc::UnboundedReceiver<FileEvents>,
    interval: Option<Duration>,
) -> FileEvents {
    let mut due = FileEvents::default();
    match timeout(interval.unwrap_or(Duration::MAX), events.recv()).await {
        Err(_) => return due,
        Ok(None) => std::future::pending().await,
        Ok(Some(first)) => due.merge(first),
    }
    let started = Instant::now();
    while started.elapsed() < SETTLE_MOST {
        match timeout(SETTLE, events.recv()).await {
            Ok(Some(more)) => due.merge(more),
            _ => break,
        }
    }
    due
}
