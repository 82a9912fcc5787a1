//! What the page of a task asks for and sends: where it stands, its log as a file, cancelling and retrying.

use crate::{rest::caller::Asked, router::AppState};
use axum::{
    Form,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use portico_app::{created, paths};
use portico_portal::create::{CreateError, TaskProblem};
use std::{collections::BTreeMap, time::Duration};

/// Lines that are looked up at once.
const BATCH: u32 = 5_000;

/// Where a task stands, as markup for a page that is open.
pub(super) async fn state(State(state): State<AppState>, asked: Asked, Path(id): Path<String>) -> Response {
    let caller = asked.caller();
    match state.portal.task_view(&caller, &id).await {
        Ok(view) => {
            let secrets = state.portal.secrets_of(&caller, &view.task);
            let headers = [(header::CACHE_CONTROL, "no-store")];
            (headers, Html(created::task_state(&view, &secrets))).into_response()
        }
        Err(error) => refused(&error),
    }
}

/// The whole log, as a text file.
pub(super) async fn log(State(state): State<AppState>, asked: Asked, Path(id): Path<String>) -> Response {
    let caller = asked.caller();
    let told = async {
        let task = state.portal.task(&caller, &id).await?;
        let mut events = Vec::new();
        loop {
            let after = events.last().map_or(0, |event: &portico_portal::create::Event| event.id);
            let more = state.portal.task_events(&caller, &id, after, BATCH, Duration::ZERO).await?;
            if more.is_empty() {
                return Ok::<_, CreateError>(created::log_text(&task, &events));
            }
            events.extend(more);
        }
    };
    match told.await {
        Ok(text) => {
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"task-{}.txt\"", name(&id))),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, text).into_response()
        }
        Err(error) => refused(&error),
    }
}

/// The identifier as it can stand in a file's name.
fn name(id: &str) -> String {
    id.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect()
}

/// Ends a task before its time, and leads back to it.
pub(super) async fn cancel(State(state): State<AppState>, asked: Asked, Path(id): Path<String>) -> Response {
    match state.portal.cancel_task(&asked.caller(), &id).await {
        Ok(_) => lead(&id),
        Err(error) => refused(&error),
    }
}

/// Lets a task go on from the step that failed, and leads back to it.
pub(super) async fn retry(
    State(state): State<AppState>,
    asked: Asked,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let secrets: BTreeMap<String, String> = pairs
        .into_iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("secret.")?.to_owned(), value)))
        .collect();
    match state.portal.retry_task(&asked.caller(), &id, &secrets).await {
        // Somebody else was faster; its page says so.
        Ok(()) | Err(CreateError::Task(TaskProblem::Conflict(_))) => lead(&id),
        Err(error) => refused(&error),
    }
}

fn lead(id: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, paths::task(id))]).into_response()
}

fn refused(error: &CreateError) -> Response {
    let status = match error {
        CreateError::Task(TaskProblem::Unknown(_)) | CreateError::Off => StatusCode::NOT_FOUND,
        CreateError::Invalid(_) | CreateError::Wrong(_) | CreateError::Template(_) => StatusCode::BAD_REQUEST,
        CreateError::Task(TaskProblem::Conflict(_)) => StatusCode::CONFLICT,
        _ => {
            tracing::error!(error = error as &dyn std::error::Error, "a question about a task failed");
            let message = "Portico could not do it; its log says why. Go back and try again.\n";
            return (StatusCode::INTERNAL_SERVER_ERROR, message).into_response();
        }
    };
    (status, format!("{error}\n")).into_response()
}
