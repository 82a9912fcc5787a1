//! The machine that runs tasks.
//!
//! Any number of processes may have one on the same database. Each takes waiting tasks as long as it may run more, says
//! every second that it lives, and looks for tasks whose process says nothing any more.

use super::{
    CancelOutcome, Event, NewTask, RetryOutcome, Status, Task, TaskStore, TaskStoreError, Worker, events,
    figures::{Figures, Measured},
    places::Places,
    recovery, worker,
};
use crate::{
    action::Registry,
    limits::{GRACE, HAND_OVER, POLL, RECOVERY, SECRET_BYTES, SECRETS, SPEC_BYTES, TRIALS},
    permit::Permit,
    runner::{Runner, now_ms},
    runner::{is_too_deep, too_deep},
    sealing::{Keyring, SealError},
    settings::ScaffolderConfig,
};
use portico_nunjucks::Environment;
use portico_template::TaskSpec;
use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, Semaphore, watch},
    time::{Instant, MissedTickBehavior, interval, sleep, timeout},
};

/// What a machine is made of.
pub struct Parts {
    /// Where tasks are remembered.
    pub store: Arc<dyn TaskStore>,
    /// Whether other processes use the same database.
    pub is_shared: bool,
    /// What steps can do.
    pub registry: Registry,
    /// The language of expressions, with what is added to it.
    pub language: Environment,
    /// How tasks are run.
    pub config: ScaffolderConfig,
    /// The folder of workspaces.
    pub workspaces: PathBuf,
    /// Where the key for secrets is kept if the configuration has none.
    pub key_file: PathBuf,
    /// Who may run what.
    pub permit: Arc<dyn Permit>,
}

/// Why a machine cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no key for secrets.
    #[error("secrets of tasks cannot be sealed")]
    Key(#[from] SealError),
    /// There is no place for workspaces.
    #[error("the folder for the files of tasks, {}, cannot be used", .0.display())]
    Workspaces(PathBuf, #[source] io::Error),
}

/// Why a task was not taken, or something else was not done.
#[derive(Debug, thiserror::Error)]
pub enum TaskProblem {
    /// There is no such task.
    #[error("there is no task {0}")]
    Unknown(String),
    /// It is in a state in which that cannot be done.
    #[error("{0}")]
    Conflict(String),
    /// It is larger than allowed.
    #[error("{0}")]
    TooLarge(String),
    /// The store failed.
    #[error("the task could not be looked up or stored")]
    Store(#[from] TaskStoreError),
    /// The secrets could not be sealed.
    #[error("the task's secrets could not be sealed")]
    Seal(#[from] SealError),
}

/// A task that somebody wants to be done.
#[derive(Clone, Debug)]
pub struct Submission {
    /// What it is to do.
    pub spec: TaskSpec,
    /// Who wants it.
    pub created_by: Option<String>,
    /// What must not be told to anyone.
    pub secrets: BTreeMap<String, String>,
}

/// The machine. Clones are the same machine.
#[derive(Clone)]
pub struct Machine {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) store: Arc<dyn TaskStore>,
    pub(super) is_shared: bool,
    pub(super) runner: Runner,
    pub(super) config: ScaffolderConfig,
    pub(super) keyring: Arc<Keyring>,
    pub(super) places: Places,
    pub(super) worker: Worker,
    /// Tells the worker of a task that somebody cancelled it.
    pub(super) running: Mutex<HashMap<String, Arc<Notify>>>,
    wake: Notify,
    /// Grows whenever something was written here.
    pub(super) changed: watch::Sender<u64>,
    stopping: watch::Sender<Stopping>,
    pub(super) figures: Figures,
    pub(super) trials: Semaphore,
}

/// Whether the machine is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopping {
    /// It takes tasks.
    No,
    /// It takes no more, and ends those that it has.
    WhenDone,
    /// It hands over those that it has.
    Now,
}

impl Machine {
    /// Starts a machine. Must be called within tokio's runtime.
    ///
    /// # Errors
    /// If there is no key for secrets, or no place for files.
    pub fn start(parts: Parts) -> Result<Self, StartError> {
        let keyring = match &parts.config.secrets_key {
            Some(text) => Keyring::of_text(text)?,
            None => Keyring::of_file(&parts.key_file)?,
        };
        let places = Places::open(&parts.workspaces)
            .map_err(|error| StartError::Workspaces(parts.workspaces.clone(), error))?;
        if parts.is_shared && keyring.is_own() {
            tracing::info!(
                "scaffolder.secretsKey is not set: tasks with secrets are run only by the process that took them"
            );
        }
        let runner = Runner {
            registry: parts.registry,
            language: parts.language,
            environment: parts.config.environment.clone(),
            permit: parts.permit,
            step_time: parts.config.timeout,
        };
        let worker = Worker { holder: uuid::Uuid::new_v4().to_string(), key: keyring.id().to_owned() };
        let inner = Inner {
            store: parts.store,
            is_shared: parts.is_shared,
            runner,
            config: parts.config,
            keyring: Arc::new(keyring),
            places,
            worker,
            running: Mutex::default(),
            wake: Notify::new(),
            changed: watch::Sender::new(0),
            stopping: watch::Sender::new(Stopping::No),
            figures: Figures::default(),
            trials: Semaphore::new(TRIALS),
        };
        let machine = Self { inner: Arc::new(inner) };
        tokio::spawn(keep_going(Arc::clone(&machine.inner)));
        Ok(machine)
    }

    /// Takes a task. It begins as soon as a worker is free. Returns its identifier.
    ///
    /// # Errors
    /// If it is too large, or cannot be remembered.
    pub async fn submit(&self, submission: Submission) -> Result<String, TaskProblem> {
        let inner = &self.inner;
        let unstorable =
            |error| TaskProblem::TooLarge(format!("the template cannot be stored and read again: {error}"));
        let text = serde_json::to_string(&submission.spec).map_err(unstorable)?;
        if text.len() > SPEC_BYTES {
            let (bytes, most) = (text.len(), SPEC_BYTES / (1024 * 1024));
            return Err(TaskProblem::TooLarge(format!(
                "the task has {bytes} bytes; at most {most} MB are taken"
            )));
        }
        // What cannot be read again would stand in the way of everything behind it.
        if is_too_deep(&submission.spec.parameters) {
            return Err(TaskProblem::TooLarge(too_deep("What the form was filled in with").message));
        }
        serde_json::from_str::<TaskSpec>(&text).map_err(unstorable)?;
        check_secrets(&submission.secrets)?;
        let id = uuid::Uuid::new_v4().to_string();
        self.audit(&id, &submission);
        let at_ms = now_ms();
        let task = NewTask {
            sealed: inner.keyring.seal(&id, &submission.secrets)?,
            events: Vec::new(),
            spec: submission.spec,
            created_by: submission.created_by,
            id,
            at_ms,
        };
        inner.store.create_task(&task).await?;
        inner.tell();
        Ok(task.id)
    }

    /// A line for those who have to know who did what, with the values cut.
    fn audit(&self, id: &str, submission: &Submission) {
        let most = self.inner.config.audited_length;
        let cut = |value: &serde_json::Value| -> String {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            most.map_or_else(|| text.clone(), |most| text.chars().take(most).collect())
        };
        let spec = &submission.spec;
        let parameters: BTreeMap<_, _> =
            spec.parameters.iter().map(|(key, value)| (key.as_str(), cut(value))).collect();
        tracing::info!(
            task = id,
            template = spec.template(),
            by = submission.created_by.as_deref(),
            ?parameters,
            "a task was started"
        );
    }

    /// A task.
    ///
    /// # Errors
    /// If there is none with this identifier.
    pub async fn task(&self, id: &str) -> Result<Task, TaskProblem> {
        self.inner.store.task(id).await?.ok_or_else(|| TaskProblem::Unknown(id.to_owned()))
    }

    /// Ends a task before its time. One that is over stays as it is.
    ///
    /// # Errors
    /// If there is none with this identifier.
    pub async fn cancel(&self, id: &str) -> Result<CancelOutcome, TaskProblem> {
        let outcome = self.inner.store.cancel(id, now_ms()).await?;
        if outcome == CancelOutcome::Unknown {
            return Err(TaskProblem::Unknown(id.to_owned()));
        }
        if let Some(running) = self.inner.running().get(id) {
            running.notify_one();
        }
        self.inner.tell();
        Ok(outcome)
    }

    /// Lets a task that ended go on with the step that failed.
    ///
    /// # Errors
    /// If there is none with this identifier, or it is not over.
    pub async fn retry(&self, id: &str, secrets: &BTreeMap<String, String>) -> Result<(), TaskProblem> {
        check_secrets(secrets)?;
        let sealed = self.inner.keyring.seal(id, secrets)?;
        match self.inner.store.retry(id, sealed.as_ref()).await? {
            RetryOutcome::Unknown => Err(TaskProblem::Unknown(id.to_owned())),
            RetryOutcome::Running(status) => Err(TaskProblem::Conflict(format!(
                "the task is {}; only one that is over can be retried",
                status.word()
            ))),
            RetryOutcome::Waiting => {
                self.inner.tell();
                Ok(())
            }
        }
    }

    /// Events after this one, as soon as there are any, at the latest after a time.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn events(
        &self,
        id: &str,
        after: i64,
        most: u32,
        patience: Duration,
    ) -> Result<Vec<Event>, TaskProblem> {
        let until = Instant::now() + patience;
        let mut changed = self.inner.changed.subscribe();
        loop {
            changed.borrow_and_update();
            let events = self.inner.store.task_events(id, after, most).await?;
            let left = until.saturating_duration_since(Instant::now());
            if !events.is_empty() || left.is_zero() {
                return Ok(events);
            }
            // Other processes do not tell when they write; this one does.
            let _ = timeout(left.min(POLL), changed.changed()).await;
        }
    }

    /// Where tasks are remembered.
    pub fn store(&self) -> &dyn TaskStore {
        &*self.inner.store
    }

    /// What templates can use.
    pub fn registry(&self) -> &Registry {
        &self.inner.runner.registry
    }

    /// How tasks are run.
    pub fn config(&self) -> &ScaffolderConfig {
        &self.inner.config
    }

    /// What this process did so far.
    pub fn measured(&self) -> Measured {
        self.inner.figures.measured(self.inner.running().len())
    }

    /// Takes no more tasks, and lets go of those that it has: when they are done if the configuration says so, else
    /// another process, or this one after its restart, goes on with them.
    pub async fn stop(&self) {
        let (how, patience) = match self.inner.config.graceful {
            true => (Stopping::WhenDone, GRACE),
            false => (Stopping::Now, HAND_OVER),
        };
        self.inner.stopping.send_replace(how);
        let until = Instant::now() + patience;
        while !self.inner.running().is_empty() && Instant::now() < until {
            sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Inner {
    /// Says that something is another.
    pub(super) fn tell(&self) {
        self.changed.send_modify(|version| *version += 1);
        self.wake.notify_one();
    }

    pub(super) fn running(&self) -> MutexGuard<'_, HashMap<String, Arc<Notify>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stopping(&self) -> watch::Receiver<Stopping> {
        self.stopping.subscribe()
    }

    pub(super) fn is_stopping(&self) -> bool {
        *self.stopping.borrow() != Stopping::No
    }

    /// Takes as many tasks as it may run.
    async fn take(self: &Arc<Self>) {
        while !self.is_stopping() && self.running().len() < self.config.concurrent {
            match self.store.claim(&self.worker).await {
                Ok(Some((task, sealed))) => {
                    let cancelled = Arc::new(Notify::new());
                    self.running().insert(task.id.clone(), Arc::clone(&cancelled));
                    self.changed.send_modify(|version| *version += 1);
                    tokio::spawn(worker::work(Arc::clone(self), task, sealed, cancelled));
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::error!(%error, "waiting tasks cannot be looked up");
                    return;
                }
            }
        }
    }

    /// Said by a worker that has ended its task.
    pub(super) fn let_go(&self, id: &str) {
        self.running().remove(id);
        self.tell();
    }

    pub(super) fn ended(&self, task: &Task, status: Status) {
        let took = now_ms() - task.started_ms.unwrap_or_else(now_ms);
        self.figures.ended(status, Duration::from_millis(u64::try_from(took).unwrap_or_default()));
    }
}

/// Looks for what is to be done until the machine stops.
async fn keep_going(inner: Arc<Inner>) {
    // Whoever had a task on a database of this process alone was an earlier life of it.
    if !inner.is_shared {
        recovery::recover(&inner, Duration::ZERO, true).await;
    }
    recovery::clean(&inner).await;
    let mut stopping = inner.stopping();
    let mut poll = interval(POLL);
    let mut recovers = interval(RECOVERY);
    let mut janitor = interval(inner.config.janitor.max(POLL));
    for each in [&mut poll, &mut recovers, &mut janitor] {
        each.set_missed_tick_behavior(MissedTickBehavior::Delay);
    }
    while !inner.is_stopping() {
        tokio::select! {
            () = inner.wake.notified() => inner.take().await,
            _ = poll.tick() => inner.take().await,
            _ = recovers.tick() => recovery::recover(&inner, inner.config.stale, false).await,
            _ = janitor.tick() => recovery::tidy(&inner).await,
            _ = stopping.changed() => {}
        }
    }
}

fn check_secrets(secrets: &BTreeMap<String, String>) -> Result<(), TaskProblem> {
    let bytes: usize = secrets.iter().map(|(key, value)| key.len() + value.len()).sum();
    if secrets.len() > SECRETS || bytes > SECRET_BYTES {
        let most = SECRET_BYTES / 1024;
        return Err(TaskProblem::TooLarge(format!(
            "a task has at most {SECRETS} secrets, and together at most {most} KB of them"
        )));
    }
    Ok(())
}

/// The first words of every run of a task.
pub(super) fn first_words(task: &Task) -> super::NewEvent {
    let count = task.spec.steps.len();
    let steps = if count == 1 { "1 step".to_owned() } else { format!("{count} steps") };
    let words = match task.lease {
        1 => format!("Starting up task with {steps}"),
        _ => format!("Going on with the task of {steps}"),
    };
    events::line(now_ms(), &words, None)
}
