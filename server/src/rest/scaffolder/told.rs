//! Tasks and events as clients read them.

use portico_app::time::exact;
use portico_portal::create::{Event, Task};
use portico_template::Recovery;
use serde_json::{Map, Value, json};

/// A task, without secrets.
pub(super) fn task(task: &Task) -> Value {
    let mut told = Map::new();
    let mut add = |key: &str, value: Value| told.insert(key.to_owned(), value);
    add("id", task.id.as_str().into());
    add("spec", json!(task.spec));
    add("status", task.status.word().into());
    add("createdAt", exact(task.created_ms).into());
    if let Some(at_ms) = task.heartbeat_ms {
        add("lastHeartbeatAt", exact(at_ms).into());
    }
    if let Some(person) = &task.created_by {
        add("createdBy", person.as_str().into());
    }
    Value::Object(told)
}

/// An event of a task.
pub(super) fn event(task: &Task, event: &Event) -> Value {
    json!({
        "id": event.id,
        "isTaskRecoverable": is_recoverable(task),
        "taskId": task.id,
        "body": event.body,
        "type": event.kind.word(),
        "createdAt": exact(event.at_ms),
    })
}

/// Whether a task may go on after its completion was told.
pub(super) fn is_recoverable(task: &Task) -> bool {
    task.spec.recovery_strategy() == Recovery::StartOver
}
