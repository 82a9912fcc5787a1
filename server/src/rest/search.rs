//! `GET /query`: full-text search, as clients of Backstage ask it.

use super::{
    caller::Asked,
    error::{ApiError, describe},
    query::Pairs,
    reply::{json, nothing},
};
use crate::router::AppState;
use axum::{
    Router,
    extract::State,
    middleware,
    response::Response,
    routing::{MethodRouter, get},
};
use portico_portal::Caller;
use portico_search::{SearchError, api};

/// The routes, with and without a slash at the end.
pub(crate) fn routes() -> Router<AppState> {
    let routes = table().into_iter().fold(Router::new(), |routes, (path, methods)| {
        routes.route(path, methods.clone()).route(&format!("{path}/"), methods)
    });
    routes.method_not_allowed_fallback(nothing).layer(middleware::from_fn(describe))
}

/// What [`super::openapi`] describes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![("/query", get(query))]
}

async fn query(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    match asked.caller() {
        // Everything is found by everybody: the same as everything is shown to everybody.
        Caller::Guest | Caller::Named(_) => {}
    }
    let question = api::Asked::read(&pairs)?;
    let missing = || SearchError::MissingIndex(portico_search::CATALOG.to_owned());
    let search = state.portal.search_index().ok_or_else(missing)?;
    Ok(json(question.answer(search)?.to_string()))
}
