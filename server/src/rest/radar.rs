//! The technology radars: what the community plugin's clients load, and who uses what.

use super::{
    caller::Asked,
    error::{ApiError, describe},
    query::Pairs,
    reply::{json as reply, nothing},
};
use crate::router::AppState;
use axum::{
    Router,
    extract::{Path, State},
    middleware,
    response::Response,
    routing::{MethodRouter, get},
};
use portico_portal::{How, ShownRadar, Use};
use serde_json::{Value, json};
use std::sync::Arc;

/// The routes, with and without a slash at the end.
pub(crate) fn routes() -> Router<AppState> {
    let routes = table().into_iter().fold(Router::new(), |routes, (path, methods)| {
        routes.route(path, methods.clone()).route(&format!("{path}/"), methods)
    });
    routes.method_not_allowed_fallback(nothing).layer(middleware::from_fn(describe))
}

/// What [`super::openapi`] describes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![("/data", get(data)), ("/radars", get(radars)), ("/entries/{key}/users", get(users))]
}

/// The radar that a request names by `id`, or the first one.
fn named(state: &AppState, pairs: &[(String, String)]) -> Result<Arc<ShownRadar>, ApiError> {
    let id = pairs.iter().find(|(key, _)| key == "id").map(|(_, id)| id.as_str()).unwrap_or_default();
    state.portal.radar(id).ok_or_else(|| {
        let known: Vec<String> = state.portal.radars().iter().map(|radar| radar.id.clone()).collect();
        ApiError::NotFound(if known.is_empty() {
            "no radar is configured; see techRadar in the configuration".to_owned()
        } else {
            format!("there is no radar \"{id}\"; there are {}", known.join(", "))
        })
    })
}

async fn data(State(state): State<AppState>, _: Asked, Pairs(pairs): Pairs) -> Result<Response, ApiError> {
    let shown = named(&state, &pairs)?;
    let Some(radar) = &shown.radar else {
        let why = shown.failure.as_ref().map(|(_, why)| why.as_str()).unwrap_or("its file is no radar");
        return Err(ApiError::NotFound(format!("the radar \"{}\" cannot be read: {why}", shown.id)));
    };
    let mut value = portico_radar::data(radar);
    value["title"] = json!(shown.title);
    Ok(reply(value.to_string()))
}

async fn radars(State(state): State<AppState>, _: Asked) -> Response {
    let radars: Vec<Value> = state.portal.radars().iter().map(|shown| summary(shown)).collect();
    reply(Value::Array(radars).to_string())
}

fn summary(shown: &ShownRadar) -> Value {
    let editions = shown.radar.as_ref().map(|radar| radar.editions()).unwrap_or_default();
    json!({
        "id": shown.id,
        "title": shown.title,
        "target": shown.target,
        "entries": shown.radar.as_ref().map_or(0, |radar| radar.entries.len()),
        "editions": editions.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "readAt": shown.read_ms.map(portico_app::time::exact),
        "failedSince": shown.failure.as_ref().map(|(since, _)| portico_app::time::exact(*since)),
        "failure": shown.failure.as_ref().map(|(_, why)| why),
        "diagnostics": shown.diagnostics,
    })
}

async fn users(
    State(state): State<AppState>,
    asked: Asked,
    Path(key): Path<String>,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let shown = named(&state, &pairs)?;
    let entry = shown.radar.as_ref().and_then(|radar| radar.entry(&key));
    let Some(entry) = entry else {
        return Err(ApiError::NotFound(format!("the radar \"{}\" has no entry \"{key}\"", shown.id)));
    };
    let users = state.portal.radar_users(&asked.caller(), &shown, &key);
    let items: Vec<Value> = users.components.iter().chain(&users.others).map(item).collect();
    let value = json!({
        "radar": shown.id,
        "key": entry.key,
        "title": entry.title,
        "components": users.count,
        "items": items,
    });
    Ok(reply(value.to_string()))
}

fn item(one: &Use) -> Value {
    let reasons: Vec<Value> = one.hows.iter().map(reason).collect();
    let first = |key: &str| reasons.first().map(|reason| reason[key].clone());
    json!({
        "entityRef": one.row.entity_ref,
        "kind": one.row.kind,
        "name": one.row.label,
        "lifecycle": one.row.lifecycle,
        "owners": one.row.owners.iter().map(|owner| &owner.entity_ref).collect::<Vec<_>>(),
        "by": first("by"),
        "value": first("value"),
        "reasons": reasons,
    })
}

/// How it is known that something is used.
fn reason(how: &How) -> Value {
    match how {
        How::Tag(tag) => json!({"by": "tag", "value": tag}),
        How::Language(language) => json!({"by": "language", "value": language}),
        How::Annotation(name) => json!({"by": "annotation", "value": name}),
        How::Through(resource) => json!({"by": "dependency", "value": resource.entity_ref}),
        How::Package(package) => json!({
            "by": "manifest",
            "value": package.words(),
            "file": package.file,
            "package": format!("{}:{}", package.ecosystem, package.name),
            "version": package.version,
        }),
    }
}
