//! A git server: `git http-backend` behind a route, with the repositories of a folder. The portal's tests use it too.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use std::{
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex},
};
use tokio::{io::AsyncWriteExt, sync::mpsc::UnboundedSender};

/// How the server behaves.
#[derive(Clone, Default)]
pub enum Mood {
    #[default]
    Open,
    /// Only who sends this header gets anything.
    Wants(String),
    /// It takes questions, never answers, and tells when it is asked and when whoever asked hangs up.
    Silent(UnboundedSender<&'static str>),
    /// It answers with this status.
    Status(u16),
    /// It sends everybody elsewhere.
    Elsewhere(String),
}

/// What the server is told, and remembers.
#[derive(Default)]
pub struct Memory {
    pub mood: Mood,
    pub asked: Vec<String>,
}

#[derive(Clone)]
struct Server {
    root: PathBuf,
    memory: Arc<Mutex<Memory>>,
}

/// The server of the repositories below a folder.
pub fn router(root: PathBuf, memory: Arc<Mutex<Memory>>) -> Router {
    Router::new().fallback(answer).with_state(Server { root, memory })
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mood = {
        let mut memory = server.memory.lock().unwrap();
        memory.asked.push(format!("{} {}", parts.method, parts.uri.path()));
        memory.mood.clone()
    };
    let header = |name: &str| parts.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let status = |status: u16| Response::builder().status(status);
    match mood {
        Mood::Open => {}
        Mood::Silent(steps) => {
            let _hung_up = HangsUp(steps.clone());
            let _gone = steps.send("asked");
            std::future::pending().await
        }
        Mood::Wants(wanted) if header("authorization") == wanted => {}
        Mood::Wants(_) => {
            let answer = status(401).header("www-authenticate", "Basic realm=\"git\"");
            return answer.body(Body::empty()).unwrap();
        }
        Mood::Status(code) => return status(code).body(Body::empty()).unwrap(),
        Mood::Elsewhere(base) => {
            let to = format!("{base}{}", parts.uri.path_and_query().unwrap());
            return status(302).header("location", to).body(Body::empty()).unwrap();
        }
    }
    let body = axum::body::to_bytes(body, 64 * 1024 * 1024).await.unwrap();
    let mut command = tokio::process::Command::new("git");
    command.arg("http-backend");
    command.env("GIT_PROJECT_ROOT", &server.root).env("GIT_HTTP_EXPORT_ALL", "1");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("PATH_INFO", parts.uri.path()).env("QUERY_STRING", parts.uri.query().unwrap_or_default());
    command.env("REQUEST_METHOD", parts.method.as_str()).env("CONTENT_TYPE", header("content-type"));
    command.env("CONTENT_LENGTH", body.len().to_string());
    command.env("HTTP_CONTENT_ENCODING", header("content-encoding"));
    command.env("GIT_PROTOCOL", header("git-protocol"));
    // Pushes are taken from whoever says who they are; that they are right is the mood's business.
    if !header("authorization").is_empty() {
        command.env("REMOTE_USER", "somebody");
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    cgi(command, body).await
}

struct HangsUp(UnboundedSender<&'static str>);

impl Drop for HangsUp {
    fn drop(&mut self) {
        // The test may have ended.
        let _gone = self.0.send("hung up");
    }
}

async fn cgi(mut command: tokio::process::Command, body: Bytes) -> Response {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let give = async move {
        // The program may end without reading everything.
        let _cut = stdin.write_all(&body).await;
    };
    let ((), output) = tokio::join!(give, child.wait_with_output());
    let output = output.unwrap().stdout;
    let end = output.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let mut response = Response::builder().status(StatusCode::OK);
    for line in std::str::from_utf8(&output[..end]).unwrap().lines() {
        let (name, value) = line.split_once(": ").unwrap();
        response = match name {
            "Status" => response.status(value[..3].parse::<u16>().unwrap()),
            _ => response.header(name, value),
        };
    }
    response.body(Body::from(output[end + 4..].to_vec())).unwrap()
}
