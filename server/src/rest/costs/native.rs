//! Questions about costs in the portal's own words: the dashboard as JSON and CSV, the rules, and the alerts.

use super::super::{body::JsonBody, caller::Asked, error::ApiError, query::Pairs, reply};
use crate::{costs::csv, router::AppState};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use portico_cost::{config, question::Question};
use portico_portal::{
    PortalError,
    costs::{AlertError, Deciding},
};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/dashboard", get(dashboard)),
        ("/export.csv", get(export)),
        ("/rules", get(rules).post(try_rules)),
        ("/alerts", get(alerts).post(decide)),
    ]
}

impl From<PortalError> for ApiError {
    fn from(error: PortalError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a question about costs failed");
        Self::Internal
    }
}

impl From<AlertError> for ApiError {
    fn from(error: AlertError) -> Self {
        match error {
            AlertError::Unknown(_) => Self::NotFound(error.to_string()),
            AlertError::Wrong(_) => Self::Input(error.to_string()),
            AlertError::Store(error) => PortalError::from(error).into(),
        }
    }
}

/// JSON of what is told.
pub(crate) fn told(told: &impl serde::Serialize) -> Result<Response, ApiError> {
    let text = serde_json::to_string(told).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "an answer about costs cannot be written");
        ApiError::Internal
    })?;
    Ok(reply::json(text))
}

fn question(pairs: &[(String, String)]) -> (Question, Vec<String>) {
    Question::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

async fn dashboard(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let (question, notes) = question(&pairs);
    told(&state.portal.costs(asked.caller(), &question, notes).await?)
}

async fn export(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    let (question, notes) = question(&pairs);
    let dashboard = state.portal.costs(asked.caller(), &question, notes).await?;
    let name = format!("costs-{}-{}.csv", dashboard.span.first, dashboard.span.last);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, csv::csv(&dashboard)).into_response())
}

async fn rules(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    none_but(&pairs, &[])?;
    told(&state.portal.explain_costs(asked.caller(), None).await?)
}

async fn try_rules(
    State(state): State<AppState>,
    asked: Asked,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let known: Vec<String> =
        state.portal.cost_config().metrics.iter().map(|metric| metric.id.clone()).collect();
    let rules = config::rules(&body, &known).map_err(|error| ApiError::Input(error.to_string()))?;
    told(&state.portal.explain_costs(asked.caller(), Some(Arc::new(rules))).await?)
}

async fn alerts(
    State(state): State<AppState>,
    asked: Asked,
    Pairs(pairs): Pairs,
) -> Result<Response, ApiError> {
    none_but(&pairs, &["of", "mine"])?;
    let value = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let alerts = match value("mine") {
        Some("true") => state.portal.my_cost_alerts(asked.caller()).await?,
        None | Some("false") => state.portal.cost_alerts(asked.caller(), value("of")).await?,
        Some(_) => return Err(ApiError::Input("mine must be true or false".to_owned())),
    };
    told(&json!({ "alerts": alerts }))
}

async fn decide(
    State(state): State<AppState>,
    asked: Asked,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
    let missing = |what: &str| ApiError::Input(format!("the body must have a text \"{what}\""));
    let deciding = match text("action").ok_or_else(|| missing("action"))?.as_str() {
        "snooze" => Deciding::Snooze(text("duration").ok_or_else(|| missing("duration"))?),
        "accept" => Deciding::Accept,
        "dismiss" => Deciding::Dismiss(text("reason").ok_or_else(|| missing("reason"))?),
        "reopen" => Deciding::Reopen,
        other => {
            let message =
                format!("action cannot be \"{other}\"; it is one of snooze, accept, dismiss and reopen");
            return Err(ApiError::Input(message));
        }
    };
    let id = text("id").ok_or_else(|| missing("id"))?;
    let note = text("note").unwrap_or_default();
    told(&state.portal.decide_cost_alert(asked.caller(), &id, deciding, &note).await?)
}

/// Refuses parameters that are not known.
pub(crate) fn none_but(pairs: &[(String, String)], known: &[&str]) -> Result<(), ApiError> {
    match pairs.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some((name, _)) if known.is_empty() => {
            Err(ApiError::Input(format!("unknown query parameter \"{name}\"; there are none here")))
        }
        Some((name, _)) => {
            let known = known.join(", ");
            Err(ApiError::Input(format!("unknown query parameter \"{name}\"; known are {known}")))
        }
    }
}
