//! What is told of a task while it runs: the one place that knows the form in which clients read it.

use super::record::{EventKind, NewEvent, StepState, TaskError};
use serde_json::{Map, Value, json};

/// A line, of a step or of the whole task.
pub fn line(at_ms: i64, message: &str, step: Option<&str>) -> NewEvent {
    log(at_ms, message, step, None)
}

/// That a step stands elsewhere now.
pub fn step(at_ms: i64, message: &str, step: &str, state: StepState) -> NewEvent {
    log(at_ms, message, Some(step), Some(state))
}

fn log(at_ms: i64, message: &str, step: Option<&str>, state: Option<StepState>) -> NewEvent {
    let mut body = Map::from_iter([("message".to_owned(), message.into())]);
    if let Some(step) = step {
        body.insert("stepId".to_owned(), step.into());
    }
    if let Some(state) = state {
        body.insert("status".to_owned(), state.word().into());
    }
    NewEvent { kind: EventKind::Log, body: Value::Object(body), at_ms }
}

/// That the task is over.
pub fn completion(at_ms: i64, message: &str, output: Option<&Value>, error: Option<&TaskError>) -> NewEvent {
    let mut body = Map::from_iter([("message".to_owned(), message.into())]);
    if let Some(output) = output {
        body.insert("output".to_owned(), output.clone());
    }
    if let Some(error) = error {
        body.insert("error".to_owned(), json!(error));
    }
    NewEvent { kind: EventKind::Completion, body: Value::Object(body), at_ms }
}

/// That somebody cancelled the task, and which step was being run.
pub fn cancelled(at_ms: i64, step: Option<&str>) -> NewEvent {
    let message = match step {
        Some(step) => format!("Somebody cancelled the task while step {step} was being run"),
        None => "Somebody cancelled the task".to_owned(),
    };
    let mut body = Map::from_iter([("message".to_owned(), message.into())]);
    if let Some(step) = step {
        body.insert("stepId".to_owned(), step.into());
    }
    body.insert("status".to_owned(), StepState::Cancelled.word().into());
    NewEvent { kind: EventKind::Cancelled, body: Value::Object(body), at_ms }
}

/// That the task goes on after its process died.
pub fn recovered(at_ms: i64, strategy: &str) -> NewEvent {
    NewEvent { kind: EventKind::Recovered, body: json!({ "recoverStrategy": strategy }), at_ms }
}

/// The last words of a task that was cancelled before any worker had it.
pub fn never_begun(at_ms: i64) -> [NewEvent; 2] {
    let error = TaskError { name: "CancelledError".to_owned(), message: CANCELLED.to_owned() };
    [cancelled(at_ms, None), completion(at_ms, "The task was cancelled before it began", None, Some(&error))]
}

/// Why a task failed that somebody cancelled.
pub const CANCELLED: &str = "The task was cancelled";
