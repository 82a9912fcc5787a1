//! Replies of the HTTP API.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// A reply whose body is JSON text already.
pub(crate) fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response()
}

/// The reply where there is no route: it does not look like a missing entity, and is no page.
pub(crate) async fn nothing() -> StatusCode {
    StatusCode::NOT_FOUND
}
