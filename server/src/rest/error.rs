//! Errors of the HTTP API: the one mapping from what went wrong to status, name and body.

use super::reply;
use axum::{
    extract::{OriginalUri, Request, rejection::PathRejection},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use portico_portal::{RegistryError, Unknown};
use portico_query::QueryError;
use portico_search::SearchError;
use serde_json::json;

/// Why a request was refused. The names are contract: clients rebuild their errors from them.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// The request is wrong.
    #[error("{0}")]
    Input(String),
    /// The request names something that is not there.
    #[error("{0}")]
    NotFound(String),
    /// Who asks did not prove who they are.
    #[error("{0}")]
    Unauthenticated(String),
    /// Who asks may not do it, or nobody may.
    #[error("{0}")]
    NotAllowed(String),
    /// It would contradict what is there.
    #[error("{0}")]
    Conflict(String),
    /// There is no index of the documents that are asked for.
    #[error("{0}")]
    MissingIndex(String),
    /// Something of ours failed; the log says what.
    #[error("the server could not do it just now; its log says why")]
    Internal,
    /// The body is larger than allowed.
    #[error("the body is larger than is accepted here; send it in parts")]
    PayloadTooLarge,
    /// The body is not JSON.
    #[error("the body is not JSON: {0}")]
    Syntax(String),
}

impl ApiError {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Input(_) | Self::Syntax(_) => StatusCode::BAD_REQUEST,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::NotAllowed(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::MissingIndex(_) | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Input(_) => "InputError",
            Self::Unauthenticated(_) => "AuthenticationError",
            Self::NotAllowed(_) => "NotAllowedError",
            Self::NotFound(_) => "NotFoundError",
            Self::Conflict(_) => "ConflictError",
            Self::MissingIndex(_) => "MissingIndexError",
            Self::Internal => "Error",
            Self::PayloadTooLarge => "PayloadTooLargeError",
            Self::Syntax(_) => "SyntaxError",
        }
    }
}

impl From<QueryError> for ApiError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Input { message } => Self::Input(message),
            QueryError::NotFound { message } => Self::NotFound(message),
        }
    }
}

impl From<SearchError> for ApiError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Input(message) => Self::Input(message),
            SearchError::MissingIndex(_) => Self::MissingIndex(error.to_string()),
            SearchError::Index(_) | SearchError::Folder { .. } | SearchError::Taken(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a search failed");
                Self::Internal
            }
        }
    }
}

impl From<RegistryError> for ApiError {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::Type(_) => Self::Input(error.to_string()),
            RegistryError::ReadOnly => Self::NotAllowed(error.to_string()),
            RegistryError::Exists(_) => Self::Conflict(error.to_string()),
            RegistryError::Unknown(_) => Self::NotFound(error.to_string()),
            RegistryError::Store(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a request failed");
                Self::Internal
            }
        }
    }
}

impl From<Unknown> for ApiError {
    fn from(error: Unknown) -> Self {
        match error {
            Unknown::Nothing(..) => Self::NotFound(error.to_string()),
            Unknown::Several(..) | Unknown::Unreadable(_) => Self::Input(error.to_string()),
        }
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::Input(format!("the address cannot be read: {}", rejection.body_text()))
    }
}

impl IntoResponse for ApiError {
    /// Only the status. The body quotes the request, which [`describe`] knows.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives refusals their body.
pub(crate) async fn describe(OriginalUri(url): OriginalUri, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<ApiError>() else { return response };
    let status = error.status();
    let body = json!({
        "error": { "name": error.name(), "message": error.to_string() },
        "request": { "method": method.as_str(), "url": url.to_string() },
        "response": { "statusCode": status.as_u16() },
    });
    (status, reply::json(body.to_string())).into_response()
}
