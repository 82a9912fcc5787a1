//! What the server tells of tasks beside their pages.

use crate::pages::create::made::{editor, tasks};
use leptos::prelude::*;
use portico_portal::{
    Caller, Portal,
    create::{CreateError, Draft, Edited, Event, Task, TaskView, Tried},
};
use serde_json::Value;

/// Where a task stands, as markup for a page that is open.
pub fn task_state(view: &TaskView, secrets: &[String]) -> String {
    tasks::fragment(view, secrets, tasks::now_ms())
}

/// A template that is worked on: the parts of its page, as markup by their names.
pub fn edited(draft: &Draft, edited: &Edited, chosen: Option<&str>) -> Value {
    editor::parts(draft, edited, chosen)
}

/// What came of running a template without consequences, as markup.
pub fn tried(outcome: &Result<Tried, CreateError>) -> String {
    editor::outcome(outcome)
}

/// The same as text.
pub fn tried_text(outcome: &Result<Tried, CreateError>) -> String {
    editor::outcome_text(outcome)
}

/// A log as a text file.
pub fn log_text(task: &Task, events: &[Event]) -> String {
    tasks::plain(task, events)
}

/// The reader's latest tasks; nothing if there are none, or they cannot be looked up: the page is good without them.
pub(crate) async fn my_tasks(portal: &Portal, caller: &Caller) -> String {
    match portal.my_tasks(caller).await {
        Ok(views) if views.is_empty() => String::new(),
        Ok(views) => tasks::few(&views).to_html(),
        Err(CreateError::Off) => String::new(),
        Err(error) => {
            leptos::logging::error!("the reader's tasks cannot be looked up: {error}");
            String::new()
        }
    }
}
