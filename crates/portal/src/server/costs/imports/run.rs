//! One look at a source: what is new is read, and then it is settled what counts.

use super::{Imports, ImportsError, reading, settling::newest};
use crate::server::limits::{COST_FAILURES, COST_PROGRESS_EVERY};
use portico_connect::{
    bills::{Bill, Fetched, Found},
    reader::ReadError,
};
use portico_cost::{settle::delivery, sources::Source};
use portico_store::{CostFile, CostMark, CostRun, CostRunState, StoreError};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashMap},
    ops::ControlFlow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// What a look at a source did, or has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ImportReport {
    /// Files that the source has.
    pub files: usize,
    /// Of them, those that are done with.
    pub files_done: usize,
    /// Of them, those that were as they had been.
    pub files_unchanged: usize,
    /// The file that is being read.
    pub file: Option<String>,
    /// Bytes of it that have come.
    pub bytes: u64,
    /// Its size, if that is known.
    pub bytes_of: Option<u64>,
    /// Rows that were read in all files.
    pub rows: u64,
    /// Of them, those that could not be understood.
    pub bad_rows: u64,
    /// Files that could not be read, and why; at most so many.
    pub failures: Vec<FileFailure>,
    /// All that could not be read.
    pub failed: usize,
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFailure {
    /// The file.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Why a look at a source came to nothing. What counted before still does.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Its files could not be listed, or one of them did not come for a reason that may pass.
    #[error(transparent)]
    Fetch(#[from] ReadError),
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] StoreError),
    /// Somebody ended it.
    #[error(
        "the import was ended; what was read is kept for the next one, and what counted before still does"
    )]
    Cancelled,
    /// Something inside went wrong that must not.
    #[error("{0}")]
    Broken(String),
}

/// How a look that was due ended, for the schedule.
pub(super) enum Ending {
    Good,
    Failed { retry_after: Option<Duration> },
}

/// An import that is running.
pub(super) struct Running {
    pub(super) source: String,
    started_ms: i64,
    report: Mutex<ImportReport>,
    /// Deliveries of which a part could not be read.
    failed: Mutex<BTreeSet<String>>,
    cancelled: AtomicBool,
}

/// Says that nothing is running any more when an import ends, in whatever way.
struct Ended<'a> {
    imports: &'a Imports,
    running: Arc<Running>,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        let mut running = self.imports.running();
        // Whoever leads again may have begun another one.
        if running.as_ref().is_some_and(|running| Arc::ptr_eq(running, &self.running)) {
            *running = None;
        }
    }
}

impl Running {
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut ImportReport)) {
        change(&mut self.report.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn report(&self) -> ImportReport {
        self.report.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn fail(&self, path: &str, reason: String) {
        tracing::warn!(source = self.source, path, "a bill could not be read: {reason}");
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).insert(delivery(path));
        self.update(|report| {
            report.failed += 1;
            if report.failures.len() < COST_FAILURES {
                report.failures.push(FileFailure { path: path.to_owned(), reason });
            }
        });
    }

    fn failed(&self) -> BTreeSet<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn run(&self, state: CostRunState, error: Option<String>) -> Result<CostRun, StoreError> {
        Ok(CostRun {
            source: self.source.clone(),
            started_ms: self.started_ms,
            ended_ms: (state != CostRunState::Running).then(now_ms),
            state,
            progress: serde_json::to_value(self.report())?,
            error,
        })
    }
}

impl Imports {
    /// Looks at a source as the schedule wants it.
    pub(super) async fn scheduled(&self, source: &Source) -> Ending {
        match self.import(source).await {
            Ok(report) if report.failed == 0 => Ending::Good,
            // Files that are wrong are wrong an hour later, too; somebody has to do something about them.
            Ok(_) | Err(RunError::Cancelled) => Ending::Good,
            Err(error) => {
                tracing::warn!(
                    source = source.id,
                    error = &error as &dyn std::error::Error,
                    "bills could not be read"
                );
                let retry_after = match error {
                    RunError::Fetch(ReadError::RateLimited { retry_after, .. }) => retry_after,
                    _ => None,
                };
                Ending::Failed { retry_after }
            }
        }
    }

    /// Looks at a source now, and writes down how that goes.
    ///
    /// # Errors
    /// If it came to nothing; files that could not be read are in the report.
    pub async fn import(&self, source: &Source) -> Result<ImportReport, RunError> {
        let running = Arc::new(Running {
            source: source.id.clone(),
            started_ms: now_ms(),
            report: Mutex::default(),
            failed: Mutex::default(),
            cancelled: AtomicBool::new(false),
        });
        let store = &self.inner.parts.store;
        store.put_cost_run(&running.run(CostRunState::Running, None)?).await?;
        *self.running() = Some(Arc::clone(&running));
        let ended = Ended { imports: self, running: Arc::clone(&running) };
        let outcome = {
            let look = self.look(source, &running);
            tokio::pin!(look);
            loop {
                tokio::select! {
                    outcome = &mut look => break outcome,
                    () = tokio::time::sleep(COST_PROGRESS_EVERY) => {
                        let run = running.run(CostRunState::Running, None)?;
                        // How far it is matters less than that it goes on.
                        if let Err(error) = store.put_cost_run(&run).await {
                            tracing::warn!(
                                source = source.id,
                                error = &error as &dyn std::error::Error,
                                "how far an import is could not be written down"
                            );
                        }
                    }
                }
            }
        };
        drop(ended);
        running.update(|report| report.file = None);
        let report = running.report();
        let (state, error) = match &outcome {
            Ok(()) if report.failed == 0 => (CostRunState::Done, None),
            Ok(()) => (CostRunState::Failed, Some(some_failed(report.failed))),
            Err(RunError::Cancelled) => (CostRunState::Cancelled, None),
            Err(error) => (CostRunState::Failed, Some(error.to_string())),
        };
        store.put_cost_run(&running.run(state, error)?).await?;
        outcome.map(|()| report)
    }

    async fn look(&self, source: &Source, running: &Arc<Running>) -> Result<(), RunError> {
        let parts = &self.inner.parts;
        let found = parts.bills.list(&source.target).await?;
        running.update(|report| report.files = found.len());
        let known = parts.store.cost_files(Some(&source.id)).await?;
        let known: HashMap<&str, &CostFile> =
            newest(&known).map(|file| (file.file.path.as_str(), file)).collect();
        let mut marks = gone(&known, &found, running.started_ms);
        for one in &found {
            let known = known.get(one.path.as_str()).copied();
            let mark = self.file(source, one, known, false, running).await?;
            marks.extend(mark);
            running.update(|report| report.files_done += 1);
        }
        parts.store.mark_cost_files(&marks).await?;
        // What was forgotten because something newer said it, and is wanted again, is read again.
        for path in self.settle(source, &running.failed()).await? {
            if let Some(one) = found.iter().find(|one| one.path == path) {
                self.file(source, one, None, true, running).await?;
            }
        }
        self.settle(source, &running.failed()).await?;
        Ok(())
    }

    /// Reads one file if it is new. What is returned is to be noted about the one that is known.
    async fn file(
        &self,
        source: &Source,
        found: &Found,
        known: Option<&CostFile>,
        again: bool,
        running: &Arc<Running>,
    ) -> Result<Option<CostMark>, RunError> {
        if running.is_cancelled() {
            return Err(RunError::Cancelled);
        }
        running.update(|report| {
            (report.bytes, report.bytes_of) = (0, found.bytes);
            report.file = Some(found.path.clone());
        });
        // Another mapping may read something else in it.
        let mapping = source.mapping.fingerprint();
        let known = known.filter(|known| known.file.mapping == mapping && !again);
        let still = |known: &CostFile, mark: &str| {
            let is_noted = known.gone_ms.is_none() && known.file.mark == mark;
            (!is_noted).then(|| CostMark { id: known.id, mark: mark.to_owned(), gone_ms: None })
        };
        let bill = match self.fetch(source, found, known, running).await {
            Ok(Fetched::New(bill)) => bill,
            Ok(Fetched::NotModified) => {
                running.update(|report| report.files_unchanged += 1);
                return Ok(known.and_then(|known| still(known, &known.file.mark)));
            }
            Err(error) if running.is_cancelled() => {
                tracing::debug!(%error, "an import was ended");
                return Err(RunError::Cancelled);
            }
            // The others would fail in the same way, and what belongs together would count in part.
            Err(error) if error.is_passing() => return Err(error.into()),
            Err(error) => {
                running.fail(&found.path, error.to_string());
                return Ok(None);
            }
        };
        if let Some(known) = known
            && reading::digest_of(bill.place.path(), running).await.as_ref() == Some(&known.end.digest)
        {
            running.update(|report| report.files_unchanged += 1);
            return Ok(still(known, &bill.mark));
        }
        self.read(source, found, &bill, running).await?;
        Ok(None)
    }

    async fn fetch(
        &self,
        source: &Source,
        found: &Found,
        known: Option<&CostFile>,
        running: &Arc<Running>,
    ) -> Result<Fetched, ReadError> {
        let mark = known.map(|known| known.file.mark.as_str());
        let mut told = |bytes| {
            running.update(|report| report.bytes = bytes);
            if running.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        self.inner.parts.bills.fetch(&source.target, found, mark, &mut told).await
    }

    async fn read(
        &self,
        source: &Source,
        found: &Found,
        bill: &Bill,
        running: &Arc<Running>,
    ) -> Result<(), RunError> {
        let store = &self.inner.parts.store;
        match reading::read(store, source, found, bill, running).await {
            Ok(()) => Ok(()),
            Err(reading::Failure::File(reason)) => {
                running.fail(&found.path, reason);
                Ok(())
            }
            Err(reading::Failure::Run(error)) => Err(error),
        }
    }
}

impl From<ImportsError> for RunError {
    fn from(error: ImportsError) -> Self {
        match error {
            ImportsError::Store(error) => Self::Store(error),
            other => Self::Broken(other.to_string()),
        }
    }
}

/// Known files that are not among those that were found; they are noted as gone once.
fn gone(known: &HashMap<&str, &CostFile>, found: &[Found], now_ms: i64) -> Vec<CostMark> {
    let there: BTreeSet<&str> = found.iter().map(|found| found.path.as_str()).collect();
    let gone = known.values().filter(|file| !there.contains(file.file.path.as_str()));
    gone.filter(|file| file.gone_ms.is_none())
        .map(|file| CostMark { id: file.id, mark: file.file.mark.clone(), gone_ms: Some(now_ms) })
        .collect()
}

fn some_failed(count: usize) -> String {
    match count {
        1 => "One file could not be read; the others were.".to_owned(),
        count => format!("{count} files could not be read; the others were."),
    }
}

/// Milliseconds since 1970.
pub(super) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
