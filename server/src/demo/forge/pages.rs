//! What people see who follow a link to a repository: its files and how to clone it.

use super::{Shared, repository::Repository};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use portico_app::markup::escape;
use std::sync::Arc;

/// Largest file that a page shows.
const SHOWN_BYTES: usize = 512 * 1024;

const STYLE: &str = "<style>:root{color-scheme:light dark;font:15px/1.6 system-ui,sans-serif}\
    body{max-width:72rem;margin:2rem auto;padding:0 1rem}a{color:light-dark(#0e6f5f,#54c3ad)}\
    code,pre{font:13px/1.5 ui-monospace,monospace}pre{overflow-x:auto;padding:1rem;border-radius:8px;\
    background:light-dark(#efede6,#121617)}li{margin:.15rem 0}</style>";

pub(super) async fn repositories(State(shared): State<Arc<Shared>>) -> Response {
    let all = shared.repositories.all();
    let items = all.iter().map(|one| {
        let path = escape(&format!("{}/{}", one.owner, one.name));
        format!("<li><a href=\"/{path}\">{path}</a></li>")
    });
    let list = items.collect::<String>();
    let list = if list.is_empty() {
        "<p>Nothing was created yet.</p>".to_owned()
    } else {
        format!("<ul>{list}</ul>")
    };
    page("Repositories", &format!("<h1>Repositories of the demo</h1>{list}"))
}

pub(super) async fn repository(
    State(shared): State<Arc<Shared>>,
    Path((owner, name)): Path<(String, String)>,
) -> Response {
    let Some(found) = shared.repositories.find(&owner, &name) else { return nothing() };
    let branch = found.default_branch().await;
    listing(&shared, &found, &branch).await
}

pub(super) async fn branch(
    State(shared): State<Arc<Shared>>,
    Path((owner, name, branch)): Path<(String, String, String)>,
) -> Response {
    let Some(found) = shared.repositories.find(&owner, &name) else { return nothing() };
    listing(&shared, &found, &branch).await
}

async fn listing(shared: &Shared, found: &Repository, branch: &str) -> Response {
    let title = escape(&format!("{}/{}", found.owner, found.name));
    let clone = format!("<pre>git clone {}/{title}.git</pre>", shared.base);
    let Some(commit) = found.commit(branch).await else {
        return page(&title, &format!("<h1>{title}</h1><p>There is nothing in it yet.</p>{clone}"));
    };
    let files = found.files(&commit).await;
    let items = files.iter().map(|file| {
        let file = escape(file);
        format!("<li><a href=\"/{title}/src/branch/{}/{file}\"><code>{file}</code></a></li>", escape(branch))
    });
    let items = items.collect::<String>();
    let head = format!("<h1>{title}</h1><p>{} files on <code>{}</code></p>", files.len(), escape(branch));
    page(&title, &format!("{head}{clone}<ul>{items}</ul>"))
}

pub(super) async fn file(
    State(shared): State<Arc<Shared>>,
    Path((owner, name, branch, path)): Path<(String, String, String, String)>,
) -> Response {
    let Some(found) = shared.repositories.find(&owner, &name) else { return nothing() };
    let Some(commit) = found.commit(&branch).await else { return nothing() };
    let Some(content) = found.file(&commit, &path).await else { return nothing() };
    let title = escape(&format!("{owner}/{name}"));
    let shown = match String::from_utf8(content) {
        Ok(text) if text.len() <= SHOWN_BYTES => format!("<pre>{}</pre>", escape(&text)),
        _ => "<p>This file is too large to be shown, or no text.</p>".to_owned(),
    };
    page(&title, &format!("<p><a href=\"/{title}\">{title}</a></p><h1>{}</h1>{shown}", escape(&path)))
}

fn page(title: &str, body: &str) -> Response {
    let head = "<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">";
    Html(format!("<!doctype html><html lang=\"en\"><head>{head}<title>{title}</title>{STYLE}</head><body>{body}</body></html>"))
        .into_response()
}

fn nothing() -> Response {
    let body =
        page("Nothing here", "<h1>There is nothing here</h1><p><a href=\"/\">All repositories</a></p>");
    (StatusCode::NOT_FOUND, body).into_response()
}
