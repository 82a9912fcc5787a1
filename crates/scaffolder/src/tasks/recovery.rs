//! What becomes of tasks whose process died, and of what tasks leave behind.

use super::{
    Status, StepState, Task, TaskError, TaskStoreError, Then, Write, events,
    machine::Inner,
    worker::{cancelled_words, last_words},
};
use crate::runner::now_ms;
use portico_template::Recovery;
use std::{sync::Arc, time::Duration};

/// Goes on with tasks whose worker has said nothing for a time. `is_known` says that their process is certainly dead.
pub(super) async fn recover(inner: &Arc<Inner>, silent: Duration, is_known: bool) {
    let stale = match inner.store.stale(silent).await {
        Ok(stale) => stale,
        Err(error) => return tracing::error!(%error, "interrupted tasks cannot be looked up"),
    };
    for task in stale {
        // Without recovery, a task whose process only seems dead is left alone until its time is over.
        if !inner.config.recovers && !is_known && task.cancel_ms.is_none() {
            continue;
        }
        match recover_one(inner, &task, silent).await {
            Ok(()) => inner.tell(),
            Err(TaskStoreError::Lost) => {}
            Err(error) => tracing::error!(task = task.id, %error, "an interrupted task cannot be taken up"),
        }
    }
}

async fn recover_one(inner: &Inner, task: &Task, silent: Duration) -> Result<(), TaskStoreError> {
    let Some((lease, sealed)) = inner.store.seize(task, &inner.worker, silent).await? else { return Ok(()) };
    if task.cancel_ms.is_some() {
        let what = cancelled_words(inner, task).await;
        return inner.store.write(&task.id, lease, &what).await;
    }
    let strategy = task.spec.recovery_strategy();
    let refused = match strategy {
        _ if !inner.config.recovers => Some("tasks are not taken up again (scaffolder.taskRecovery.enabled)"),
        Recovery::Never => Some("its template does not want to be taken up again (EXPERIMENTAL_recovery)"),
        _ => None,
    };
    if let Some(why) = refused {
        let message =
            format!("The process that ran the task ended, and {why}. Retry it to go on from where it was");
        return fail(inner, task, lease, message).await;
    }
    if let Some(Err(error)) = sealed.map(|sealed| inner.keyring.open(&task.id, &sealed)) {
        let message = format!("The process that ran the task ended, and no other can go on with it: {error}");
        return fail(inner, task, lease, message).await;
    }
    let starts_over = strategy == Recovery::StartOver;
    let what = Write {
        events: vec![events::recovered(now_ms(), if starts_over { "startOver" } else { "continue" })],
        hide_earlier: starts_over,
        then: Then::Reopen,
        ..Write::default()
    };
    tracing::info!(task = task.id, "an interrupted task goes on");
    inner.store.write(&task.id, lease, &what).await
}

/// Ends a task that was interrupted; the step that was being run has failed.
async fn fail(inner: &Inner, task: &Task, lease: i64, message: String) -> Result<(), TaskStoreError> {
    let error = TaskError { name: "Error".to_owned(), message: message.clone() };
    let mut what = last_words(Status::Failed, None, Some(error));
    let interrupted = cancelled_words(inner, task).await;
    for mut step in interrupted.steps {
        step.state = StepState::Failed;
        if let Some(known) = task.spec.typed_steps().get(step.position) {
            let line = format!("Step {} failed: {message}", known.name);
            what.events.insert(0, events::step(now_ms(), &line, &known.id, StepState::Failed));
        }
        what.steps.push(step);
    }
    inner.store.write(&task.id, lease, &what).await
}

/// Ends what nobody will ever end, forgets what is old, and removes files that nobody needs.
pub(super) async fn tidy(inner: &Arc<Inner>) {
    if let Err(error) = end_lost_ones(inner).await {
        tracing::error!(%error, "tasks whose time is over cannot be ended");
    }
    if let Some(keep) = inner.config.history {
        let before = now_ms() - i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
        match inner.store.prune(before).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "lines of old tasks were forgotten"),
            Err(error) => tracing::error!(%error, "old tasks cannot be shortened"),
        }
    }
    clean(inner).await;
}

async fn end_lost_ones(inner: &Arc<Inner>) -> Result<(), TaskStoreError> {
    let timeout = inner.config.timeout;
    for task in inner.store.stale(timeout).await? {
        let Some((lease, _)) = inner.store.seize(&task, &inner.worker, timeout).await? else { continue };
        let message = format!(
            "The task has given no sign of life for {} s (scaffolder.taskTimeout); its process has probably ended",
            timeout.as_secs()
        );
        fail(inner, &task, lease, message).await?;
        inner.tell();
    }
    let before = now_ms() - i64::try_from(timeout.as_millis()).unwrap_or(i64::MAX);
    for task in inner.store.waiting_for_other_keys(&inner.worker.key, before).await? {
        let message = "The task's secrets can only be read by the process that took it, and that has not come back. Set \
                       scaffolder.secretsKey to the same value for all processes, and start the task again";
        let error = TaskError { name: "Error".to_owned(), message: message.to_owned() };
        let told = [events::completion(now_ms(), message, None, Some(&error))];
        if inner.store.fail_waiting(&task.id, &told, &error).await? {
            inner.tell();
        }
    }
    Ok(())
}

/// Removes the files of tasks that do not need them any more.
pub(super) async fn clean(inner: &Arc<Inner>) {
    let places = inner.places.clone();
    let tasks = match tokio::task::spawn_blocking(move || places.tasks()).await {
        Ok(Ok(tasks)) => tasks,
        Ok(Err(error)) => return tracing::warn!(%error, "the folder of workspaces cannot be read"),
        Err(error) => return tracing::warn!(%error, "the folder of workspaces cannot be read"),
    };
    for id in tasks {
        match inner.store.task(&id).await {
            Ok(task) if needs_files(inner, task.as_ref()) => {}
            Ok(_) => {
                let (places, name) = (inner.places.clone(), id.clone());
                let removed = tokio::task::spawn_blocking(move || places.remove(&name)).await;
                if let Ok(Err(error)) = removed {
                    tracing::warn!(task = id, %error, "the files of a task cannot be removed");
                }
            }
            Err(error) => return tracing::warn!(%error, "files of tasks cannot be looked through"),
        }
    }
}

fn needs_files(inner: &Inner, task: Option<&Task>) -> bool {
    let Some(task) = task else { return false };
    if inner.running().contains_key(&task.id) {
        return true;
    }
    let is_here = task.place.as_deref() == Some(inner.places.id());
    match (task.status, task.ended_ms) {
        (Status::Completed, _) => false,
        (status, Some(ended)) if status.is_end() => {
            let keep = i64::try_from(inner.config.keep_failed.as_millis()).unwrap_or(i64::MAX);
            is_here && now_ms().saturating_sub(ended) < keep
        }
        _ => is_here,
    }
}
