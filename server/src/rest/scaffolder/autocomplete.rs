//! What hosts have, for people who fill in a form.

use super::{Reply, input, members, reply};
use crate::{rest::body::JsonBody, router::AppState};
use axum::extract::{Path, State, rejection::PathRejection};
use portico_portal::create::{Choice, CreateError};
use serde_json::{Map, Value, json};

/// `POST /v2/autocomplete/{provider}/{resource}`.
pub(super) async fn complete(
    State(state): State<AppState>,
    path: Result<Path<(String, String)>, PathRejection>,
    JsonBody(body): JsonBody,
) -> Reply {
    let Path((provider, resource)) = path?;
    let token = body.get("token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| input("token must be a text that is not empty"))?;
    let context = members(&body, "context")?;
    let completers = &state.portal.creation()?.completers;
    let found =
        completers.complete(&provider, &resource, token, &context).await.map_err(CreateError::Host)?;
    let results: Vec<Value> = found.into_iter().map(choice).collect();
    Ok(reply::json(json!({ "results": results }).to_string()))
}

fn choice(choice: Choice) -> Value {
    let mut told = Map::from_iter([("id".to_owned(), Value::from(choice.id))]);
    if let Some(title) = choice.title {
        told.insert("title".to_owned(), title.into());
    }
    Value::Object(told)
}
