//! What the pages under `/create` ask for and send beside their own addresses.

mod options;
mod skeleton;
mod start;

use crate::router::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The routes.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/ui/create/options", get(options::answer))
        .route("/ui/create/skeleton/{namespace}/{name}", get(skeleton::answer))
        .route("/ui/create/start", post(start::answer))
}
