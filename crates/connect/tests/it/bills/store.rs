//! An object store on the loopback interface: what speaks like S3 below `/s3/BUCKET`, like Azure below
//! `/azure/CONTAINER`. It refuses who is not let in, lists in pages, and fails when it is told to.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::Response,
};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
};

/// Objects on one page of a list.
const PAGE: usize = 2;

/// How a request fails.
#[derive(Clone, Copy)]
pub enum Failure {
    /// With a status.
    Status(u16),
    /// In the middle of the body.
    Broken,
}

#[derive(Default)]
struct Memory {
    objects: BTreeMap<String, (u32, Vec<u8>)>,
    failures: VecDeque<Failure>,
    asked: Vec<String>,
}

#[derive(Clone)]
pub struct Store {
    pub url: String,
    memory: Arc<Mutex<Memory>>,
}

impl Store {
    pub async fn new() -> Self {
        let memory = Arc::new(Mutex::new(Memory::default()));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&memory));
        let url = crate::providers_double::serve(router).await;
        Self { url: url.as_str().trim_end_matches('/').to_owned(), memory }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap()
    }

    pub fn put(&self, key: &str, content: &str) {
        let mut memory = self.memory();
        let version = memory.objects.get(key).map_or(1, |(version, _)| version + 1);
        memory.objects.insert(key.to_owned(), (version, content.into()));
    }

    pub fn fail(&self, failures: &[Failure]) {
        self.memory().failures.extend(failures);
    }

    /// What was asked since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.memory().asked)
    }
}

async fn answer(State(memory): State<Arc<Mutex<Memory>>>, request: Request) -> Response {
    let mut memory = memory.lock().unwrap();
    let uri = request.uri().to_string();
    memory.asked.push(uri.clone());
    match memory.failures.pop_front() {
        Some(Failure::Status(status)) => {
            let said = "<Error><Code>SlowDown</Code><Message>Not &lt;now&gt;</Message></Error>";
            return reply(status, said.to_owned());
        }
        Some(Failure::Broken) => {
            let pieces = [Ok("BilledCo"), Err(std::io::Error::other("broken"))];
            return Response::new(Body::from_stream(tokio_stream::iter(pieces)));
        }
        None => {}
    }
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let authorization = header("authorization").unwrap_or_default();
    let (path, query) = uri.split_once('?').unwrap_or((&uri, ""));
    let pairs: HashMap<String, String> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (key.to_owned(), percent_decode_str(value).decode_utf8().unwrap().into_owned()))
        .collect();
    let parts: Vec<&str> = path.trim_start_matches('/').splitn(3, '/').collect();
    let is_s3 = parts[0] == "s3";
    let is_let_in = match is_s3 {
        true => {
            authorization == "Bearer good"
                || (authorization.contains("Credential=key/") && header("x-amz-date").is_some())
        }
        false => {
            let has_key = authorization.starts_with("SharedKey acme:") && header("x-ms-date").is_some();
            has_key || pairs.get("sig").is_some_and(|sig| sig == "good")
        }
    };
    if !is_let_in {
        return reply(403, "<Error><Code>AccessDenied</Code></Error>".to_owned());
    }
    match parts.get(2) {
        Some(key) if !key.is_empty() => {
            let key = percent_decode_str(key).decode_utf8().unwrap();
            match memory.objects.get(key.as_ref()) {
                Some((_, content)) => Response::new(content.clone().into()),
                None => reply(404, "<Error><Code>NoSuchKey</Code></Error>".to_owned()),
            }
        }
        _ => list(&memory, &pairs, is_s3),
    }
}

fn list(memory: &Memory, pairs: &HashMap<String, String>, is_s3: bool) -> Response {
    let prefix = pairs.get("prefix").cloned().unwrap_or_default();
    let from = pairs.get(if is_s3 { "continuation-token" } else { "marker" }).cloned().unwrap_or_default();
    let all: Vec<_> =
        memory.objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key >= from).collect();
    let mut text = String::new();
    for (key, (version, content)) in all.iter().take(PAGE) {
        let bytes = content.len();
        text += &match is_s3 {
            true => {
                let key = utf8_percent_encode(key, NON_ALPHANUMERIC);
                format!(
                    "<Contents><Key>{key}</Key><LastModified>2025-10-0{version}T00:00:00.000Z</LastModified>\
                     <ETag>&quot;v{version}&quot;</ETag><Size>{bytes}</Size></Contents>"
                )
            }
            false => {
                let key = key.replace('&', "&amp;");
                format!(
                    "<Blob><Name>{key}</Name><Properties><Last-Modified>Wed, 0{version} Oct 2025 00:00:00 GMT\
                     </Last-Modified><Etag>v{version}</Etag><Content-Length>{bytes}</Content-Length></Properties></Blob>"
                )
            }
        };
    }
    let next = all.get(PAGE).map(|(key, _)| key.replace('&', "&amp;"));
    text += &match (is_s3, next) {
        (true, Some(next)) => {
            format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{next}</NextContinuationToken>")
        }
        (false, Some(next)) => format!("<NextMarker>{next}</NextMarker>"),
        (_, None) => "<IsTruncated>false</IsTruncated><NextMarker/>".to_owned(),
    };
    reply(200, format!("<?xml version=\"1.0\"?><List>{text}</List>"))
}

fn reply(status: u16, text: String) -> Response {
    Response::builder().status(status).body(text.into()).unwrap()
}
