//! What the pages under `/cost-insights` send: wanting an import now, and ending one.

use crate::{rest::costs::imports_of, router::AppState};
use axum::{
    Form, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use portico_app::paths;
use portico_portal::costs::imports::ImportsError;
use portico_store::CostOrder;
use serde::Deserialize;
use std::time::UNIX_EPOCH;

/// The routes.
pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/ui/costs/imports", post(order))
}

/// What a form says.
#[derive(Deserialize)]
struct Sent {
    /// The id of a source; all of them if it is empty.
    #[serde(default)]
    source: String,
    /// `import` or `cancel`.
    what: String,
}

/// Says what is wanted, and leads back to where it is seen.
async fn order(State(state): State<AppState>, Form(sent): Form<Sent>) -> Response {
    let order = match sent.what.as_str() {
        "import" => CostOrder::Import,
        "cancel" => CostOrder::Cancel,
        _ => return (StatusCode::BAD_REQUEST, "Say what to do: import or cancel\n").into_response(),
    };
    let source = Some(sent.source.as_str()).filter(|source| !source.is_empty());
    let Ok(imports) = imports_of(&state.portal) else {
        return (StatusCode::NOT_FOUND, "This Portico takes in no bills\n").into_response();
    };
    match imports.order(source, order).await {
        Ok(()) => {
            // The page follows until what was asked for has begun.
            let since = UNIX_EPOCH.elapsed().unwrap_or_default().as_millis();
            let to = format!("{}?since={since}", paths::COST_IMPORTS);
            (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
        }
        Err(error @ ImportsError::UnknownSource(_)) => {
            (StatusCode::NOT_FOUND, format!("{error}\n")).into_response()
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "an import could not be ordered");
            let message = "Portico could not do it; its log says why. Go back and try again.\n";
            (StatusCode::INTERNAL_SERVER_ERROR, message).into_response()
        }
    }
}
