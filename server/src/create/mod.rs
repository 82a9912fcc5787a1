//! What the pages under `/create` ask for and send beside their own addresses.

mod edit;
mod options;
mod skeleton;
mod start;
mod tasks;

use crate::router::AppState;
use axum::{
    Router,
    routing::{get, post},
};
use portico_entity::EntityRef;

/// The routes.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/ui/create/edit", post(edit::look))
        .route("/ui/create/edit/run", post(edit::run))
        .route("/ui/create/edit/try", post(edit::attempt))
        .route("/ui/create/options", get(options::answer))
        .route("/ui/create/skeleton/{namespace}/{name}", get(skeleton::answer))
        .route("/ui/create/start", post(start::answer))
        .route("/ui/create/tasks/{id}/state", get(tasks::state))
        .route("/ui/create/tasks/{id}/log.txt", get(tasks::log))
        .route("/ui/create/tasks/{id}/cancel", post(tasks::cancel))
        .route("/ui/create/tasks/{id}/retry", post(tasks::retry))
}

/// The template that a form says it is of.
fn template_of(pairs: &[(String, String)]) -> Option<EntityRef> {
    let (_, template) = pairs.iter().find(|(name, _)| name == "template")?;
    EntityRef::parse_full(template).ok()
}
