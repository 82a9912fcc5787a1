//! Cloning and pushing: `git http-backend`, asked as web servers ask it.

use super::{Shared, repository::alone};
use axum::{
    body::{Body, Bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use std::{process::Stdio, sync::Arc};
use tokio::{io::AsyncWriteExt as _, process::Command};

/// Largest push.
pub(super) const BODY_BYTES: usize = 64 * 1024 * 1024;

/// What of a repository git may be asked for.
const SERVICES: [&str; 3] = ["info/refs", "git-upload-pack", "git-receive-pack"];

/// Answers git.
pub(super) async fn answer(
    State(shared): State<Arc<Shared>>,
    Path((owner, name, service)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let found = name.ends_with(".git").then(|| shared.repositories.find(&owner, &name)).flatten();
    let Some(repository) = found.filter(|_| SERVICES.contains(&service.as_str())) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, BODY_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let header = |name: &str| text(&parts.headers, name);
    let mut command = alone(Command::new("git"));
    command.arg("http-backend").env("GIT_PROJECT_ROOT", shared.repositories.root());
    command.env("GIT_HTTP_EXPORT_ALL", "1").env("REQUEST_METHOD", parts.method.as_str());
    command.env("PATH_INFO", format!("/{}/{}.git/{service}", repository.owner, repository.name));
    command.env("QUERY_STRING", parts.uri.query().unwrap_or_default());
    command.env("CONTENT_TYPE", header("content-type")).env("CONTENT_LENGTH", body.len().to_string());
    command.env("HTTP_CONTENT_ENCODING", header("content-encoding"));
    command.env("GIT_PROTOCOL", header("git-protocol"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    cgi(command, body).await.unwrap_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Runs the program with a body, and takes its answer apart; nothing if it gave none.
async fn cgi(mut command: Command, body: Bytes) -> Option<Response> {
    let mut child = command.spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    let give = async move {
        // The program may end without reading everything.
        let _ = stdin.write_all(&body).await;
    };
    let ((), output) = tokio::join!(give, child.wait_with_output());
    let output = output.ok()?.stdout;
    let end = output.windows(4).position(|four| four == b"\r\n\r\n")?;
    let mut response = Response::builder();
    for line in std::str::from_utf8(&output[..end]).ok()?.lines() {
        let (name, value) = line.split_once(": ")?;
        response = match name {
            "Status" => response.status(value.get(..3)?.parse::<u16>().ok()?),
            _ => response.header(name, value),
        };
    }
    response.body(Body::from(output[end + 4..].to_vec())).ok()
}
