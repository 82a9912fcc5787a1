//! What a picker offers: `GET /ui/create/options?ask=<question as JSON>&text=<what is typed>`.

use crate::{
    rest::{caller::Asked, query::Pairs},
    router::AppState,
};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use portico_form::Question;
use serde_json::Value;

/// Longest question that is read, in bytes.
const QUESTION: usize = 16 * 1024;

pub(super) async fn answer(State(state): State<AppState>, asked: Asked, Pairs(pairs): Pairs) -> Response {
    let value = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let question = value("ask").filter(|text| text.len() <= QUESTION);
    let question: Option<Value> = question.and_then(|text| serde_json::from_str(text).ok());
    let Some(question) = question else {
        let help = "Say what to offer: ask={\"filter\":[{\"kind\":\"Component\"}]}\n";
        return (StatusCode::BAD_REQUEST, help).into_response();
    };
    let text = value("text").unwrap_or_default();
    let offer = state.portal.offer(&asked.caller(), &Question::of_json(&question), text);
    ([(header::CACHE_CONTROL, "no-cache")], axum::Json(offer.to_json())).into_response()
}
