//! A web server on loopback that serves catalog files, and does what it is told.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

#[derive(Default)]
struct Files {
    texts: BTreeMap<String, String>,
    asked: Vec<(String, u16)>,
}

#[derive(Clone)]
pub(crate) struct Web {
    address: std::net::SocketAddr,
    files: Arc<Mutex<Files>>,
}

impl Web {
    pub(crate) async fn start() -> Self {
        let files = Arc::new(Mutex::new(Files::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router =
            Router::new().route("/{*path}", axum::routing::get(answer)).with_state(Arc::clone(&files));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, files }
    }

    pub(crate) fn url(&self, file: &str) -> String {
        format!("http://{}/{file}", self.address)
    }

    /// The section `backend.reading` that lets it be read.
    pub(crate) fn reading(&self) -> Value {
        json!({ "allow": [{ "host": self.address.to_string() }] })
    }

    pub(crate) fn put(&self, file: &str, text: impl Into<String>) {
        self.files.lock().unwrap().texts.insert(file.to_owned(), text.into());
    }

    pub(crate) fn take(&self, file: &str) {
        self.files.lock().unwrap().texts.remove(file);
    }

    /// The answers that were given for a file.
    pub(crate) fn answers(&self, file: &str) -> Vec<u16> {
        let files = self.files.lock().unwrap();
        files.asked.iter().filter(|(asked, _)| asked == file).map(|(_, status)| *status).collect()
    }
}

async fn answer(
    State(files): State<Arc<Mutex<Files>>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    let mut files = files.lock().unwrap();
    let text = files.texts.get(&path).cloned();
    let (status, response) = match text {
        None => (404, StatusCode::NOT_FOUND.into_response()),
        Some(text) => {
            let etag = format!("\"{}\"", portico_entity::location::sha1_hex(text.as_bytes()));
            if headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == etag) {
                (304, StatusCode::NOT_MODIFIED.into_response())
            } else {
                (200, ([(header::ETAG, etag)], text).into_response())
            }
        }
    };
    files.asked.push((path, status));
    response
}
