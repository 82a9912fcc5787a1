//! A server on the loopback interface that plays the host which a test talks to.

use axum::Router;
use portico_connect::http::Http;
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
