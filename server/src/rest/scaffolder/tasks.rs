//! Starting tasks and looking at them.

use super::{Refused, Reply, input, members, reply, secrets, told};
use crate::{
    rest::{body::JsonBody, caller::Asked, query::Pairs},
    router::AppState,
};
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::IntoResponse as _,
};
use portico_portal::create::{OrderBy, Status, TaskQuery, Wanted};
use serde_json::{Value, json};

type Named = Result<Path<String>, PathRejection>;

/// `POST /v2/tasks`.
pub(super) async fn start(State(state): State<AppState>, asked: Asked, JsonBody(body): JsonBody) -> Reply {
    let template = body.get("templateRef").and_then(Value::as_str).filter(|text| !text.is_empty());
    let template = template.ok_or_else(|| input("templateRef must be a text that is not empty"))?;
    let wanted =
        Wanted { template: template.to_owned(), values: members(&body, "values")?, secrets: secrets(&body)? };
    let id = state.portal.start_task(&asked.caller(), wanted).await?;
    Ok((StatusCode::CREATED, reply::json(json!({ "id": id }).to_string())).into_response())
}

/// `GET /v2/tasks`.
pub(super) async fn list(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Reply {
    let query = question(&pairs)?;
    let (tasks, total) = state.portal.tasks(&asked.caller(), &query).await?;
    let tasks: Vec<Value> = tasks.iter().map(told::task).collect();
    Ok(reply::json(json!({ "tasks": tasks, "totalTasks": total }).to_string()))
}

/// `GET /v2/tasks/{id}`.
pub(super) async fn one(State(state): State<AppState>, asked: Asked, path: Named) -> Reply {
    let Path(id) = path?;
    let task = state.portal.task(&asked.caller(), &id).await?;
    Ok(reply::json(told::task(&task).to_string()))
}

/// `POST /v2/tasks/{id}/cancel`.
pub(super) async fn cancel(State(state): State<AppState>, asked: Asked, path: Named) -> Reply {
    let Path(id) = path?;
    state.portal.cancel_task(&asked.caller(), &id).await?;
    Ok(reply::json(json!({ "status": "cancelled" }).to_string()))
}

/// `POST /v2/tasks/{id}/retry`.
pub(super) async fn retry(
    State(state): State<AppState>,
    asked: Asked,
    path: Named,
    JsonBody(body): JsonBody,
) -> Reply {
    let Path(id) = path?;
    state.portal.retry_task(&asked.caller(), &id, &secrets(&body)?).await?;
    Ok((StatusCode::CREATED, reply::json(json!({ "id": id }).to_string())).into_response())
}

/// Reads the query string of a list. Keys that nobody knows are passed over, as the original does.
fn question(pairs: &[(String, String)]) -> Result<TaskQuery, Refused> {
    let mut query = TaskQuery::default();
    for (key, value) in pairs {
        match key.trim_end_matches("[]") {
            "createdBy" => query.created_by.push(value.clone()),
            // A status that nobody knows is one that no task has.
            "status" => query.status.get_or_insert_default().extend(Status::of_word(value)),
            "order" => query.order.push(order(value)?),
            "limit" => query.limit = Some(number(key, value)?),
            "offset" => query.offset = number(key, value)?,
            _ => {}
        }
    }
    Ok(query)
}

fn order(text: &str) -> Result<(bool, OrderBy), Refused> {
    let wrong = || {
        input(format!("order must be asc: or desc:, then created_at, status or created_by; it is \"{text}\""))
    };
    let (direction, field) = text.split_once(':').ok_or_else(wrong)?;
    let descending = match direction {
        "asc" => false,
        "desc" => true,
        _ => return Err(wrong()),
    };
    let by = match field {
        "created_at" => OrderBy::Created,
        "status" => OrderBy::Status,
        "created_by" => OrderBy::CreatedBy,
        _ => return Err(wrong()),
    };
    Ok((descending, by))
}

fn number(key: &str, text: &str) -> Result<u32, Refused> {
    text.parse().map_err(|_| input(format!("{key} must be a whole number, not below 0; it is \"{text}\"")))
}
