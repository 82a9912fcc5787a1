//! What was started from templates: the list, and each task while it runs and afterwards.

mod list;
mod log;
mod output;
mod state;
mod task;
mod words;

use super::Markup;
use crate::{api::server, query_string};
use leptos::prelude::*;
use portico_portal::create::{CreateError, TaskProblem};

pub(crate) use list::few;
pub(crate) use log::plain;
pub(crate) use state::fragment;
pub(crate) use task::now_ms;

/// The list of tasks.
pub(super) async fn tasks(query: &str) -> Result<Markup, ServerFnError> {
    let filter = list::filter(query);
    match server::portal().task_page(&server::caller(), &filter).await {
        Ok(view) => Ok(Markup::page("Tasks", view! { <list::List view filter /> })),
        Err(error) => refused(error),
    }
}

/// One task.
pub(super) async fn task(id: &str, query: &str) -> Result<Markup, ServerFnError> {
    let pairs = query_string::pairs(query);
    let step = pairs.into_iter().find(|(key, _)| key == "step").map(|(_, step)| step);
    match task::load(id).await {
        Ok(loaded) => {
            let title = words::title(&loaded.view.task);
            Ok(Markup::page(&title, view! { <task::Task loaded step /> }))
        }
        Err(error) => refused(error),
    }
}

fn refused(error: CreateError) -> Result<Markup, ServerFnError> {
    match error {
        CreateError::Task(TaskProblem::Unknown(_)) => Ok(Markup::nothing("There is no such task")),
        CreateError::Off => Ok(Markup::nothing("This Portico runs no templates")),
        error => Err(server::failed(error)),
    }
}
