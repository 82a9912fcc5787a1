//! What the server tells of tasks beside their pages.

use crate::pages::create::made::tasks;
use portico_portal::create::{Event, Task, TaskView};

/// Where a task stands, as markup for a page that is open.
pub fn task_state(view: &TaskView, secrets: &[String]) -> String {
    tasks::fragment(view, secrets, tasks::now_ms())
}

/// A log as a text file.
pub fn log_text(task: &Task, events: &[Event]) -> String {
    tasks::plain(task, events)
}
