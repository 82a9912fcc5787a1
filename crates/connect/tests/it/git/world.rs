//! A git server on the loopback interface: `git http-backend` behind a route, with real repositories in a folder.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use portico_connect::{
    git::{GitLimits, GitReader},
    reader::{Allow, Answer, Found, ReadError},
};
use portico_scm::{GitTarget, Integrations};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

/// How the server behaves.
#[derive(Clone, Default)]
pub enum Mood {
    #[default]
    Open,
    /// Only who sends this header gets anything.
    Wants(String),
    /// It takes questions and never answers.
    Silent,
    /// It answers with this status.
    Status(u16),
    /// It sends everybody elsewhere.
    Elsewhere(String),
}

#[derive(Default)]
struct Memory {
    mood: Mood,
    asked: Vec<String>,
}

#[derive(Clone)]
struct Server {
    root: PathBuf,
    memory: Arc<Mutex<Memory>>,
}

pub struct World {
    folder: TempDir,
    /// Host and port.
    pub host: String,
    memory: Arc<Mutex<Memory>>,
    pub limits: GitLimits,
}

impl World {
    /// A server with the repository `shop.git`, in which nothing is; none, with the reason, where there is no git.
    pub async fn new() -> Option<Self> {
        if Command::new("git").arg("http-backend").output().is_err() {
            println!("skipped: the program git is not installed here");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let memory = Arc::new(Mutex::new(Memory::default()));
        let server = Server { root: folder.path().join("srv"), memory: Arc::clone(&memory) };
        let url = crate::providers_double::serve(Router::new().fallback(answer).with_state(server)).await;
        let host = format!("127.0.0.1:{}", url.port().unwrap());
        let limits = GitLimits::default();
        let world = Self { folder, host, memory, limits };
        std::fs::create_dir_all(world.work()).unwrap();
        world.git(&["init", "--quiet", "-b", "main"]);
        world.git(&["config", "uploadpack.allowFilter", "true"]);
        Some(world)
    }

    /// Where people work on the repository.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("srv").join("shop.git")
    }

    pub fn cache(&self) -> PathBuf {
        self.folder.path().join("data").join("git")
    }

    /// The clones on disk.
    pub fn clones(&self) -> Vec<PathBuf> {
        let folder = std::fs::read_dir(self.cache()).into_iter().flatten();
        folder.map(|entry| entry.unwrap().path()).collect()
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        git_in(&self.work(), arguments)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.work().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Commits everything. Returns the commit.
    pub fn commit(&self) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "change"]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub fn mood(&self, mood: Mood) {
        self.memory.lock().unwrap().mood = mood;
    }

    /// The questions since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.memory.lock().unwrap().asked)
    }

    pub fn url(&self) -> String {
        format!("http://{}/shop.git", self.host)
    }

    /// The target with this after `#`.
    pub fn target(&self, rest: &str) -> GitTarget {
        GitTarget::parse(&format!("{}#{rest}", self.url())).unwrap()
    }

    pub fn reader(&self) -> GitReader {
        self.reader_with(&json!({}))
    }

    pub fn reader_with(&self, integrations: &Value) -> GitReader {
        let allow = Allow::read(&json!({"allow": [{"host": self.host}]})).unwrap();
        let integrations = Arc::new(Integrations::read(integrations).unwrap());
        GitReader::with_limits(self.cache(), allow, integrations, self.limits.clone())
    }
}

pub fn git_in(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=Ada", "-c", "user.email=ada@acme.test"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The files of an answer as `address content`, and its etag.
#[track_caller]
pub fn new(answer: Result<Answer<Found>, ReadError>) -> (Vec<String>, String) {
    let Ok(Answer::New(found)) = answer else { panic!("nothing new: {answer:?}") };
    let line = |url: &str, bytes: &[u8]| format!("{url} {}", String::from_utf8_lossy(bytes).trim());
    let files = found.files.iter().map(|file| line(file.url.rsplit_once('#').unwrap().1, &file.bytes));
    (files.collect(), found.etag.unwrap())
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
        Mood::Silent => tokio::time::sleep(Duration::from_secs(3600)).await,
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
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    cgi(command, body).await
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
