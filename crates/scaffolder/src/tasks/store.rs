//! What the machine needs to be remembered. The store implements it for each database.
//!
//! Whoever runs a task holds its *lease*: a number that grows whenever another worker takes the task. Everything that
//! a worker writes names its number, and is refused once another one took the task. So a worker that was thought dead
//! and comes back changes nothing.

use super::record::{Checkpoint, Event, NewEvent, Sealed, Status, StepRow, StepState, Task, TaskError};
use crate::action::Later;
use portico_template::TaskSpec;
use serde_json::{Map, Value};
use std::{error::Error, sync::Arc, time::Duration};

/// Why something could not be remembered or looked up.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TaskStoreError {
    /// Another worker has the task, or nobody has.
    #[error("another worker has the task now")]
    Lost,
    /// The database failed.
    #[error("the database failed")]
    Failed(#[source] Arc<dyn Error + Send + Sync>),
}

/// What comes of asking.
pub type Stored<'a, T> = Later<'a, Result<T, TaskStoreError>>;

/// Tasks, their steps, events and checkpoints.
pub trait TaskStore: Send + Sync {
    /// Remembers a task that waits for a worker.
    fn create_task<'a>(&'a self, task: &'a NewTask) -> Stored<'a, ()>;

    /// A task.
    fn task<'a>(&'a self, id: &'a str) -> Stored<'a, Option<Task>>;

    /// Tasks, and how many there are on all pages together.
    fn tasks<'a>(&'a self, query: &'a TaskQuery) -> Stored<'a, (Vec<Task>, u64)>;

    /// How many tasks there are in each status.
    fn task_counts(&self) -> Stored<'_, Vec<(Status, u64)>>;

    /// The steps of a task, in order.
    fn task_steps<'a>(&'a self, id: &'a str) -> Stored<'a, Vec<StepRow>>;

    /// Events of a task after this one, oldest first, at most so many.
    fn task_events<'a>(&'a self, id: &'a str, after: i64, most: u32) -> Stored<'a, Vec<Event>>;

    /// What the actions of a task noted.
    fn checkpoints<'a>(&'a self, id: &'a str) -> Stored<'a, Vec<Checkpoint>>;

    /// Takes the task that waits the longest, if there is one that this worker can run: its secrets, if it has any,
    /// must be sealed with the worker's key.
    fn claim<'a>(&'a self, worker: &'a Worker) -> Stored<'a, Option<(Task, Option<Sealed>)>>;

    /// Says that the worker lives. Returns whether somebody wants the task to be cancelled.
    ///
    /// # Errors
    /// [`TaskStoreError::Lost`] if another worker has it.
    fn beat<'a>(&'a self, id: &'a str, lease: i64) -> Stored<'a, bool>;

    /// Writes everything in one transaction.
    ///
    /// # Errors
    /// [`TaskStoreError::Lost`] if another worker has the task; then nothing is written.
    fn write<'a>(&'a self, id: &'a str, lease: i64, what: &'a Write) -> Stored<'a, ()>;

    /// Tasks whose worker has not said for this long that it lives.
    fn stale(&self, silent: Duration) -> Stored<'_, Vec<Task>>;

    /// Takes a task from a worker that has not said for this long that it lives, and returns the new lease; nothing if
    /// it did, or another one was faster.
    fn seize<'a>(
        &'a self,
        task: &'a Task,
        worker: &'a Worker,
        silent: Duration,
    ) -> Stored<'a, Option<(i64, Option<Sealed>)>>;

    /// Says that somebody wants a task to be cancelled. One that waits is cancelled at once, with these last words;
    /// one that is being run gets the event, with the step that is being run.
    fn cancel<'a>(&'a self, id: &'a str, at_ms: i64) -> Stored<'a, CancelOutcome>;

    /// Lets a task that ended wait for a worker again: what it told at its end is forgotten, steps that failed or were
    /// skipped because of that wait for their turn.
    fn retry<'a>(&'a self, id: &'a str, sealed: Option<&'a Sealed>) -> Stored<'a, RetryOutcome>;

    /// Tasks that wait since before a time for a worker with another key; oldest first.
    fn waiting_for_other_keys<'a>(&'a self, key: &'a str, before_ms: i64) -> Stored<'a, Vec<Task>>;

    /// Fails a task that waits.
    fn fail_waiting<'a>(
        &'a self,
        id: &'a str,
        events: &'a [NewEvent],
        error: &'a TaskError,
    ) -> Stored<'a, bool>;

    /// Forgets the events and step outputs of tasks that ended before a time. Returns of how many.
    fn prune(&self, before_ms: i64) -> Stored<'_, u64>;
}

/// A task that is to be remembered.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Identifier.
    pub id: String,
    /// What it is to do.
    pub spec: TaskSpec,
    /// Who made it.
    pub created_by: Option<String>,
    /// When.
    pub at_ms: i64,
    /// What must not be told to anyone.
    pub sealed: Option<Sealed>,
    /// The first lines of its log.
    pub events: Vec<NewEvent>,
}

/// Who wants to run a task.
#[derive(Clone, Debug)]
pub struct Worker {
    /// The process.
    pub holder: String,
    /// Which sealed secrets it can open.
    pub key: String,
}

/// Which tasks are asked for.
#[derive(Clone, Debug, Default)]
pub struct TaskQuery {
    /// Made by one of these; by anybody if empty.
    pub created_by: Vec<String>,
    /// In one of these statuses; nothing for all.
    pub status: Option<Vec<Status>>,
    /// Of this template.
    pub template: Option<String>,
    /// In which order; the newest first if empty.
    pub order: Vec<(Descending, OrderBy)>,
    /// How many; a limit of the store applies.
    pub limit: Option<u32>,
    /// How many to leave out.
    pub offset: u32,
}

/// Whether the largest comes first.
pub type Descending = bool;

/// What tasks are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderBy {
    /// When they were made.
    Created,
    /// The word for their status.
    Status,
    /// Who made them.
    CreatedBy,
}

/// What a worker writes about its task, all at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Write {
    /// What happened, oldest first.
    pub events: Vec<NewEvent>,
    /// Events before these are not shown any more.
    pub hide_earlier: bool,
    /// Steps that stand elsewhere now.
    pub steps: Vec<StepChange>,
    /// What must not be done twice.
    pub checkpoints: Vec<Checkpoint>,
    /// Where the task's files are.
    pub place: Option<String>,
    /// What becomes of the secrets, the lease and the status.
    pub then: Then,
}

/// What becomes of a task after something was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Then {
    /// The worker goes on.
    #[default]
    GoOn,
    /// The worker goes on, and the secrets are only in its memory.
    EraseSecrets,
    /// The task waits for a worker again.
    Reopen,
    /// The worker is about to end; anybody may take the task at once.
    Abandon,
    /// It is over. The secrets are erased.
    End {
        /// Where it stands.
        status: Status,
        /// When it ended.
        at_ms: i64,
        /// What it told.
        output: Option<Value>,
        /// Why it failed.
        error: Option<TaskError>,
    },
}

/// Where a step stands now.
#[derive(Clone, Debug, PartialEq)]
pub struct StepChange {
    /// Which, counted from 0.
    pub position: usize,
    /// Where it stands.
    pub state: StepState,
    /// When it began.
    pub started_ms: Option<i64>,
    /// When it was over.
    pub ended_ms: Option<i64>,
    /// What it hands to later steps.
    pub output: Option<Map<String, Value>>,
}

/// What came of cancelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// There is no such task.
    Unknown,
    /// It was over already.
    Over,
    /// It waited, and is cancelled.
    Cancelled,
    /// Its worker is told.
    Told,
}

/// What came of retrying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryOutcome {
    /// There is no such task.
    Unknown,
    /// It is not over.
    Running(Status),
    /// It waits for a worker.
    Waiting,
}
