//! What happens to a task: as a stream, and as an answer that waits until there is something to tell.

use super::{Refused, Reply, input, reply, told};
use crate::{
    rest::{caller::Asked, query::Pairs},
    router::AppState,
};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::{
        IntoResponse as _,
        sse::{Event as Sent, KeepAlive, Sse},
    },
};
use portico_portal::{
    Caller, Portal,
    create::{CreateError, Event, EventKind, Status, Task},
};
use serde_json::Value;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Events that are told at once.
const BATCH: u32 = 500;

/// How long an answer waits for something to tell.
const PATIENCE: Duration = Duration::from_secs(30);

/// Batches that wait for a slow client.
const AHEAD: usize = 4;

type Named = Result<Path<String>, PathRejection>;

/// `GET /v2/tasks/{id}/events`.
pub(super) async fn poll(
    State(state): State<AppState>,
    asked: Asked,
    path: Named,
    Pairs(pairs): Pairs,
) -> Reply {
    let Path(id) = path?;
    let (caller, after) = (asked.caller(), after(&pairs)?);
    let task = state.portal.task(&caller, &id).await?;
    let mut events = next(&state.portal, &caller, &task, after, Duration::ZERO).await?.events;
    if events.is_empty() {
        events = state.portal.task_events(&caller, &id, after, BATCH, PATIENCE).await?;
    }
    let told: Vec<Value> = events.iter().map(|event| told::event(&task, event)).collect();
    Ok(reply::json(Value::Array(told).to_string()))
}

/// `GET /v2/tasks/{id}/eventstream`.
pub(super) async fn stream(
    State(state): State<AppState>,
    asked: Asked,
    path: Named,
    Pairs(pairs): Pairs,
) -> Reply {
    let Path(id) = path?;
    let (caller, after) = (asked.caller(), after(&pairs)?);
    let task = state.portal.task(&caller, &id).await?;
    let (sender, receiver) = mpsc::channel(AHEAD * BATCH as usize);
    tokio::spawn(tell(Arc::clone(&state.portal), caller, task, after, sender));
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default()).into_response())
}

/// Tells events until the task is over, or nobody listens any more.
async fn tell(
    portal: Arc<Portal>,
    caller: Caller,
    task: Task,
    mut after: i64,
    sender: mpsc::Sender<Result<Sent, Infallible>>,
) {
    loop {
        let events = tokio::select! {
            events = next(&portal, &caller, &task, after, PATIENCE) => events,
            () = sender.closed() => return,
        };
        let events = match events {
            // Of a task that is over nothing more will come; its events may be gone for good.
            Ok(Next { events, is_over: true }) if events.is_empty() => return,
            Ok(Next { events, .. }) => events,
            Err(error) => {
                tracing::error!(task = task.id, %error, "the events of a task cannot be told");
                return;
            }
        };
        for event in events {
            after = event.id.max(after);
            let sent = Sent::default().event(event.kind.word()).data(told::event(&task, &event).to_string());
            if sender.send(Ok(sent)).await.is_err() {
                return;
            }
            if event.kind == EventKind::Completion && !told::is_recoverable(&task) {
                return;
            }
        }
    }
}

/// What comes next.
struct Next {
    events: Vec<Event>,
    /// Whether the task ended for good before it was looked for them.
    is_over: bool,
}

/// The next events. Of a task that is over, its completion at least: who has seen it already would wait for ever.
async fn next(
    portal: &Portal,
    caller: &Caller,
    task: &Task,
    after: i64,
    patience: Duration,
) -> Result<Next, CreateError> {
    let events = portal.task_events(caller, &task.id, after, BATCH, Duration::ZERO).await?;
    if !events.is_empty() {
        return Ok(Next { events, is_over: false });
    }
    let status = portal.task(caller, &task.id).await?.status;
    if matches!(status, Status::Completed | Status::Failed | Status::Cancelled) && !told::is_recoverable(task)
    {
        // Between the first look and its end the task may have told more.
        let mut events = portal.task_events(caller, &task.id, after, BATCH, Duration::ZERO).await?;
        if events.is_empty() {
            events = last_words(portal, caller, task).await?;
        }
        return Ok(Next { events, is_over: true });
    }
    let events = portal.task_events(caller, &task.id, after, BATCH, patience).await?;
    Ok(Next { events, is_over: false })
}

/// The completion of a task.
async fn last_words(portal: &Portal, caller: &Caller, task: &Task) -> Result<Vec<Event>, CreateError> {
    let mut after = 0;
    loop {
        let events = portal.task_events(caller, &task.id, after, BATCH, Duration::ZERO).await?;
        let Some(last) = events.last() else { return Ok(Vec::new()) };
        after = last.id;
        if last.kind == EventKind::Completion {
            return Ok(events.into_iter().rev().take(1).collect());
        }
    }
}

fn after(pairs: &[(String, String)]) -> Result<i64, Refused> {
    match pairs.iter().find(|(key, _)| key == "after") {
        None => Ok(0),
        Some((_, text)) => {
            text.parse().map_err(|_| input(format!("after must be the number of an event; it is \"{text}\"")))
        }
    }
}
