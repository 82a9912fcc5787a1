//! What the server tells of tasks beside their pages.

use crate::pages::create::made::tasks;
use leptos::prelude::*;
use portico_portal::{
    Caller, Portal,
    create::{CreateError, Event, Task, TaskView},
};

/// Where a task stands, as markup for a page that is open.
pub fn task_state(view: &TaskView, secrets: &[String]) -> String {
    tasks::fragment(view, secrets, tasks::now_ms())
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
