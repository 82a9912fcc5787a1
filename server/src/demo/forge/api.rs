//! As much of Gitea's API as publishing and reading need.

use super::{
    Shared,
    repository::{Refused, Repository},
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

type Both = Path<(String, String)>;

/// What a repository is to be.
#[derive(Deserialize)]
pub(super) struct Wanted {
    name: String,
    #[serde(default)]
    default_branch: String,
}

/// Which state of a repository is meant.
#[derive(Deserialize)]
pub(super) struct At {
    #[serde(default, rename = "ref")]
    reference: String,
    #[serde(default)]
    sha: String,
}

pub(super) async fn version() -> Response {
    Json(json!({ "version": "1.22.0" })).into_response()
}

/// Every owner is there, as long as it can be the name of one.
pub(super) async fn owner(Path(owner): Path<String>) -> Response {
    if !super::repository::is_name(&owner) {
        return none("There is no such owner");
    }
    Json(json!({ "id": 1, "username": owner, "name": owner, "login": owner })).into_response()
}

pub(super) async fn of_owner(State(shared): State<Arc<Shared>>, Path(owner): Path<String>) -> Response {
    let mut found = Vec::new();
    for repository in shared.repositories.all().into_iter().filter(|one| one.owner == owner) {
        found.push(described(&shared, &repository).await);
    }
    Json(found).into_response()
}

pub(super) async fn create(
    State(shared): State<Arc<Shared>>,
    Path(owner): Path<String>,
    body: Bytes,
) -> Response {
    let Ok(wanted) = serde_json::from_slice::<Wanted>(&body) else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "The body names no repository");
    };
    let branch = if wanted.default_branch.is_empty() { "main" } else { &wanted.default_branch };
    match shared.repositories.create(&owner, &wanted.name, branch).await {
        Ok(made) => (StatusCode::CREATED, Json(described(&shared, &made).await)).into_response(),
        Err(Refused::Exists) => {
            refused(StatusCode::CONFLICT, "The repository with the same name already exists.")
        }
        Err(Refused::Name(why)) => refused(StatusCode::UNPROCESSABLE_ENTITY, why),
        Err(Refused::Failed(error)) => {
            tracing::error!("the demo's git server could not make a repository: {error:#}");
            refused(StatusCode::INTERNAL_SERVER_ERROR, "It could not be made")
        }
    }
}

pub(super) async fn repository(State(shared): State<Arc<Shared>>, Path((owner, name)): Both) -> Response {
    match shared.repositories.find(&owner, &name) {
        Some(found) => Json(described(&shared, &found).await).into_response(),
        None => none("There is no such repository"),
    }
}

async fn described(shared: &Shared, repository: &Repository) -> Value {
    let Repository { owner, name, .. } = repository;
    let page = format!("{}/{owner}/{name}", shared.base);
    json!({
        "id": 1,
        "name": name,
        "full_name": format!("{owner}/{name}"),
        "owner": { "id": 1, "login": owner, "username": owner },
        "html_url": page,
        "clone_url": format!("{page}.git"),
        "default_branch": repository.default_branch().await,
        "empty": repository.branches().await.is_empty(),
        "private": false,
    })
}

pub(super) async fn branches(State(shared): State<Arc<Shared>>, Path((owner, name)): Both) -> Response {
    let Some(found) = shared.repositories.find(&owner, &name) else {
        return none("There is no such repository");
    };
    let names = found.branches().await;
    Json(names.into_iter().map(|name| json!({ "name": name })).collect::<Vec<_>>()).into_response()
}

pub(super) async fn commits(
    State(shared): State<Arc<Shared>>,
    Path((owner, name)): Both,
    Query(at): Query<At>,
) -> Response {
    let Some(found) = shared.repositories.find(&owner, &name) else {
        return none("There is no such repository");
    };
    let wanted = if at.sha.is_empty() { found.default_branch().await } else { at.sha };
    match found.commit(&wanted).await {
        Some(hash) => Json(json!([{ "sha": hash }])).into_response(),
        None => none("There is no such commit"),
    }
}

pub(super) async fn raw(
    State(shared): State<Arc<Shared>>,
    Path((owner, name, path)): Path<(String, String, String)>,
    Query(at): Query<At>,
) -> Response {
    let Some(found) = shared.repositories.find(&owner, &name) else {
        return none("There is no such repository");
    };
    let wanted = if at.reference.is_empty() { found.default_branch().await } else { at.reference };
    let Some(commit) = found.commit(&wanted).await else { return none("There is no such branch") };
    match found.file(&commit, &path).await {
        Some(content) => ([(header::CONTENT_TYPE, "application/octet-stream")], content).into_response(),
        None => none("There is no such file"),
    }
}

pub(super) async fn archive(
    State(shared): State<Arc<Shared>>,
    Path((owner, name, file)): Path<(String, String, String)>,
) -> Response {
    let reference = file.strip_suffix(".tar.gz").unwrap_or_default();
    let Some(found) = shared.repositories.find(&owner, &name) else {
        return none("There is no such repository");
    };
    let Some(commit) = found.commit(reference).await else { return none("There is no such commit") };
    let prefix = format!("--prefix={}/", found.name);
    match found.git(&["archive", "--format=tar.gz", &prefix, &commit]).await {
        Ok(content) => ([(header::CONTENT_TYPE, "application/gzip")], content).into_response(),
        Err(_) => none("There is no such archive"),
    }
}

fn none(message: &str) -> Response {
    refused(StatusCode::NOT_FOUND, message)
}

fn refused(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}
