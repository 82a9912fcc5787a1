//! Templates, tasks and actions, as clients of Backstage know them.

mod autocomplete;
mod events;
mod language;
mod tasks;
mod templates;
mod told;
mod trial;

use super::{
    error::{ApiError, describe},
    reply::{self, nothing},
};
use crate::router::AppState;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use portico_portal::create::{CreateError, TaskProblem};
use portico_scaffolder::FailureKind;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Largest body: values may hold files.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// The routes, with and without a slash at the end.
pub(crate) fn routes() -> Router<AppState> {
    let routes = table().into_iter().fold(Router::new(), |routes, (path, methods)| {
        routes.route(path, methods.clone()).route(&format!("{path}/"), methods)
    });
    routes
        .method_not_allowed_fallback(nothing)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(describe))
}

/// What [`super::openapi`] describes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/v2/templates/{namespace}/{kind}/{name}/parameter-schema", get(templates::parameter_schema)),
        ("/v2/actions", get(templates::actions)),
        ("/v2/templating-extensions", get(language::extensions)),
        ("/v2/tasks", get(tasks::list).post(tasks::start)),
        ("/v2/tasks/{id}", get(tasks::one)),
        ("/v2/tasks/{id}/cancel", post(tasks::cancel)),
        ("/v2/tasks/{id}/retry", post(tasks::retry)),
        ("/v2/tasks/{id}/eventstream", get(events::stream)),
        ("/v2/tasks/{id}/events", get(events::poll)),
        ("/v2/dry-run", post(trial::run)),
        ("/v2/autocomplete/{provider}/{resource}", post(autocomplete::complete)),
    ]
}

/// Why a request about tasks was refused.
pub(super) enum Refused {
    /// As everywhere.
    Api(ApiError),
    /// With everything that is wrong with the values.
    Invalid(Vec<Value>),
}

type Reply = Result<Response, Refused>;

impl<E: Into<ApiError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Api(error.into())
    }
}

impl From<CreateError> for Refused {
    fn from(error: CreateError) -> Self {
        let message = error.to_string();
        Self::Api(match error {
            CreateError::Invalid(errors) => return Self::Invalid(errors),
            CreateError::UnknownTemplate(_) | CreateError::Task(TaskProblem::Unknown(_)) => {
                ApiError::NotFound(message)
            }
            CreateError::Wrong(_)
            | CreateError::Template(_)
            | CreateError::Task(TaskProblem::TooLarge(_)) => ApiError::Input(message),
            CreateError::Task(TaskProblem::Conflict(_)) => ApiError::Conflict(message),
            CreateError::Host(failure) => match failure.kind {
                FailureKind::Input => ApiError::Input(message),
                FailureKind::NotFound => ApiError::NotFound(message),
                FailureKind::NotAllowed => ApiError::NotAllowed(message),
                FailureKind::Conflict => ApiError::Conflict(message),
                FailureKind::Authentication => ApiError::Unauthenticated(message),
                FailureKind::Render | FailureKind::Other => ApiError::Input(message),
            },
            CreateError::Off => ApiError::NotFound(message),
            CreateError::Task(TaskProblem::Store(_) | TaskProblem::Seal(_)) | CreateError::Value(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a question about tasks failed");
                ApiError::Internal
            }
        })
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Api(error) => error.into_response(),
            Self::Invalid(errors) => {
                (StatusCode::BAD_REQUEST, reply::json(json!({ "errors": errors }).to_string()))
                    .into_response()
            }
        }
    }
}

fn input(message: impl Into<String>) -> Refused {
    Refused::Api(ApiError::Input(message.into()))
}

/// An object in a body; empty if it is absent.
fn members(body: &Value, key: &str) -> Result<Map<String, Value>, Refused> {
    match body.get(key) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(members)) => Ok(members.clone()),
        Some(_) => Err(input(format!("{key} must be an object"))),
    }
}

/// The secrets in a body: texts by name.
fn secrets(body: &Value) -> Result<BTreeMap<String, String>, Refused> {
    let secret = |(name, value): (String, Value)| match value {
        Value::String(text) => Ok((name, text)),
        // The value itself is not repeated: it is a secret, even if it is of the wrong type.
        _ => Err(input(format!("secrets.{name} must be a text"))),
    };
    members(body, "secrets")?.into_iter().map(secret).collect()
}
