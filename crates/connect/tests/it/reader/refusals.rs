//! Hosts that do not answer as one wishes.

use super::world::{Host, Say, limits, text};
use portico_connect::reader::{Limits, ReadError};
use serde_json::{Value, json};
use std::time::Duration;

const URL: &str = "https://ghe.test/a/b/blob/main/c.yaml";
const FILE: &str = "GET /repos/a/b/contents/c.yaml?ref=main";

fn github() -> Value {
    json!({"github": [{"host": "ghe.test", "apiBaseUrl": "URL", "token": "s3cret"}]})
}

async fn failure(say: Say) -> (ReadError, usize) {
    let host = Host::new().await.on(FILE, say);
    let error = host.reader(github()).read(URL, None).await.unwrap_err();
    assert!(!error.to_string().contains("s3cret"), "{error}");
    assert!(error.to_string().contains("https://ghe.test/a/b/blob/main/c.yaml"), "{error}");
    (error, host.asked().len())
}

#[tokio::test]
async fn a_refusal_names_the_credentials_and_repeats_what_the_host_said() {
    for status in [401, 403] {
        let say = Say::json(json!({"message": "Bad\n token s3cret"})).with_status(status);
        let (error, asked) = failure(say).await;
        let ReadError::Unauthorized(said) = error else { unreachable!("{error}") };
        assert!(said.contains("Bad token ***") && said.contains("`integrations.github`"), "{said}");
        assert_eq!(asked, 1);
    }
}

#[tokio::test]
async fn what_is_not_there_may_be_private() {
    let (error, _) = failure(Say::status(404)).await;
    let ReadError::NotFound(said) = error else { unreachable!("{error}") };
    assert!(said.contains("if it is private"), "{said}");
}

#[tokio::test]
async fn who_asks_too_often_hears_how_long_to_wait() {
    let (error, asked) = failure(Say::status(429).header("retry-after", "120")).await;
    let ReadError::RateLimited { message, retry_after } = error else { unreachable!("{error}") };
    assert!(message.contains("in 120 s"), "{message}");
    assert_eq!((retry_after, asked), (Some(Duration::from_secs(120)), 1));

    let say =
        Say::status(403).header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", "99999999999");
    let (error, asked) = failure(say).await;
    assert!(
        matches!(error, ReadError::RateLimited { retry_after: Some(_), .. }) && error.is_passing(),
        "{error}"
    );
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_short_pause_is_waited_out() {
    let host = Host::new()
        .await
        .on(FILE, Say::status(429).header("retry-after", "0"))
        .on(FILE, Say::status(503))
        .on(FILE, Say::text("at last"));
    assert_eq!(text(host.reader(github()).read(URL, None).await), "at last");
    assert_eq!(host.asked().len(), 3);
}

#[tokio::test]
async fn a_host_that_stays_out_of_order_is_left_alone() {
    let (error, asked) = failure(Say::status(500)).await;
    assert!(matches!(error, ReadError::Unreachable(_)), "{error}");
    assert_eq!(asked, 3);
}

#[tokio::test]
async fn silence_ends_after_the_time_limit() {
    let host = Host::new().await.on(FILE, Say::nothing());
    let limits = Limits { answer_time: Duration::from_millis(50), ..limits() };
    let error = host.reader_with(github(), json!(null), limits).read(URL, None).await.unwrap_err();
    assert!(matches!(error, ReadError::Unreachable(_)), "{error}");
    assert_eq!(host.asked().len(), 1);
}

#[tokio::test]
async fn a_large_file_is_not_read() {
    let host = Host::new().await.on(FILE, Say::text("x".repeat(101)));
    let limits = Limits { file_bytes: 100, ..limits() };
    let error = host.reader_with(github(), json!(null), limits).read(URL, None).await.unwrap_err();
    assert!(matches!(error, ReadError::TooLarge(_)), "{error}");
}

#[tokio::test]
async fn nobody_listens() {
    let config = json!({"github": [{"host": "ghe.test", "apiBaseUrl": "http://127.0.0.1:1"}]});
    let error = Host::new().await.reader(config).read(URL, None).await.unwrap_err();
    assert!(matches!(error, ReadError::Unreachable(_)), "{error}");
}

#[tokio::test]
async fn credentials_do_not_follow_a_redirect_to_another_host() {
    let other = Host::new().await.on("GET /file", Say::text("elsewhere"));
    let host = Host::new().await.on(FILE, Say::redirect(&format!("{}/file", other.url)));

    let error = host.reader(github()).read(URL, None).await.unwrap_err();
    let ReadError::NotAllowed(said) = error else { unreachable!("{error}") };
    assert!(said.contains("another host"), "{said}");
    assert_eq!(other.asked(), [""; 0]);

    let reading = json!({"allow": [{"host": other.name()}]});
    let reader = host.reader_with(github(), reading, limits());
    assert_eq!(text(reader.read(URL, None).await), "elsewhere");
    assert_eq!(other.heard("authorization"), ["-"]);
}

#[tokio::test]
async fn a_renamed_repository_is_followed_with_credentials() {
    let host = Host::new()
        .await
        .on(FILE, Say::redirect("/repositories/7"))
        .on("GET /repositories/7", Say::text("moved"));
    assert_eq!(text(host.reader(github()).read(URL, None).await), "moved");
    assert_eq!(host.heard("authorization"), ["Bearer s3cret", "Bearer s3cret"]);
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let host = Host::new().await.on(FILE, Say::redirect("/repos/a/b/contents/c.yaml?ref=main"));
    let error = host.reader(github()).read(URL, None).await.unwrap_err();
    assert!(error.to_string().contains("redirects"), "{error}");
    assert_eq!(host.asked().len(), 6);
}

#[tokio::test]
async fn what_is_not_supported_says_so() {
    let host = Host::new().await;
    let reader = host.reader(json!({"azure": [{"credentials": [{"clientId": "x"}]}]}));
    let error = reader.read("https://dev.azure.com/o/p/_git/r?path=/a.yaml", None).await.unwrap_err();
    assert!(error.to_string().contains("not supported yet"), "{error}");
}

#[tokio::test]
async fn hidden_dots_are_not_asked_for() {
    let host = Host::new().await;
    let url = "https://ghe.test/a/b/blob/main/%2e%2e%2f%2e%2e%2fuser";
    let error = host.reader(github()).read(url, None).await.unwrap_err();
    assert!(error.to_string().contains("lead out"), "{error}");
    assert_eq!(host.asked(), [""; 0]);
}
