//! Locations: looking at them, registering, changing and removing them, and trying them out.

mod query;

use super::{
    body::JsonBody,
    caller::Asked,
    catalog::no_parameters,
    error::ApiError,
    parts::{location, object, reference_in_path},
    query::Pairs,
    reply::json,
};
use crate::router::AppState;
use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use portico_entity::LocationRef;
use portico_portal::RegistryError;
use portico_store::Registered;
pub(super) use query::DEFAULT_LIMIT;
use query::LocationsRequest;
use serde_json::{Value, json as value};

type Reply = Result<Response, ApiError>;

/// The routes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/locations", get(list).post(create)),
        ("/locations/by-query", post(by_query)),
        ("/locations/{id}", get(by_id).put(change).delete(remove)),
        ("/locations/by-entity/{kind}/{namespace}/{name}", get(by_entity)),
    ]
}

const KEYS: [&str; 3] = ["type", "target", "presence"];

pub(super) fn registered(one: &Registered) -> Value {
    value!({
        "id": one.id,
        "type": one.location.kind,
        "target": one.location.target,
        "entityRef": one.entity_ref,
    })
}

async fn list(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Reply {
    no_parameters(&pairs)?;
    let all = state.portal.locations(asked.caller()).await?;
    let list: Vec<Value> = all.iter().map(|one| value!({ "data": registered(one) })).collect();
    Ok(json(Value::from(list).to_string()))
}

async fn by_query(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    JsonBody(body): JsonBody,
) -> Reply {
    no_parameters(&pairs)?;
    let request = LocationsRequest::parse(&body)?;
    let all = state.portal.locations(asked.caller()).await?;
    Ok(json(request.answer(&all).to_string()))
}

async fn by_id(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    path: Result<Path<String>, PathRejection>,
) -> Reply {
    let Path(id) = path?;
    no_parameters(&pairs)?;
    Ok(json(registered(&state.portal.location(asked.caller(), &id).await?).to_string()))
}

async fn by_entity(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    path: Result<Path<(String, String, String)>, PathRejection>,
) -> Reply {
    let Path((kind, namespace, name)) = path?;
    no_parameters(&pairs)?;
    let reference = reference_in_path(&kind, &namespace, &name)?;
    Ok(json(registered(&state.portal.location_of(asked.caller(), &reference).await?).to_string()))
}

/// What the query string of a registration says.
#[derive(Default)]
struct Wishes {
    dry_run: bool,
    refresh: bool,
}

impl Wishes {
    fn read(pairs: &[(String, String)]) -> Result<Self, ApiError> {
        let mut wishes = Self::default();
        for (name, text) in pairs {
            match (name.as_str(), text.as_str()) {
                ("dryRun", text) => {
                    wishes.dry_run = matches!(text, "true" | "yes" | "y" | "1" | "on");
                }
                ("onConflict", "refresh") => wishes.refresh = true,
                ("onConflict", "reject") => wishes.refresh = false,
                ("onConflict", other) => {
                    let message = format!("onConflict must be reject or refresh, not \"{other}\"");
                    return Err(ApiError::Input(message));
                }
                (other, _) => {
                    let message =
                        format!("unknown query parameter \"{other}\"; known are dryRun and onConflict");
                    return Err(ApiError::Input(message));
                }
            }
        }
        Ok(wishes)
    }
}

async fn create(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    JsonBody(body): JsonBody,
) -> Reply {
    let wishes = Wishes::read(&pairs)?;
    let location = location(object(&body, &KEYS)?, "")?;
    if wishes.dry_run {
        return dry_run(&state, asked, location).await;
    }
    let refresh = wishes.refresh || (pairs.is_empty() && state.portal.refreshes_known_locations());
    let created = match state.portal.register(asked.caller(), location.clone()).await {
        Err(RegistryError::Exists(_)) if refresh => known(&state, asked, &location).await?,
        other => other?,
    };
    let reply = value!({ "location": registered(&created), "entities": [] });
    Ok((StatusCode::CREATED, json(reply.to_string())).into_response())
}

/// A location that is registered already: it is read now.
async fn known(state: &AppState, asked: Asked, location: &LocationRef) -> Result<Registered, ApiError> {
    let caller = asked.caller();
    let found = state.portal.registered(caller, location).await?;
    let found = found.ok_or_else(|| ApiError::NotFound(format!("{location} was removed just now")))?;
    state.portal.read_again(&found).await?;
    Ok(found)
}

async fn dry_run(state: &AppState, asked: Asked, location: LocationRef) -> Reply {
    let preview = state.portal.preview(asked.caller(), location.clone()).await?;
    if let Some(problem) = preview.error() {
        let message = format!("{} ({})", problem.message, problem.place());
        return Err(ApiError::Input(message));
    }
    let stand_in = Registered {
        id: location.to_string(),
        entity_ref: format!("location:default/{}", location.entity_name()),
        location,
    };
    let entities: Vec<&str> = preview.entities.iter().map(|(_, json)| &**json).collect();
    // Entities are JSON already.
    let reply = format!(
        "{{\"exists\":{},\"location\":{},\"entities\":[{}]}}",
        preview.exists,
        registered(&stand_in),
        entities.join(",")
    );
    Ok((StatusCode::CREATED, json(reply)).into_response())
}

async fn change(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    path: Result<Path<String>, PathRejection>,
    JsonBody(body): JsonBody,
) -> Reply {
    let Path(id) = path?;
    no_parameters(&pairs)?;
    let to = location(object(&body, &KEYS)?, "")?;
    Ok(json(registered(&state.portal.change_location(asked.caller(), &id, to).await?).to_string()))
}

async fn remove(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    path: Result<Path<String>, PathRejection>,
) -> Reply {
    let Path(id) = path?;
    no_parameters(&pairs)?;
    state.portal.unregister(asked.caller(), &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
