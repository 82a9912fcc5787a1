//! What the page asks on which a template is worked on: `POST /ui/create/edit` says what became of the file,
//! `POST /ui/create/edit/try` runs it without consequences, and `POST /ui/create/edit/run` does so for a page without
//! JavaScript, with the file as it is.

use crate::{rest::caller::Asked, router::AppState};
use axum::{
    Form, Json,
    extract::State,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use portico_app::created;
use portico_entity::EntityRef;
use portico_portal::create::{Draft, WizardError};
use serde::Deserialize;

/// What the page sends.
#[derive(Deserialize)]
pub(super) struct Sent {
    template: String,
    yaml: String,
    #[serde(default)]
    pairs: Vec<(String, String)>,
    chosen: Option<String>,
}

impl Sent {
    fn draft(self) -> Option<(Draft, Option<String>)> {
        let reference = EntityRef::parse_full(&self.template).ok()?;
        Some((Draft { reference, yaml: self.yaml, pairs: self.pairs }, self.chosen))
    }
}

pub(super) async fn look(State(state): State<AppState>, asked: Asked, Json(sent): Json<Sent>) -> Response {
    let Some((draft, chosen)) = sent.draft() else { return unclear() };
    match state.portal.edited(&asked.caller(), &draft).await {
        Ok(edited) => {
            let parts = created::edited(&draft, &edited, chosen.as_deref());
            ([(header::CACHE_CONTROL, "no-store")], Json(parts)).into_response()
        }
        Err(error) => refused(&error),
    }
}

pub(super) async fn attempt(State(state): State<AppState>, asked: Asked, Json(sent): Json<Sent>) -> Response {
    let Some((draft, _)) = sent.draft() else { return unclear() };
    let outcome = state.portal.tried(&asked.caller(), &draft).await;
    ([(header::CACHE_CONTROL, "no-store")], Html(created::tried(&outcome))).into_response()
}

pub(super) async fn run(
    State(state): State<AppState>,
    asked: Asked,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let Some(reference) = super::template_of(&pairs) else {
        return unclear();
    };
    let caller = asked.caller();
    let yaml = match state.portal.template_file(&caller, &reference).await {
        Ok(yaml) => yaml,
        Err(error) => return refused(&error),
    };
    let outcome = state.portal.tried(&caller, &Draft { reference, yaml, pairs }).await;
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (headers, created::tried_text(&outcome)).into_response()
}

fn unclear() -> Response {
    (StatusCode::BAD_REQUEST, "Say which template this is: template:NAMESPACE/NAME\n").into_response()
}

fn refused(error: &WizardError) -> Response {
    let status = match error {
        WizardError::Unknown(_) => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, format!("{error}\n")).into_response()
}
