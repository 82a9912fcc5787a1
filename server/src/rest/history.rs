//! `GET /history`: what changed in the catalog, newest first. An addition to the API that clients know.

use super::{caller::Asked, error::ApiError, parts::reference, query::Pairs, reply::json};
use crate::router::AppState;
use axum::{
    extract::State,
    response::Response,
    routing::{MethodRouter, get},
};
use serde_json::{Value, json as value};

pub(super) const DEFAULT_LIMIT: u32 = 50;
pub(super) const MOST: u32 = 500;

/// The routes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![("/history", get(history))]
}

/// Parameters: `entityRef` (of one entity), `before` (a sequence number), `limit`, and `texts=false` for the list alone.
async fn history(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let input = |message: String| ApiError::Input(message);
    let (mut entity_ref, mut before, mut limit, mut texts) = (None, None, DEFAULT_LIMIT, true);
    for (name, given) in &pairs {
        match name.as_str() {
            "entityRef" => entity_ref = Some(reference(given)?.to_string()),
            "before" => {
                let number = given.parse::<i64>().ok().filter(|number| *number > 0);
                before = Some(number.ok_or_else(|| input("before must be a sequence number".to_owned()))?);
            }
            "limit" => {
                let number = given.parse::<u32>().ok().filter(|number| (1..=MOST).contains(number));
                limit = number.ok_or_else(|| input(format!("limit must be a number from 1 to {MOST}")))?;
            }
            "texts" => {
                texts = match given.as_str() {
                    "true" => true,
                    "false" => false,
                    _ => return Err(input("texts must be true or false".to_owned())),
                }
            }
            other => {
                let known = "entityRef, before, limit and texts";
                return Err(input(format!("unknown query parameter \"{other}\"; known are {known}")));
            }
        }
    }
    let found = state.portal.changes(asked.caller(), entity_ref.as_deref(), before, limit).await?;
    let next = (found.len() == limit as usize).then(|| found.last().map(|(last, _)| last.sequence)).flatten();
    let items = found.iter().map(|(change, both)| {
        let mut item = value!({
            "sequence": change.sequence,
            "at": change.at_ms,
            "entityRef": change.entity_ref,
            "change": change.kind.word(),
            "source": change.file,
        });
        if texts {
            let entity = |text: &Option<std::sync::Arc<str>>| -> Value {
                text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
            };
            item["before"] = entity(&both.before);
            item["after"] = entity(&both.after);
        }
        item
    });
    let mut page_info = value!({});
    if let Some(next) = next {
        page_info["nextBefore"] = next.into();
    }
    Ok(json(value!({ "items": items.collect::<Vec<_>>(), "pageInfo": page_info }).to_string()))
}
