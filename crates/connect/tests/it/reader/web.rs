//! Web servers without integration.

use super::world::{Host, Say, limits, new, text};
use portico_connect::reader::{Answer, ReadError};
use serde_json::json;

#[tokio::test]
async fn only_allowed_servers_are_asked() {
    let host = Host::new().await.on("GET /docs/a.yaml?v=1", Say::text("a").etag("\"e\""));
    let url = format!("{}/docs/a.yaml?v=1", host.url);

    let error = host.reader(json!(null)).read(&url, None).await.unwrap_err();
    let ReadError::NotAllowed(said) = error else { unreachable!("{error}") };
    assert!(said.contains(&format!("allow:\n      - host: {}", host.name())), "{said}");
    assert_eq!(host.asked(), [""; 0]);

    let reader =
        host.reader_with(json!(null), json!({"allow": [{"host": "HOST", "paths": ["/docs"]}]}), limits());
    let found = new(reader.search(&url, None).await);
    assert_eq!((found.files[0].url.as_str(), found.etag.as_deref()), (url.as_str(), Some("\"e\"")));
    assert_eq!(reader.search(&url, Some("\"e\"")).await, Ok(Answer::NotModified));
    let error = reader.read(&format!("{}/secret", host.url), None).await.unwrap_err();
    assert!(matches!(error, ReadError::NotAllowed(_)), "{error}");
    assert_eq!(host.asked().len(), 2);
}

#[tokio::test]
async fn every_redirect_must_be_allowed() {
    let other = Host::new().await.on("GET /a", Say::text("other"));
    let host = Host::new()
        .await
        .on("GET /inside", Say::redirect("/docs/a"))
        .on("GET /docs/a", Say::text("here"))
        .on("GET /outside", Say::redirect(&format!("{}/a", other.url)))
        .on("GET /nowhere", Say::status(302));
    let reading = json!({"allow": [{"host": "HOST"}]});
    let reader = host.reader_with(json!(null), reading, limits());

    assert_eq!(text(reader.read(&format!("{}/inside", host.url), None).await), "here");
    let error = reader.read(&format!("{}/outside", host.url), None).await.unwrap_err();
    assert!(matches!(error, ReadError::NotAllowed(_)), "{error}");
    assert_eq!(other.asked(), [""; 0]);
    let error = reader.read(&format!("{}/nowhere", host.url), None).await.unwrap_err();
    assert!(error.to_string().contains("does not say where"), "{error}");
}

#[tokio::test]
async fn patterns_and_folders_need_an_integration() {
    let host = Host::new().await;
    let reader = host.reader_with(json!(null), json!({"allow": [{"host": "HOST"}]}), limits());
    let error = reader.search(&format!("{}/*.yaml", host.url), None).await.unwrap_err();
    assert!(error.to_string().contains("only on hosts with an integration"), "{error}");
    let error = reader.tree(&format!("{}/docs", host.url), None).await.unwrap_err();
    assert!(error.to_string().contains("no integration"), "{error}");
    let error = reader.read("nothing", None).await.unwrap_err();
    assert!(error.to_string().contains("is not an address"), "{error}");
    let error = reader.read("file:///etc/passwd", None).await.unwrap_err();
    assert!(matches!(error, ReadError::NotAllowed(_)), "{error}");
    let error = reader.read(&format!("{}/gone", host.url), None).await.unwrap_err();
    assert!(matches!(error, ReadError::NotFound(_)), "{error}");
}
