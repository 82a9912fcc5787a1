//! A task's workspace, and a host that plays a provider: its API remembers what it was told, and its repositories are
//! real ones behind `git http-backend`.

use crate::{
    git::{
        server::{Memory, router},
        world::git_in,
    },
    providers_double::{http, serve},
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    response::Response,
};
use portico_connect::{
    actions::{Outside, add_completers, add_to},
    reader::{Allow, Limits, Reader},
};
use portico_nunjucks::Environment;
use portico_scaffolder::{
    Failure, Later, Output, Registry, ScaffolderConfig, Step, Workspace,
    action::{Checkpoints, Log},
    completion::Completers,
};
use portico_scm::Integrations;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex},
    time::Duration,
};

/// What the token is that only the right requests carry.
pub const TOKEN: &str = "s3cret-t0ken";

/// A question to the API.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    /// Behind `/api`, with the query.
    pub path: String,
    pub authorization: String,
    pub body: Value,
}

impl Asked {
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Segments of the path, decoded.
    pub fn parts(&self) -> Vec<String> {
        let path = self.path.split('?').next().unwrap();
        let decoded = |part: &str| percent_decode(part);
        path.split('/').filter(|part| !part.is_empty()).map(decoded).collect()
    }
}

fn percent_decode(text: &str) -> String {
    let url = url::Url::parse(&format!("http://x/?a={}", text.replace('+', "%2B"))).unwrap();
    url.query_pairs().next().map_or(String::new(), |(_, value)| value.into_owned())
}

/// An answer: status, one header as `name: value` or nothing, body.
pub type Says = (u16, &'static str, String);

pub fn says(status: u16, body: &Value) -> Says {
    (status, "", if body.is_null() { String::new() } else { body.to_string() })
}

pub fn not_found() -> Says {
    says(404, &json!({"message": "Not Found"}))
}

/// What the host knows.
pub struct Desk {
    pub root: PathBuf,
    pub url: String,
    /// By whole name.
    pub repositories: BTreeMap<String, Value>,
    /// Whatever else was made, by the line that made it.
    pub made: BTreeMap<String, Vec<Value>>,
    pub asked: Vec<Asked>,
    /// What it says instead of its answer, by line; each once.
    pub troubles: BTreeMap<String, VecDeque<Says>>,
    /// How long it thinks about every answer.
    pub pause: Duration,
}

impl Desk {
    /// A bare repository with this whole name.
    pub fn init(&self, name: &str) {
        let place = self.root.join(format!("{name}.git"));
        std::fs::create_dir_all(&place).unwrap();
        git_in(&place, &["init", "--quiet", "--bare", "-b", "main"]);
    }

    pub fn address(&self, name: &str) -> String {
        format!("{}/{name}.git", self.url)
    }
}

/// What a provider answers.
pub type Api = fn(&mut Desk, &Asked) -> Says;

#[derive(Clone)]
struct Server {
    desk: Arc<Mutex<Desk>>,
    api: Api,
    authorization: &'static str,
}

pub struct World {
    folder: tempfile::TempDir,
    pub desk: Arc<Mutex<Desk>>,
    pub host: String,
    pub memory: Arc<Mutex<Memory>>,
    registry: Registry,
    pub workspace: Workspace,
    pub notes: Notes,
    pub base_url: Option<String>,
    pub completers: Completers,
}

/// How a provider is played.
pub struct Play {
    pub api: Api,
    /// What the header `Authorization` has to be; everything else is answered with 401.
    pub authorization: &'static str,
    /// `integrations`, in which `HOST` stands for the host.
    pub integrations: Value,
    /// `backend.reading`, likewise.
    pub reading: Value,
    /// `proxy`, likewise.
    pub proxy: Value,
}

/// A host that knows nothing.
pub fn nothing() -> Play {
    let api = |_: &mut Desk, _: &Asked| not_found();
    Play { api, authorization: "", integrations: json!({}), reading: json!({}), proxy: json!({}) }
}

impl World {
    /// None where there is no git.
    pub async fn new(play: Play) -> Option<Self> {
        Self::with(play, Limits { answer_time: Duration::from_secs(20), ..limits() }).await
    }

    pub async fn with(play: Play, limits: Limits) -> Option<Self> {
        if Command::new("git").arg("http-backend").output().is_err() {
            println!("skipped: the program git is not installed here");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("srv");
        std::fs::create_dir_all(&root).unwrap();
        let memory = Arc::new(Mutex::new(Memory::default()));
        let desk = Arc::new(Mutex::new(Desk {
            root: root.clone(),
            url: String::new(),
            repositories: BTreeMap::new(),
            made: BTreeMap::new(),
            asked: Vec::new(),
            troubles: BTreeMap::new(),
            pause: Duration::ZERO,
        }));
        let server = Server { desk: Arc::clone(&desk), api: play.api, authorization: play.authorization };
        let api = Router::new().fallback(answer).with_state(server);
        let url = serve(router(root, Arc::clone(&memory)).nest("/api", api)).await;
        let host = format!("127.0.0.1:{}", url.port().unwrap());
        desk.lock().unwrap().url = format!("http://{host}");
        let filled: Value =
            serde_json::from_str(&play.integrations.to_string().replace("HOST", &host)).unwrap();
        let integrations = Arc::new(Integrations::read(&filled).unwrap());
        let reading: Value = serde_json::from_str(&play.reading.to_string().replace("HOST", &host)).unwrap();
        let reader = Reader::with_limits(http(), integrations, Allow::read(&reading).unwrap(), limits);
        let scaffolder = json!({"defaultAuthor": {"name": "Platform", "email": "platform@acme.test"}});
        let scaffolder = ScaffolderConfig::read(&scaffolder).unwrap();
        let proxy: Value = serde_json::from_str(&play.proxy.to_string().replace("HOST", &host)).unwrap();
        let language = Environment::scaffolder();
        let outside =
            Outside::new(reader, folder.path().join("pushes"), language, scaffolder, &proxy).unwrap();
        let mut registry = Registry::default();
        add_to(&mut registry, &outside);
        let mut completers = Completers::default();
        add_completers(&mut completers, &outside);
        let workspace = Workspace::open(&folder.path().join("task")).unwrap();
        Some(Self {
            folder,
            desk,
            host,
            memory,
            registry,
            workspace,
            notes: Notes::default(),
            base_url: None,
            completers,
        })
    }

    /// The same hosts and files, seen by a step that remembers nothing.
    pub fn of_another_task(self) -> Self {
        Self { notes: Notes::default(), ..self }
    }

    pub fn write(&self, path: &str, content: &str) {
        self.workspace.write(path, content.as_bytes()).unwrap();
    }

    /// Runs an action; `HOST` in its input stands for the host.
    pub async fn run(&self, action: &str, input: Value) -> Result<Output, Failure> {
        let input: Value = serde_json::from_str(&input.to_string().replace("HOST", &self.host)).unwrap();
        let step = Step {
            task_id: "t1",
            step_id: "s1",
            input: &input,
            parameters: &Map::new(),
            workspace: &self.workspace,
            secrets: &BTreeMap::new(),
            user: None,
            user_entity: None,
            template: None,
            base_url: self.base_url.as_deref(),
            is_dry_run: false,
            log: &self.notes,
            checkpoints: &self.notes,
        };
        self.registry.get(action).unwrap().run(step).await
    }

    /// The lines that the API was asked since the last time, those that only look something up left out.
    pub fn changed(&self) -> Vec<String> {
        let asked = std::mem::take(&mut self.desk.lock().unwrap().asked);
        asked.iter().filter(|asked| asked.method != "GET").map(Asked::line).collect()
    }

    /// What was sent with a line.
    #[track_caller]
    pub fn sent(&self, line: &str) -> Value {
        let desk = self.desk.lock().unwrap();
        let found = desk.asked.iter().rev().find(|asked| asked.line() == line);
        found.unwrap_or_else(|| panic!("{line} was not asked: {:?}", desk.asked)).body.clone()
    }

    pub fn trouble(&self, line: &str, says: Says) {
        self.desk.lock().unwrap().troubles.entry(line.to_owned()).or_default().push_back(says);
    }

    /// What git says in a repository of the host.
    pub fn git(&self, name: &str, arguments: &[&str]) -> String {
        git_in(&self.folder.path().join("srv").join(format!("{name}.git")), arguments)
    }

    /// What is left of pushes on the disk.
    pub fn leftovers(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("pushes")).map_or(0, Iterator::count)
    }
}

pub fn limits() -> Limits {
    Limits {
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_secs(1),
        ..Limits::default()
    }
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 64 * 1024 * 1024).await.unwrap();
    let header = |name: &str| parts.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let asked = Asked {
        method: parts.method.to_string(),
        path: parts.uri.path_and_query().unwrap().to_string(),
        authorization: header("authorization"),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    if !body.is_empty() {
        assert_eq!(header("content-type"), "application/json", "{asked:?}");
    }
    assert!(header("user-agent").starts_with("portico/"), "{asked:?}");
    let (pause, (status, extra, text)) = {
        let mut desk = server.desk.lock().unwrap();
        desk.asked.push(asked.clone());
        let trouble = desk.troubles.get_mut(&asked.line()).and_then(VecDeque::pop_front);
        let says = match trouble {
            Some(says) => says,
            None if asked.authorization != server.authorization => {
                says(401, &json!({"message": "Bad credentials"}))
            }
            None => (server.api)(&mut desk, &asked),
        };
        (desk.pause, says)
    };
    tokio::time::sleep(pause).await;
    let mut response = Response::builder().status(status).header("content-type", "application/json");
    if let Some((name, value)) = extra.split_once(": ") {
        response = response.header(name, value);
    }
    response.body(Body::from(text)).unwrap()
}

/// The log of a step, and what it noted.
#[derive(Default)]
pub struct Notes {
    lines: Mutex<Vec<String>>,
    marks: Mutex<BTreeMap<String, Value>>,
    /// Noting this fails, as if the process had ended just then.
    pub killed_at: Mutex<Option<&'static str>>,
}

impl Notes {
    pub fn log(&self) -> String {
        self.lines.lock().unwrap().join("\n")
    }
}

impl Log for Notes {
    fn info(&self, line: &str) {
        self.lines.lock().unwrap().push(line.to_owned());
    }

    fn warn(&self, line: &str) {
        self.lines.lock().unwrap().push(format!("warning: {line}"));
    }
}

impl Checkpoints for Notes {
    fn get(&self, name: &str) -> Option<Value> {
        self.marks.lock().unwrap().get(name).cloned()
    }

    fn put<'a>(&'a self, name: &'a str, value: Value) -> Later<'a, Result<(), Failure>> {
        Box::pin(async move {
            if self.killed_at.lock().unwrap().take_if(|mark| *mark == name).is_some() {
                return Err(Failure::other("killed"));
            }
            self.marks.lock().unwrap().insert(name.to_owned(), value);
            Ok(())
        })
    }
}
