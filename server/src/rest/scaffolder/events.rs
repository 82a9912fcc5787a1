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
    let known = Known { portal: &state.portal, caller: &caller, task: &task };
    let mut events = next(&known, after, Duration::ZERO).await?.events;
    if events.is_empty() {
        events = known.after(after, PATIENCE).await?;
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
    let known = Known { portal: &portal, caller: &caller, task: &task };
    loop {
        let events = tokio::select! {
            events = next(&known, after, PATIENCE) => events,
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

/// Where the events of one task are looked up.
trait Happened {
    /// Whether the task ended for good, so that nothing will come any more.
    async fn is_over(&self) -> Result<bool, CreateError>;

    /// The first events after this one, as soon as there are any, at the latest after a time.
    async fn after(&self, after: i64, patience: Duration) -> Result<Vec<Event>, CreateError>;
}

/// What the portal knows of a task.
struct Known<'a> {
    portal: &'a Portal,
    caller: &'a Caller,
    task: &'a Task,
}

impl Happened for Known<'_> {
    async fn is_over(&self) -> Result<bool, CreateError> {
        let status = self.portal.task(self.caller, &self.task.id).await?.status;
        let ended = matches!(status, Status::Completed | Status::Failed | Status::Cancelled);
        Ok(ended && !told::is_recoverable(self.task))
    }

    async fn after(&self, after: i64, patience: Duration) -> Result<Vec<Event>, CreateError> {
        self.portal.task_events(self.caller, &self.task.id, after, BATCH, patience).await
    }
}

/// The next events. Of a task that is over, its completion at least: who has seen it already would wait for ever.
///
/// Whether it is over is looked up before its events are: what it tells between the two looks is then among them.
async fn next(task: &impl Happened, after: i64, patience: Duration) -> Result<Next, CreateError> {
    let is_over = task.is_over().await?;
    let mut events = task.after(after, if is_over { Duration::ZERO } else { patience }).await?;
    if events.is_empty() && is_over {
        events = last_words(task).await?;
    }
    Ok(Next { events, is_over })
}

/// The completion of a task.
async fn last_words(task: &impl Happened) -> Result<Vec<Event>, CreateError> {
    let mut after = 0;
    loop {
        let events = task.after(after, Duration::ZERO).await?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::cell::RefCell;

    /// A task that says something, and ends, each time that somebody has looked.
    struct Hurried(RefCell<Vec<Event>>);

    impl Hurried {
        fn goes_on(&self) {
            let mut events = self.0.borrow_mut();
            let id = events.len() as i64 + 1;
            let kind = if id == 3 { EventKind::Completion } else { EventKind::Log };
            if id <= 3 {
                events.push(Event { id, kind, body: json!({}), at_ms: 0 });
            }
        }
    }

    impl Happened for Hurried {
        async fn is_over(&self) -> Result<bool, CreateError> {
            let is_over = self.0.borrow().len() >= 3;
            self.goes_on();
            Ok(is_over)
        }

        async fn after(&self, after: i64, _patience: Duration) -> Result<Vec<Event>, CreateError> {
            let events = self.0.borrow().iter().filter(|event| event.id > after).cloned().collect();
            self.goes_on();
            Ok(events)
        }
    }

    #[tokio::test]
    async fn what_is_told_between_two_looks_is_not_lost() {
        for before in 0..=3 {
            let task = Hurried(RefCell::default());
            (0..before).for_each(|_| task.goes_on());
            let (mut seen, mut is_over) = (Vec::new(), false);
            while !is_over {
                let after = seen.last().copied().unwrap_or(0);
                let next = next(&task, after, Duration::ZERO).await.unwrap();
                seen.extend(next.events.iter().map(|event| event.id));
                is_over = next.is_over || seen.contains(&3);
            }
            assert_eq!(seen, [1, 2, 3], "looked for after {before} events");
        }
    }

    #[tokio::test]
    async fn who_has_seen_everything_is_told_the_end_again() {
        let task = Hurried(RefCell::default());
        (0..3).for_each(|_| task.goes_on());
        let next = next(&task, 1000, Duration::ZERO).await.unwrap();
        assert!(next.is_over);
        assert_eq!(next.events.iter().map(|event| event.id).collect::<Vec<_>>(), [3]);
    }
}
