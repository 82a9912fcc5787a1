//! What a reader decides about an alert of costs: a form, which leads back to the page.

use crate::{rest::caller, router::AppState};
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use portico_app::paths::own_page;
use portico_portal::costs::{AlertError, Deciding};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Decided {
    /// Which alert.
    alert: String,
    /// `snoozed`, `accepted`, `dismissed`, or `open` to take that back.
    state: String,
    /// How long it is snoozed.
    #[serde(default, rename = "for")]
    duration: String,
    /// Why it is dismissed.
    #[serde(default)]
    reason: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    back: String,
}

/// Remembers the decision and leads back to the page, which must be one of ours.
pub(crate) async fn decide(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(decided): Form<Decided>,
) -> Response {
    let Decided { alert, state: word, duration, reason, note, back } = decided;
    let deciding = match word.as_str() {
        "snoozed" => Deciding::Snooze(duration),
        "accepted" => Deciding::Accept,
        "dismissed" => Deciding::Dismiss(reason),
        "open" => Deciding::Reopen,
        _ => {
            return refused(StatusCode::BAD_REQUEST, "An alert can be snoozed, accepted, dismissed or open.");
        }
    };
    let caller = caller::caller(&headers);
    match state.portal.decide_cost_alert(caller, &alert, deciding, note.trim()).await {
        // One that is gone needs no decision any more: the page shows those that there are.
        Ok(_) | Err(AlertError::Unknown(_)) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, own_page(&back))]).into_response()
        }
        Err(AlertError::Wrong(why)) => refused(StatusCode::BAD_REQUEST, &why),
        Err(AlertError::Store(error)) => {
            tracing::error!(%error, "a decision about an alert of costs was not stored");
            let why = "The decision could not be stored; Portico's log says why. Go back and try it again.";
            refused(StatusCode::SERVICE_UNAVAILABLE, why)
        }
    }
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, format!("{why}\n")).into_response()
}
