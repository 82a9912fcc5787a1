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
use std::{collections::BTreeMap, sync::Arc};
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
    let attempt = attempt(Arc::clone(&inner), task.clone(), sealed, cancelled);
    // An action that panics must not leave a task that nobody runs and nobody ends.
    if let Err(error) = tokio::spawn(attempt).await {
        tracing::error!(task = task.id, %error, "running a task ended unexpectedly");
        let error = TaskError {
            name: "Error".to_owned(),
            message: "An action ended unexpectedly; the log of the server says where".to_owned(),
        };
        let what = last_words(Status::Failed, None, Some(error));
        if let Err(error) = inner.store.write(&task.id, task.lease, &what).await {
            tracing::error!(task = task.id, %error, "the end of a task cannot be stored");
        }
    }
    inner.let_go(&task.id);
}

async fn attempt(inner: Arc<Inner>, task: Task, sealed: Option<Sealed>, cancelled: Arc<Notify>) {
    let ready = match prepare(&inner, &task, sealed).await {
        Ok(ready) => ready,
        Err(Unready::Store(error)) => {
            // Whoever finds the task silent goes on with it.
            tracing::error!(task = task.id, %error, "a task cannot be begun");
            return;
        }
        Err(Unready::Never(error)) => {
            let what = last_words(Status::Failed, None, Some(error));
            store_end(&inner, &task, what).await;
            inner.ended(&task, Status::Failed);
            return;
        }
    };
    let journal = &ready.journal;
    let over = follow(&inner, &task, &ready, &cancelled).await;
    match over {
        Over::Ended(Ended { output, error }) => {
            let status = if error.is_some() { Status::Failed } else { Status::Completed };
            let what = last_words(status, Some(Value::Object(output)).filter(|_| error.is_none()), error);
            if end(&inner, &task, journal, what).await {
                inner.ended(&task, status);
                if status == Status::Completed {
                    remove(&inner, &task.id).await;
                }
            }
        }
        Over::Cancelled => {
            let what = cancelled_words(&inner, &task).await;
            if end(&inner, &task, journal, what).await {
                inner.ended(&task, Status::Failed);
            }
        }
        Over::Stopping => {
            let what = Write {
                events: vec![events::line(now_ms(), "The server is stopping; the task goes on later", None)],
                then: Then::Abandon,
                ..Write::default()
            };
            if let Err(error) = journal.write(what).await {
                tracing::warn!(task = task.id, %error, "a task cannot be handed over; it goes on all the same");
            }
        }
        Over::Lost(why) => tracing::warn!(task = task.id, why, "this process lets go of a task"),
    }
}

/// Why a task cannot be begun.
enum Unready {
    /// The store does not answer.
    Store(TaskStoreError),
    /// It never can.
    Never(TaskError),
}

impl From<TaskStoreError> for Unready {
    fn from(error: TaskStoreError) -> Self {
        Self::Store(error)
    }
}

async fn prepare(inner: &Inner, task: &Task, sealed: Option<Sealed>) -> Result<Ready, Unready> {
    let never = |message: String| Unready::Never(TaskError { name: "Error".to_owned(), message });
    let secrets = match sealed {
        Some(sealed) => inner.keyring.open(&task.id, &sealed).map_err(|error| never(error.to_string()))?,
        None => BTreeMap::new(),
    };
    let steps = inner.store.task_steps(&task.id).await?;
    let before = inner.store.checkpoints(&task.id).await?;
    let was_begun = steps.iter().any(|step| step.state != StepState::Waiting);
    let is_here = task.place.as_deref() == Some(inner.places.id()) && inner.places.has(&task.id);
    let keeps = was_begun && is_here;
    let (places, id) = (inner.places.clone(), task.id.clone());
    let workspace = tokio::task::spawn_blocking(move || places.workspace(&id, keeps)).await;
    let workspace = match workspace {
        Ok(Ok(workspace)) => workspace,
        Ok(Err(error)) => {
            return Err(never(format!("The folder for the task's files cannot be made: {error}")));
        }
        Err(error) => return Err(never(format!("The folder for the task's files cannot be made: {error}"))),
    };
    let hidden = inner.config.environment.secrets.values().chain(secrets.values()).map(String::as_str);
    let redactor = Redactor::new(hidden);
    let parts = (Arc::clone(&inner.store), Arc::clone(&inner.keyring), inner.changed.clone());
    let journal = TaskJournal::new(parts, (&task.id, task.lease), redactor, before);
    let mut events = vec![first_words(task)];
    let made_files = steps.iter().any(|step| step.state == StepState::Completed);
    if made_files && !keeps {
        let line = "The task's files are not here; steps that made them are run again, and those that changed something \
                    outside are not";
        events.push(events::line(now_ms(), line, None));
    }
    let then = if inner.config.recovers { Then::GoOn } else { Then::EraseSecrets };
    let place = Some(inner.places.id().to_owned());
    journal.write(Write { events, place, then, ..Write::default() }).await?;
    Ok(Ready { secrets, steps, workspace, is_rebuilding: was_begun && !keeps, journal })
}

/// Runs the task, says meanwhile that this process lives, and listens to who wants it to end.
async fn follow(inner: &Inner, task: &Task, ready: &Ready, cancelled: &Notify) -> Over {
    let job = Job {
        id: &task.id,
        spec: &task.spec,
        secrets: &ready.secrets,
        workspace: &ready.workspace,
        is_dry_run: false,
        before: ready.steps.clone(),
        is_rebuilding: ready.is_rebuilding,
        journal: &ready.journal,
    };
    if task.cancel_ms.is_some() {
        return Over::Cancelled;
    }
    // What a dropped run started must end with it; so the run is dropped before anything else is written.
    tokio::select! {
        ended = inner.runner.run(&job) => match ended {
            Ok(ended) => Over::Ended(ended),
            Err(Interrupted(why)) => Over::Lost(why),
        },
        over = watch(inner, task, &ready.journal, cancelled) => over,
    }
}

/// Says that this process lives until somebody wants the run to end.
async fn watch(inner: &Inner, task: &Task, journal: &TaskJournal, cancelled: &Notify) -> Over {
    let mut stopping = inner.stopping();
    let (mut beats, mut flushes) = (interval(BEAT), interval(FLUSH));
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    flushes.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut alive = Instant::now();
    loop {
        if *stopping.borrow_and_update() == Stopping::Now {
            return Over::Stopping;
        }
        let wrote = tokio::select! {
            _ = beats.tick() => match inner.store.beat(&task.id, task.lease).await {
                Ok(true) => return Over::Cancelled,
                Ok(false) => { alive = Instant::now(); Ok(()) }
                Err(error) => Err(error),
            },
            _ = flushes.tick() => journal.flush().await,
            () = journal.is_full() => journal.flush().await,
            () = cancelled.notified() => return Over::Cancelled,
            _ = stopping.changed() => Ok(()),
        };
        match wrote {
            Ok(()) => {}
            Err(TaskStoreError::Lost) => return Over::Lost("another worker has the task now".to_owned()),
            // Before others may think that it is dead, it must have ended.
            Err(error) if alive.elapsed() > inner.config.stale * 2 / 3 => {
                return Over::Lost(format!("the database does not answer: {error}"));
            }
            Err(error) => tracing::warn!(task = task.id, %error, "the database does not answer"),
        }
    }
}

/// The last thing that is written about a task.
pub(super) fn last_words(status: Status, output: Option<Value>, error: Option<TaskError>) -> Write {
    let at_ms = now_ms();
    let message = match &error {
        None => "Run completed with status: completed".to_owned(),
        Some(error) => format!("Run completed with status: failed: {}", error.message),
    };
    Write {
        events: vec![events::completion(at_ms, &message, output.as_ref(), error.as_ref())],
        then: Then::End { status, at_ms, output, error },
        ..Write::default()
    }
}

/// The last thing that is written about a task that somebody cancelled: its step did not come to its end.
pub(super) async fn cancelled_words(inner: &Inner, task: &Task) -> Write {
    let error = TaskError { name: "CancelledError".to_owned(), message: events::CANCELLED.to_owned() };
    let mut what = last_words(Status::Failed, None, Some(error.clone()));
    let steps = inner.store.task_steps(&task.id).await.unwrap_or_default();
    let interrupted = steps.iter().enumerate().find(|(_, step)| step.state == StepState::Processing);
    if let Some((position, step)) = interrupted {
        let at_ms = now_ms();
        what.steps.push(StepChange {
            position,
            state: StepState::Cancelled,
            started_ms: step.started_ms,
            ended_ms: Some(at_ms),
            output: None,
        });
        let message = format!("Step {} was cancelled", step.name);
        what.events.insert(0, events::step(at_ms, &message, &step.id, StepState::Failed));
        let value = serde_json::json!(error);
        what.checkpoints.push(Checkpoint { step: position, name: "$error".to_owned(), value });
    }
    what
}

/// Writes the end of a task, after the lines before it. Returns whether that was possible.
async fn end(inner: &Inner, task: &Task, journal: &TaskJournal, what: Write) -> bool {
    if let Err(error) = journal.flush().await {
        tracing::warn!(task = task.id, %error, "the last lines of a task cannot be stored");
    }
    store_end(inner, task, what).await
}

async fn store_end(inner: &Inner, task: &Task, what: Write) -> bool {
    debug_assert!(what.events.iter().any(|event| event.kind == EventKind::Completion));
    for attempt in 1..=END_TRIES {
        match inner.store.write(&task.id, task.lease, &what).await {
            Ok(()) => return true,
            Err(TaskStoreError::Lost) => {
                tracing::warn!(task = task.id, "another worker has the task now; its end is not stored");
                return false;
            }
            Err(error) => {
                tracing::error!(task = task.id, %error, attempt, "the end of a task cannot be stored")
            }
        }
        sleep(POLL).await;
    }
    false
}

async fn remove(inner: &Inner, id: &str) {
    let (places, id) = (inner.places.clone(), id.to_owned());
    let removed = tokio::task::spawn_blocking(move || places.remove(&id).map_err(|error| (id, error))).await;
    if let Ok(Err((task, error))) = removed {
        tracing::warn!(task, %error, "the files of a task cannot be removed");
    }
}
