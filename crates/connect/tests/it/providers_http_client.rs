//! The client: its limits, and what its messages keep to themselves.

use crate::providers_double::{http, serve};
use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode, header::LOCATION},
    routing::{get, post},
};
use portico_connect::http::{Ask, HttpError, shown};
use std::time::Duration;
use url::Url;

fn host() -> Router {
    Router::new()
        .route("/large", get(|| async { "x".repeat(5000) }))
        .route("/slow", get(|| async { std::future::pending::<()>().await }))
        .route("/moved", get(|| async { (StatusCode::FOUND, [(LOCATION, "/large")]) }))
        .route(
            "/echo",
            post(|headers: HeaderMap, body: Bytes| async move {
                let of = |name: &str| headers[name].to_str().unwrap().to_owned();
                format!("{} {} {}", of("user-agent"), of("x-own"), String::from_utf8_lossy(&body))
            }),
        )
}

#[tokio::test]
async fn an_answer_is_read_whole_or_not_at_all() {
    let base = serve(host()).await;
    let large = Ask::get(base.join("large").unwrap());
    assert_eq!(http().send(large.clone().limit(5000)).await.unwrap().body.len(), 5000);
    let error = http().send(large.limit(4999)).await.unwrap_err();
    assert!(matches!(error, HttpError::TooLarge { limit: 4999, .. }), "{error}");
}

#[tokio::test]
async fn who_does_not_answer_is_given_up() {
    let base = serve(host()).await;
    let slow = Ask::get(base.join("slow?token=hidden").unwrap()).timeout(Duration::from_millis(50));
    let error = http().send(slow).await.unwrap_err();
    assert!(matches!(error, HttpError::Timeout { .. }), "{error}");
    assert!(!error.to_string().contains("hidden"), "{error}");
}

#[tokio::test]
async fn redirects_are_answers() {
    let base = serve(host()).await;
    let reply = http().send(Ask::get(base.join("moved").unwrap())).await.unwrap();
    assert_eq!((reply.status, reply.header("Location")), (302, Some("/large")));
    assert!(!reply.is_success());
}

#[tokio::test]
async fn headers_and_body_are_sent() {
    let base = serve(host()).await;
    let ask = Ask::post(base.join("echo").unwrap(), "text/plain", "hello").header("X-Own", "mine");
    let reply = http().send(ask).await.unwrap();
    let expected = format!("portico/{} mine hello", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(reply.body).unwrap(), expected);
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_without_secrets() {
    let refused = Url::parse("http://user:hidden@127.0.0.1:1/list?token=hidden").unwrap();
    let error = http().send(Ask::get(refused.clone())).await.unwrap_err();
    assert!(matches!(error, HttpError::Unreachable(_)), "{error}");
    assert!(error.to_string().starts_with("no connection to http://127.0.0.1:1/list: "), "{error}");
    assert!(!error.to_string().contains("hidden"), "{error}");

    let ask = Ask::get(refused).header("authorization", "Bearer hidden\n");
    assert!(!format!("{ask:?}").contains("hidden"), "{ask:?}");
    let error = http().send(ask).await.unwrap_err();
    assert!(matches!(&error, HttpError::Header(name) if name == "authorization"), "{error}");

    let error = http().send(Ask::get(Url::parse("file:///etc/passwd").unwrap())).await.unwrap_err();
    assert!(matches!(error, HttpError::Scheme(_)), "{error}");
}

#[test]
fn addresses_are_shown_without_credentials() {
    let url = Url::parse("https://me:secret@example.com:8443/a/b?access_token=x#y").unwrap();
    assert_eq!(shown(&url), "https://example.com:8443/a/b");
}
