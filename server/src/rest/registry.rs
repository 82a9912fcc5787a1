//! Refreshing, taking out, ancestry, analysing and validating.

use super::{
    body::JsonBody,
    caller::Asked,
    catalog::no_parameters,
    error::ApiError,
    parts::{location, object, reference, reference_in_path, text},
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
use portico_entity::{LocationRef, validate::validate};
use serde_json::{Map, Value, json as value};

type Reply = Result<Response, ApiError>;

/// The routes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/refresh", post(refresh)),
        ("/entities/by-name/{kind}/{namespace}/{name}/ancestry", get(ancestry)),
        ("/analyze-location", post(analyze)),
        ("/validate-entity", post(validate_entity)),
    ]
}

async fn refresh(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    JsonBody(body): JsonBody,
) -> Reply {
    no_parameters(&pairs)?;
    let object = object(&body, &["entityRef", "authorizationToken"])?;
    if object.get("authorizationToken").is_some_and(|token| !token.is_string()) {
        return Err(ApiError::Input("authorizationToken must be a text".to_owned()));
    }
    let entity = reference(text(object, "entityRef", "entityRef")?)?;
    state.portal.refresh(asked.caller(), &entity).await?;
    Ok(StatusCode::OK.into_response())
}

/// `DELETE /entities/by-uid/{uid}`.
pub(super) async fn forget(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    path: Result<Path<String>, PathRejection>,
) -> Reply {
    let Path(uid) = path?;
    no_parameters(&pairs)?;
    state.portal.forget(asked.caller(), &uid).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn ancestry(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
    path: Result<Path<(String, String, String)>, PathRejection>,
) -> Reply {
    let Path((kind, namespace, name)) = path?;
    no_parameters(&pairs)?;
    let entity = reference_in_path(&kind, &namespace, &name)?;
    let found = state.portal.ancestry(asked.caller(), &entity).await?;
    let items = found.iter().map(|one| {
        // Entities are JSON already.
        format!("{{\"entity\":{},\"parentEntityRefs\":{}}}", one.json, value!(one.parents))
    });
    let items: Vec<String> = items.collect();
    let root = value!(entity.to_string());
    Ok(json(format!("{{\"rootEntityRef\":{root},\"items\":[{}]}}", items.join(","))))
}

/// Proposes an entity for a repository that holds none yet.
async fn analyze(State(state): State<AppState>, Pairs(pairs): Pairs, JsonBody(body): JsonBody) -> Reply {
    no_parameters(&pairs)?;
    let object = object(&body, &["location", "catalogFilename"])?;
    if object.get("catalogFilename").is_some_and(|name| !name.is_string()) {
        return Err(ApiError::Input("catalogFilename must be a text".to_owned()));
    }
    let empty = Map::new();
    let given = object.get("location").and_then(Value::as_object).unwrap_or(&empty);
    let location = location(given, "location.")?;
    let integrations = state.portal.integrations();
    let name = integrations.repository_name(&location.target);
    let name = name.ok_or_else(|| {
        let message =
            format!("location.target must be the address of a repository, not \"{}\"", location.target);
        ApiError::Input(message)
    })?;
    let mut entity = value!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": { "name": name },
        "spec": { "type": "other", "lifecycle": "unknown" },
    });
    if let Some((annotation, slug)) = integrations.project_slug(&location.target) {
        entity["metadata"]["annotations"] = value!({ annotation: slug });
    }
    let proposals = value!([{ "entity": entity, "fields": [] }]);
    Ok(json(value!({ "existingEntityFiles": [], "generateEntities": proposals }).to_string()))
}

/// Says whether the catalog would take an entity from a location, without taking it.
async fn validate_entity(
    State(state): State<AppState>,
    Pairs(pairs): Pairs,
    JsonBody(body): JsonBody,
) -> Reply {
    no_parameters(&pairs)?;
    let object = object(&body, &["entity", "location"])?;
    let place = text(object, "location", "location")?;
    let Some(entity) = object.get("entity").filter(|entity| entity.is_object()) else {
        return Err(ApiError::Input("entity must be a JSON object".to_owned()));
    };
    let refused = |errors: Value| {
        let body = value!({ "errors": errors });
        Ok((StatusCode::BAD_REQUEST, json(body.to_string())).into_response())
    };
    match LocationRef::parse(place) {
        Ok(place) if place.kind == "url" => {}
        Ok(_) => {
            return refused(value!([{ "name": "TypeError", "message": "location must be of the type url" }]));
        }
        Err(error) => return refused(value!([{ "name": "TypeError", "message": error.to_string() }])),
    }
    let problems = validate(&mut entity.clone(), state.portal.kinds());
    if problems.is_empty() {
        return Ok(StatusCode::OK.into_response());
    }
    let errors = problems.iter().map(|problem| {
        let message = format!("{}: {}", problem.path, problem.message);
        value!({ "name": problem.class.name(), "message": message })
    });
    refused(errors.collect())
}
