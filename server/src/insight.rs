//! A dashboard for a page that is open: `GET /ui/insight?path=<of its address>&query=<of its address>`.

use crate::{rest::caller, router::AppState};
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use portico_app::insight;
use serde::Deserialize;

/// Which page.
#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    path: String,
    #[serde(default)]
    query: String,
}

/// Answers with `{status, title, html}`. What is no dashboard is told as its page would tell it.
pub(crate) async fn page(
    State(state): State<AppState>,
    Query(Question { path, query }): Query<Question>,
    headers: HeaderMap,
) -> Response {
    let made = insight::page(&state.portal, caller::caller(&headers), &path, &query).await;
    let fresh = (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    ([fresh], Json(made)).into_response()
}
