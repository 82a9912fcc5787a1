//! A server on the loopback interface that plays the host which a test talks to.

use axum::{Router, response::Response};
use portico_connect::http::Http;
use std::sync::{Arc, Mutex};
use url::Url;

/// Serves `router` until the test's runtime ends; the answer is its address, which ends in `/`.
pub async fn serve(router: Router) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Url::parse(&format!("http://{address}/")).unwrap()
}

/// The client that tests ask with.
pub fn http() -> Http {
    Http::direct().unwrap()
}

/// A status, one header as `name: value` or nothing, and a body.
pub type Answer = (u16, &'static str, &'static str);

/// A host that gives one answer after the other, whatever it is asked; the last one for ever.
#[derive(Clone)]
pub struct Script(Arc<Mutex<(Vec<Answer>, usize)>>);

impl Script {
    pub fn of(answers: impl Into<Vec<Answer>>) -> Self {
        Self(Arc::new(Mutex::new((answers.into(), 0))))
    }

    /// Serves it; the answer is the address of a path on it.
    pub async fn url(&self, path: &str) -> Url {
        let own = self.clone();
        serve(Router::new().fallback(move || async move { own.answer() })).await.join(path).unwrap()
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.0.lock().unwrap().1
    }

    fn answer(&self) -> Response {
        let mut script = self.0.lock().unwrap();
        let (status, header, body) = script.0[script.1.min(script.0.len() - 1)];
        script.1 += 1;
        let mut response = Response::builder().status(status);
        if let Some((name, value)) = header.split_once(": ") {
            response = response.header(name, value);
        }
        response.body(body.into()).unwrap()
    }
}
