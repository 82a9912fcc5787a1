//! A host that answers what a test tells it to, and remembers what it was asked.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use portico_connect::{
    http::Http,
    reader::{Allow, Answer, Limits, ReadError, Reader},
};
use portico_scm::Integrations;
use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    fmt::Debug,
    sync::{Arc, Mutex},
    time::Duration,
};

/// What a host says.
#[derive(Clone)]
pub struct Say {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    silent: bool,
}

impl Say {
    pub fn text(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.into(), silent: false }
    }

    pub fn json(value: Value) -> Self {
        Self::text(value.to_string()).header("content-type", "application/json")
    }

    pub fn status(status: u16) -> Self {
        Self { status, ..Self::text("") }
    }

    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub fn redirect(to: &str) -> Self {
        Self::status(302).header("location", to)
    }

    /// An answer that never comes.
    pub fn nothing() -> Self {
        Self { silent: true, ..Self::text("") }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With an etag; asked with it, the host says "not modified".
    pub fn etag(self, etag: &str) -> Self {
        self.header("etag", etag)
    }
}

#[derive(Default)]
struct Memory {
    answers: HashMap<String, VecDeque<Say>>,
    asked: Vec<(String, HeaderMap)>,
}

/// A host.
#[derive(Clone)]
pub struct Host {
    /// Its address, without `/` at the end.
    pub url: String,
    memory: Arc<Mutex<Memory>>,
}

impl Host {
    pub async fn new() -> Self {
        let memory = Arc::new(Mutex::new(Memory::default()));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&memory));
        let url = crate::providers_double::serve(router).await;
        Self { url: url.as_str().trim_end_matches('/').to_owned(), memory }
    }

    /// Host and port.
    pub fn name(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Answers a question such as `GET /path?query`; several answers come one after the other, the last one again and
    /// again.
    #[must_use]
    pub fn on(self, line: &str, say: Say) -> Self {
        self.memory.lock().unwrap().answers.entry(line.to_owned()).or_default().push_back(say);
        self
    }

    /// The questions so far.
    pub fn asked(&self) -> Vec<String> {
        self.memory.lock().unwrap().asked.iter().map(|(line, _)| line.clone()).collect()
    }

    /// What the questions said in a header, with `-` for nothing.
    pub fn heard(&self, header: &str) -> Vec<String> {
        let memory = self.memory.lock().unwrap();
        let value = |headers: &HeaderMap| {
            headers.get(header).map_or("-".to_owned(), |value| value.to_str().unwrap().to_owned())
        };
        memory.asked.iter().map(|(_, headers)| value(headers)).collect()
    }

    /// A reader that has the integrations `config`, in which `URL` and `HOST` stand for this host.
    pub fn reader(&self, config: Value) -> Reader {
        self.reader_with(config, json!(null), limits())
    }

    pub fn reader_with(&self, config: Value, reading: Value, limits: Limits) -> Reader {
        let fill = |value: Value| -> Value {
            // Only where a value begins: the letters of a key may be anything.
            let text = value
                .to_string()
                .replace("\"URL", &format!("\"{}", self.url))
                .replace("\"HOST", &format!("\"{}", self.name()));
            serde_json::from_str(&text).unwrap()
        };
        let integrations = Integrations::read(&fill(config)).unwrap();
        let allow = Allow::read(&fill(reading)).unwrap();
        Reader::with_limits(Http::direct().unwrap(), Arc::new(integrations), allow, limits)
    }
}

/// Limits that keep tests short.
pub fn limits() -> Limits {
    Limits { first_pause: Duration::from_millis(1), ..Limits::default() }
}

async fn answer(State(memory): State<Arc<Mutex<Memory>>>, request: Request) -> Response {
    let line = format!("{} {}", request.method(), request.uri());
    let say = {
        let mut memory = memory.lock().unwrap();
        memory.asked.push((line.clone(), request.headers().clone()));
        match memory.answers.get_mut(&line) {
            Some(answers) if answers.len() > 1 => answers.pop_front(),
            Some(answers) => answers.front().cloned(),
            None => None,
        }
    };
    let say = say.unwrap_or(Say::status(404));
    if say.silent {
        std::future::pending::<()>().await;
    }
    let known = request.headers().get("if-none-match").and_then(|value| value.to_str().ok());
    let same = say.headers.iter().any(|(name, value)| *name == "etag" && Some(value.as_str()) == known);
    let status = if same { 304 } else { say.status };
    let mut response = Response::builder().status(StatusCode::from_u16(status).unwrap());
    for (name, value) in &say.headers {
        response = response.header(*name, value);
    }
    response.body(if same { Body::empty() } else { Body::from(say.body) }).unwrap()
}

/// What is new in an answer.
#[track_caller]
pub fn new<T: Debug>(answer: Result<Answer<T>, ReadError>) -> T {
    match answer.unwrap() {
        Answer::New(value) => value,
        Answer::NotModified => unreachable!("nothing was new"),
    }
}

/// The text of what was read.
#[track_caller]
pub fn text(answer: Result<Answer<portico_connect::reader::Content>, ReadError>) -> String {
    String::from_utf8(new(answer).bytes).unwrap()
}

/// A tar.gz with files.
pub fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    for (path, body) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(body.len() as u64);
        header.set_mode(0o644);
        // Written as it is: the library would refuse paths that lead elsewhere.
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        tar.append(&header, body.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}
