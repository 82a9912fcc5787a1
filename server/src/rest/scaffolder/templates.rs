//! Forms of templates, and what their steps can do.

use super::{Reply, reply};
use crate::{rest::caller::Asked, router::AppState};
use axum::extract::{Path, State, rejection::PathRejection};
use portico_portal::create::Definition;
use serde_json::{Map, Value, json};

type Named = Result<Path<(String, String, String)>, PathRejection>;

/// `GET …/parameter-schema`.
pub(super) async fn parameter_schema(State(state): State<AppState>, asked: Asked, path: Named) -> Reply {
    let Path((namespace, kind, name)) = path?;
    let schema = state.portal.parameter_schema(&asked.caller(), &kind, &namespace, &name)?;
    Ok(reply::json(schema.to_string()))
}

/// `GET /v2/actions`.
pub(super) async fn actions(State(state): State<AppState>) -> Reply {
    let machine = &state.portal.creation()?.machine;
    let actions: Vec<Value> = machine.registry().definitions().map(action).collect();
    Ok(reply::json(Value::Array(actions).to_string()))
}

fn action(definition: &Definition) -> Value {
    let mut schema = Map::new();
    for (key, value) in [("input", &definition.input), ("output", &definition.output)] {
        if value.is_object() {
            schema.insert(key.to_owned(), value.clone());
        }
    }
    let example = |example: &portico_scaffolder::Example| json!({ "description": example.description, "example": example.example });
    json!({
        "id": definition.id,
        "description": definition.description,
        "examples": definition.examples.iter().map(example).collect::<Vec<_>>(),
        "schema": schema,
    })
}
