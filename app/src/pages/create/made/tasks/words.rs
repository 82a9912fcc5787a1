//! What tasks and their states are called.

use portico_portal::create::{Status, StepRow, StepState, Task, TaskView};
use serde_json::Value;

/// Values of a form that say best what is made.
const NAMES: [&str; 8] =
    ["name", "component_id", "componentId", "appName", "serviceName", "projectName", "repoName", "title"];

/// What is made: `Rust service: refund-worker`.
pub(crate) fn title(task: &Task) -> String {
    let template = task.spec.template_title().unwrap_or("Task");
    match thing(task) {
        Some(thing) => format!("{template}: {thing}"),
        None => template.to_owned(),
    }
}

/// The name of what is made, if the form asked for one.
fn thing(task: &Task) -> Option<&str> {
    let parameters = &task.spec.parameters;
    let named = NAMES.iter().find_map(|name| parameters.get(*name)?.as_str().filter(|text| !text.is_empty()));
    named.or_else(|| {
        let texts = parameters.values().filter_map(Value::as_str);
        texts.filter_map(|text| text.split_once("repo=")?.1.split('&').next()).find(|text| !text.is_empty())
    })
}

/// What a task is doing, and in which colour that is told.
pub(crate) fn status(view: &TaskView) -> (String, &'static str) {
    let TaskView { task, steps, .. } = view;
    match task.status {
        Status::Open => ("waiting".to_owned(), "badge"),
        Status::Processing if task.cancel_ms.is_some() => ("being cancelled".to_owned(), "badge badge-warn"),
        Status::Processing => (running(steps), "badge badge-info"),
        Status::Completed => ("completed".to_owned(), "badge badge-ok"),
        Status::Failed if task.cancel_ms.is_some() => ("cancelled".to_owned(), "badge badge-warn"),
        Status::Cancelled => ("cancelled".to_owned(), "badge badge-warn"),
        Status::Failed => ("failed".to_owned(), "badge badge-bad"),
    }
}

fn running(steps: &[StepRow]) -> String {
    let over = steps.iter().filter(|step| step.state.is_end()).count();
    match steps.len() {
        0 => "running".to_owned(),
        all => format!("running · step {} of {all}", (over + 1).min(all)),
    }
}

/// What became of a step, for people who do not see its sign.
pub(super) fn state(state: StepState) -> &'static str {
    match state {
        StepState::Waiting => "not begun",
        StepState::Processing => "running",
        StepState::Completed => "done",
        StepState::Failed => "failed",
        StepState::Skipped => "skipped",
        StepState::Cancelled => "cancelled",
    }
}

/// `0.4 s`, `12 s`, `3 min 5 s`, `2 h 4 min`.
pub(crate) fn took(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        0..10 => format!("{}.{} s", seconds, ms.max(0) % 1000 / 100),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// `10:42:07`, in UTC.
pub(super) fn clock(at_ms: i64) -> String {
    let seconds = at_ms.div_euclid(1000).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::{clock, took};

    #[test]
    fn times_are_short() {
        let told = [450, 9_990, 12_000, 185_000, 7_440_000, -5].map(took);
        assert_eq!(told, ["0.4 s", "9.9 s", "12 s", "3 min 5 s", "2 h 4 min", "0.0 s"]);
        assert_eq!(clock(1_709_210_096_789), "12:34:56");
    }
}
