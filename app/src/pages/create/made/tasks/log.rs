//! The log of a task.

use super::words;
use leptos::prelude::*;
use portico_portal::create::{Event, EventKind, Task};
use serde_json::Value;
use std::fmt::Write as _;

/// Lines in one piece of the list: the browser passes over pieces that are out of sight.
const PIECE: usize = 100;

/// The lines of a log, of one step or of all.
pub(super) fn lines(events: &[Event], step: Option<&str>) -> impl IntoView + use<> {
    let shown: Vec<&Event> =
        events.iter().filter(|event| step.is_none_or(|step| of(event) == Some(step))).collect();
    let pieces = shown.chunks(PIECE).map(|piece| {
        let lines = piece.iter().map(|event| line(event)).collect_view();
        view! { <ol class="log-piece">{lines}</ol> }
    });
    pieces.collect_view()
}

fn line(event: &Event) -> impl IntoView + use<> {
    let kind = kind(event);
    view! {
        <li class="log-line" data-kind=kind>
            <time>{words::clock(event.at_ms)}</time>
            " "
            {message(event).to_owned()}
        </li>
    }
}

/// How a line is shown.
fn kind(event: &Event) -> &'static str {
    let status = event.body.get("status").and_then(Value::as_str);
    match (event.kind, status) {
        (EventKind::Completion, _) if event.body.get("error").is_some() => "failed",
        (EventKind::Completion, _) | (_, Some("completed")) => "completed",
        (EventKind::Cancelled, _) | (_, Some("failed" | "cancelled")) => "failed",
        (EventKind::Recovered, _) => "warning",
        (_, Some(_)) => "status",
        _ if message(event).starts_with("Warning:") => "warning",
        _ => "line",
    }
}

/// The step that an event belongs to.
fn of(event: &Event) -> Option<&str> {
    event.body.get("stepId").and_then(Value::as_str)
}

fn message(event: &Event) -> &str {
    match event.kind {
        EventKind::Recovered => "The process that ran the task ended; the task goes on",
        _ => event.body.get("message").and_then(Value::as_str).unwrap_or_default(),
    }
}

/// A log as a text file.
pub(crate) fn plain(task: &Task, events: &[Event]) -> String {
    let mut text = format!("{}\ntask {}\n\n", words::title(task), task.id);
    for event in events {
        let step = of(event).map(|step| format!("[{step}] ")).unwrap_or_default();
        // Writing to a text does not fail.
        let _ = writeln!(text, "{} {step}{}", words::clock(event.at_ms), message(event));
    }
    text
}
