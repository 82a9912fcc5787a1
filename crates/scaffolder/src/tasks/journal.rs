//! Writes down what happens to a task, in the store.
//!
//! Lines wait a moment for others. Everything else is written at once, after the lines before it, and is safe when the
//! call returns. Who lost the lease writes nothing, and the run ends.

use super::{Checkpoint, NewEvent, StepChange, TaskStore, TaskStoreError, Write, events};
use crate::{
    action::Later,
    limits::{FLUSH_LINES, LINE_BYTES, LINES},
    redact::Redactor,
    runner::{Interrupted, Journal, now_ms},
    sealing::Keyring,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Notify, watch};

/// Under which a checkpoint is sealed, because secrets are in it.
const SEALED: &str = "$sealed";

/// The journal of one run of a task.
pub(super) struct TaskJournal {
    store: Arc<dyn TaskStore>,
    keyring: Arc<Keyring>,
    id: String,
    lease: i64,
    redactor: Redactor,
    waiting: Mutex<Waiting>,
    known: Mutex<BTreeMap<(usize, String), Value>>,
    /// One at a time, so that lines stay in order.
    writing: tokio::sync::Mutex<()>,
    changed: watch::Sender<u64>,
    full: Notify,
}

#[derive(Default)]
struct Waiting {
    events: Vec<NewEvent>,
    lines: usize,
}

impl TaskJournal {
    /// Of a task that is held with this lease, and the notes from before.
    pub(super) fn new(
        (store, keyring, changed): (Arc<dyn TaskStore>, Arc<Keyring>, watch::Sender<u64>),
        (id, lease): (&str, i64),
        redactor: Redactor,
        before: Vec<Checkpoint>,
    ) -> Self {
        let open = |value: Value| opened(&keyring, id, value);
        let known = before
            .into_iter()
            .filter_map(|checkpoint| Some(((checkpoint.step, checkpoint.name), open(checkpoint.value)?)))
            .collect();
        Self {
            store,
            id: id.to_owned(),
            lease,
            redactor,
            waiting: Mutex::default(),
            known: Mutex::new(known),
            writing: tokio::sync::Mutex::default(),
            changed,
            full: Notify::new(),
            keyring,
        }
    }

    /// Writes the lines that wait.
    pub(super) async fn flush(&self) -> Result<(), TaskStoreError> {
        if self.waiting().events.is_empty() {
            return Ok(());
        }
        self.write(Write::default()).await
    }

    /// Returns when so many lines wait that they should be written.
    pub(super) async fn is_full(&self) {
        self.full.notified().await;
    }

    /// Writes something, after the lines that wait.
    pub(super) async fn write(&self, mut what: Write) -> Result<(), TaskStoreError> {
        let _one = self.writing.lock().await;
        let mut events = std::mem::take(&mut self.waiting().events);
        let lines = events.len();
        events.append(&mut what.events);
        what.events = events;
        let outcome = self.store.write(&self.id, self.lease, &what).await;
        match &outcome {
            Ok(()) => self.changed.send_modify(|version| *version += 1),
            // They are not lost because the database does not answer for a moment.
            Err(TaskStoreError::Failed(_)) => {
                what.events.truncate(lines);
                let mut waiting = self.waiting();
                let later = std::mem::replace(&mut waiting.events, what.events);
                waiting.events.extend(later);
            }
            Err(TaskStoreError::Lost) => {}
        }
        outcome
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_notes(&self) -> MutexGuard<'_, BTreeMap<(usize, String), Value>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn interrupted(error: TaskStoreError) -> Interrupted {
    match error {
        TaskStoreError::Lost => Interrupted("another worker has the task now".to_owned()),
        TaskStoreError::Failed(error) => Interrupted(format!("the database failed: {error}")),
    }
}

impl Journal for TaskJournal {
    fn line(&self, step: Option<&str>, text: &str) {
        let mut waiting = self.waiting();
        waiting.lines += 1;
        let text = match waiting.lines {
            lines if lines > LINES + 1 => return,
            lines if lines > LINES => {
                format!("Warning: the log is full; after {LINES} lines, no more are kept")
            }
            _ => cut(&self.redactor.text(text)),
        };
        waiting.events.push(events::line(now_ms(), &text, step));
        if waiting.events.len() >= FLUSH_LINES {
            self.full.notify_one();
        }
    }

    fn note(&self, change: StepChange, event: NewEvent) -> Later<'_, Result<(), Interrupted>> {
        Box::pin(async move {
            let what = Write { steps: vec![change], events: vec![event], ..Write::default() };
            self.write(what).await.map_err(interrupted)
        })
    }

    fn checkpoint<'a>(
        &'a self,
        step: usize,
        name: &'a str,
        value: Value,
    ) -> Later<'a, Result<(), Interrupted>> {
        Box::pin(async move {
            let stored = if self.redactor.value(&value) == value {
                value.clone()
            } else {
                sealed(&self.keyring, &self.id, &value)?
            };
            let checkpoint = Checkpoint { step, name: name.to_owned(), value: stored };
            let what = Write { checkpoints: vec![checkpoint], ..Write::default() };
            self.write(what).await.map_err(interrupted)?;
            self.known_notes().insert((step, name.to_owned()), value);
            Ok(())
        })
    }

    fn known(&self, step: usize, name: &str) -> Option<Value> {
        self.known_notes().get(&(step, name.to_owned())).cloned()
    }

    fn redactor(&self) -> &Redactor {
        &self.redactor
    }
}

/// A value that nobody reads without the key.
fn sealed(keyring: &Keyring, id: &str, value: &Value) -> Result<Value, Interrupted> {
    let secrets = BTreeMap::from([(SEALED.to_owned(), value.to_string())]);
    let sealed = keyring.seal(id, &secrets).map_err(|error| Interrupted(error.to_string()))?;
    Ok(sealed
        .map_or(Value::Null, |sealed| json!({ SEALED: STANDARD.encode(sealed.bytes), "key": sealed.key })))
}

/// The value as it was noted; nothing if this process has not the key.
fn opened(keyring: &Keyring, id: &str, value: Value) -> Option<Value> {
    let Some(text) = value.get(SEALED).and_then(Value::as_str) else { return Some(value) };
    let key = value.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
    let sealed = super::Sealed { key, bytes: STANDARD.decode(text).ok()? };
    let secrets = keyring.open(id, &sealed).ok()?;
    serde_json::from_str(secrets.get(SEALED)?).ok()
}

/// A line that is not too long.
fn cut(line: &str) -> String {
    if line.len() <= LINE_BYTES {
        return line.to_owned();
    }
    let mut end = LINE_BYTES;
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    format!("{} … ({} bytes more)", &line[..end], line.len() - end)
}
