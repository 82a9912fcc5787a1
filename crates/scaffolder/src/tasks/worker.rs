//! Runs one task that was taken, to its end or until it must let go.

use super::{
    Checkpoint, EventKind, Sealed, Status, StepChange, StepRow, StepState, Task, TaskError, TaskStoreError,
    Then, Write, events,
    journal::TaskJournal,
    machine::{Inner, Stopping, first_words},
};
use crate::{
    limits::{BEAT, END_TRIES, FLUSH, POLL},
    redact::Redactor,
    runner::{Ended, Interrupted, Job, now_ms},
    workspace::Workspace,
};
use serde_json::Value;
use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc};
use tokio::{
    sync::Notify,
    time::{Instant, MissedTickBehavior, interval, sleep},
};

/// How a run came to its end.
enum Over {
    /// By itself.
    Ended(Ended),
    /// Somebody cancelled it.
    Cancelled,
    /// The machine is about to stop.
    Stopping,
    /// It cannot be written down any more what happens.
    Lost(String),
}

/// Everything that is needed to run a task.
struct Ready {
    secrets: BTreeMap<String, String>,
    steps: Vec<StepRow>,
    workspace: Workspace,
    is_rebuilding: bool,
    journal: TaskJournal,
}

/// Runs a task.
pub(super) async fn work(inner: Arc<Inner>, task: Task, sealed: Option<Sealed>, cancelled: Arc<Notify>) {
    // An action that panics must not leave a task that nobody runs and nobody ends.
    let attempt = AssertUnwindSafe(attempt(&inner, &task, sealed, &cancelled));
    if let Err(panic) = tokio::spawn(CatchPanic::of(Arc::clone(&inner), task.clone(), attempt)).await {
        tracing::error!(task = task.id, %panic, "running a task ended unexpectedly");
    }
    inner.let_go(&task.id);
}
