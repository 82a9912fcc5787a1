//! The files that a template starts from, for the preview: `GET /ui/create/skeleton/<namespace>/<name>`.

use crate::{rest::caller::Asked, router::AppState};
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use portico_entity::EntityRef;
use portico_template::tree::{Entry, EntryKind};
use serde_json::{Value, json};

pub(super) async fn answer(
    State(state): State<AppState>,
    asked: Asked,
    Path((namespace, name)): Path<(String, String)>,
) -> Response {
    let reference = EntityRef::new("template", namespace, name);
    match state.portal.skeleton(asked.caller(), &reference).await {
        Ok(trees) => {
            let trees = trees.into_iter().map(|(url, entries)| {
                json!({ "url": url, "entries": entries.iter().map(told).collect::<Vec<_>>() })
            });
            let body = json!({ "trees": trees.collect::<Vec<_>>() });
            ([(header::CACHE_CONTROL, "no-cache")], axum::Json(body)).into_response()
        }
        Err(error) => {
            (StatusCode::NOT_FOUND, axum::Json(json!({ "message": error.to_string() }))).into_response()
        }
    }
}

fn told(entry: &Entry) -> Value {
    match &entry.kind {
        EntryKind::Folder => json!({ "path": entry.path }),
        EntryKind::Link(to) => json!({ "path": entry.path, "link": to }),
        EntryKind::File { bytes, .. } => match std::str::from_utf8(bytes) {
            Ok(text) => json!({ "path": entry.path, "text": text }),
            Err(_) => json!({ "path": entry.path, "base64": STANDARD.encode(bytes) }),
        },
    }
}
