//! Imports of bills: how they went, what could not be read, and wanting one now.

use super::super::{error::ApiError, query::Pairs, reply};
use crate::router::AppState;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use portico_cost::read::BadRow;
use portico_portal::{
    Portal,
    costs::imports::{Imports, ImportsError},
};
use portico_store::CostOrder;
use serde_json::json;
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};

/// Pieces of a list of bad rows that wait to be sent.
const PIECES: usize = 4;

pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![("/imports", get(list).post(start).delete(end)), ("/imports/{id}/bad-rows.csv", get(bad_rows_of))]
}

/// What takes in bills.
pub(crate) fn imports_of(portal: &Portal) -> Result<&Imports, ApiError> {
    portal.imports().ok_or_else(|| ApiError::NotFound("this Portico takes in no bills".to_owned()))
}

impl From<ImportsError> for ApiError {
    fn from(error: ImportsError) -> Self {
        match error {
            ImportsError::UnknownSource(_) | ImportsError::UnknownFile(_) => {
                Self::NotFound(error.to_string())
            }
            ImportsError::Store(_) | ImportsError::Chunk { .. } => {
                tracing::error!(error = &error as &dyn std::error::Error, "a question about imports failed");
                Self::Internal
            }
        }
    }
}

async fn list(State(state): State<AppState>, Pairs(pairs): Pairs) -> Result<Response, ApiError> {
    let imports = imports_of(&state.portal)?;
    let told = match source_of(&pairs)? {
        Some(source) => json!({ "sources": [imports.source(&source).await?] }),
        None => json!(imports.overview().await?),
    };
    Ok(reply::json(told.to_string()))
}

async fn start(State(state): State<AppState>, Pairs(pairs): Pairs) -> Result<Response, ApiError> {
    order(&state, &pairs, CostOrder::Import).await
}

async fn end(State(state): State<AppState>, Pairs(pairs): Pairs) -> Result<Response, ApiError> {
    order(&state, &pairs, CostOrder::Cancel).await
}

async fn order(state: &AppState, pairs: &[(String, String)], order: CostOrder) -> Result<Response, ApiError> {
    imports_of(&state.portal)?.order(source_of(pairs)?.as_deref(), order).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}

/// The parameter `source`, and nothing else.
fn source_of(pairs: &[(String, String)]) -> Result<Option<String>, ApiError> {
    match pairs {
        [] => Ok(None),
        [(name, value)] if name == "source" && !value.is_empty() => Ok(Some(value.clone())),
        _ => Err(ApiError::Input("the only parameter is source, the id of one".to_owned())),
    }
}

async fn bad_rows_of(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| ApiError::Input("the id of a file is a number".to_owned()))?;
    bad_rows(&state.portal, id).await
}

/// The rows of a file that could not be read, as a CSV file: as many as are kept.
async fn bad_rows(portal: &Portal, id: i64) -> Result<Response, ApiError> {
    let imports = imports_of(portal)?.clone();
    let first = imports.bad_rows(id, 0).await?;
    let (send, come) = tokio::sync::mpsc::channel(PIECES);
    tokio::spawn(async move {
        let (mut rows, mut from) = (first, 0_i64);
        let mut text = BadRow::HEADER.to_owned();
        loop {
            from = from.saturating_add(i64::try_from(rows.len()).unwrap_or(i64::MAX));
            text.extend(rows.iter().map(line));
            let is_last = rows.is_empty();
            // Whoever asked may have gone.
            if send.send(Ok(std::mem::take(&mut text))).await.is_err() || is_last {
                return;
            }
            rows = match imports.bad_rows(id, from).await {
                Ok(rows) => rows,
                Err(error) => {
                    // The answer breaks off, so that it is not taken for all of them.
                    let _ = send.send(Err(error)).await;
                    return;
                }
            };
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"bad-rows-{id}.csv\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let body = ReceiverStream::new(come).map(|piece| piece.map_err(axum::Error::new));
    Ok((headers, Body::from_stream(body)).into_response())
}

fn line(row: &portico_store::CostBadRow) -> String {
    let bad = BadRow {
        line: u64::try_from(row.line).unwrap_or_default(),
        column: Some(row.column.clone()).filter(|column| !column.is_empty()),
        value: row.value.clone(),
        reason: row.reason.clone(),
        row: row.text.clone(),
    };
    bad.csv()
}
