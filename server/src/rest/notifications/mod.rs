//! Notifications, as clients of Backstage know them.

mod read;
mod told;

use super::{
    body::JsonBody,
    caller::Asked,
    error::{ApiError, describe},
    parts,
    query::Pairs,
    reply::{self, nothing},
};
use crate::{router::AppState, same_site};
use axum::{
    Router,
    extract::{Path, State, rejection::PathRejection},
    middleware,
    response::Response,
    routing::{MethodRouter, get, post},
};
use portico_portal::notify::{Marks, NotifyError, Which};
use serde_json::{Value, json};

/// Who tells what programs send.
const ORIGIN: &str = "external";
/// How many notifications one answer tells of those that were sent.
const TOLD: usize = 200;

/// The routes below a mount, with and without a slash at the end; that of the mount itself, too.
pub(crate) fn routes(mount: &str) -> Router<AppState> {
    let routes = table().into_iter().fold(Router::new(), |routes, (path, methods)| {
        let path = format!("{mount}{}", path.trim_end_matches('/'));
        routes.route(&path, methods.clone()).route(&format!("{path}/"), methods)
    });
    routes
        .method_not_allowed_fallback(nothing)
        // Programs may tell people something, but no other site in a reader's name.
        .layer(middleware::from_fn(same_site::guard))
        .layer(middleware::from_fn(describe))
}

/// What [`super::openapi`] describes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/", get(list).post(send)),
        ("/notifications", get(list).post(send)),
        ("/notifications/{id}", get(one)),
        ("/notifications/update", post(update)),
        ("/update", post(update)),
        ("/status", get(status)),
        ("/topics", get(topics)),
        ("/settings", get(settings).post(choose)),
    ]
}

impl From<NotifyError> for ApiError {
    fn from(error: NotifyError) -> Self {
        match error {
            NotifyError::Nobody => Self::Unauthenticated(error.to_string()),
            NotifyError::Wrong(_) => Self::Input(error.to_string()),
            NotifyError::Unknown(_) => Self::NotFound(error.to_string()),
            NotifyError::Portal(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a request about notifications failed"
                );
                Self::Internal
            }
        }
    }
}

type Reply = Result<Response, ApiError>;

fn told(value: &Value) -> Response {
    reply::json(value.to_string())
}

async fn list(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Reply {
    let query = read::question(&pairs)?;
    let (found, total) = state.portal.notifications(&asked.caller(), &query).await?;
    Ok(told(
        &json!({ "totalCount": total, "notifications": found.iter().map(told::notification).collect::<Vec<_>>() }),
    ))
}

async fn one(State(state): State<AppState>, asked: Asked, id: Result<Path<String>, PathRejection>) -> Reply {
    let Path(id) = id?;
    let found = state.portal.notification(&asked.caller(), &id).await?;
    let found =
        found.ok_or_else(|| ApiError::NotFound(format!("there is no notification {id} for who asks")))?;
    Ok(told(&told::notification(&found)))
}

async fn status(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Reply {
    super::costs::none_but(&pairs, &[])?;
    let (unread, read) = state.portal.notification_counts(&asked.caller()).await?;
    Ok(told(&json!({ "unread": unread, "read": read })))
}

async fn topics(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Reply {
    let query = read::question(&pairs)?;
    let topics = state.portal.notification_topics(&asked.caller(), &query).await?;
    Ok(told(&json!({ "topics": topics })))
}

async fn update(State(state): State<AppState>, asked: Asked, JsonBody(body): JsonBody) -> Reply {
    let body = parts::object(&body, &["ids", "read", "saved"])?;
    let ids = read::texts(body.get("ids"), "ids")?;
    let marks = Marks { read: read::flag(body, "read")?, saved: read::flag(body, "saved")? };
    if marks == Marks::default() {
        return Err(ApiError::Input(
            "the body must say what to change: read or saved, true or false".to_owned(),
        ));
    }
    let caller = asked.caller();
    state.portal.mark_notifications(&caller, Which::These(&ids), marks).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids.iter().take(TOLD) {
        found.extend(state.portal.notification(&caller, id).await?);
    }
    Ok(told(&found.iter().map(told::notification).collect()))
}

async fn settings(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Reply {
    super::costs::none_but(&pairs, &[])?;
    let choices = state.portal.notification_choices(&asked.caller()).await?;
    Ok(told(&told::settings(&choices)))
}

async fn choose(State(state): State<AppState>, asked: Asked, JsonBody(body): JsonBody) -> Reply {
    let caller = asked.caller();
    state.portal.choose_notifications(&caller, &read::settings(&body)?).await?;
    Ok(told(&told::settings(&state.portal.notification_choices(&caller).await?)))
}

async fn send(State(state): State<AppState>, asked: Asked, JsonBody(body): JsonBody) -> Reply {
    if asked.caller().person().is_some() {
        let message = "people do not send notifications, programs do: ask without saying who you are";
        return Err(ApiError::NotAllowed(message.to_owned()));
    }
    let (recipients, message) = read::sending(&body)?;
    let sent = state.portal.notify(ORIGIN, &recipients, message).await?;
    Ok(told(&sent.notifications.iter().take(TOLD).map(told::sent).collect()))
}
