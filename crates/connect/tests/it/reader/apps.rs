//! GitHub Apps.

use super::world::{Host, Say, text};
use serde_json::{Value, json};
use std::process::Command;

/// A key of its own for each test run; none where openssl is not installed.
fn key() -> Option<String> {
    let made = Command::new("openssl").args(["genrsa", "-traditional", "2048"]).output();
    made.ok().filter(|made| made.status.success()).map(|made| String::from_utf8(made.stdout).unwrap())
}

fn config(key: &str) -> Value {
    let app = json!({
        "appId": 7, "clientId": "c", "clientSecret": "s", "privateKey": key, "allowedInstallationOwners": ["Acme", "empty"],
    });
    json!({"github": [{"host": "ghe.test", "apiBaseUrl": "URL", "token": "fallback", "apps": [app]}]})
}

#[tokio::test]
async fn an_app_gets_one_token_for_an_owner() {
    let Some(key) = key() else {
        eprintln!("skipped: there is no openssl to make a key with");
        return;
    };
    let file = |owner: &str| format!("GET /repos/{owner}/r/contents/a.yaml?ref=main");
    let host = Host::new()
        .await
        .on("GET /users/acme/installation", Say::json(json!({"id": 42})))
        .on("POST /app/installations/42/access_tokens", Say::json(json!({"token": "inst"})))
        .on(&file("acme"), Say::text("a"))
        .on(&file("empty"), Say::text("e"))
        .on(&file("others"), Say::text("o"));
    let reader = host.reader(config(&key));
    for owner in ["acme", "acme", "others", "empty"] {
        text(reader.read(&format!("https://ghe.test/{owner}/r/blob/main/a.yaml"), None).await);
    }
    let asked: Vec<(String, String)> = host.asked().into_iter().zip(host.heard("authorization")).collect();
    let is_statement =
        |value: &str| value.strip_prefix("Bearer ").is_some_and(|jwt| jwt.split('.').count() == 3);
    assert!(is_statement(&asked[0].1) && is_statement(&asked[1].1), "{asked:?}");
    assert_eq!(asked[1].0, "POST /app/installations/42/access_tokens");
    let rest: Vec<(&str, &str)> =
        asked[2..].iter().map(|(line, value)| (line.as_str(), value.as_str())).collect();
    assert_eq!(rest[0], (file("acme").as_str(), "Bearer inst"));
    assert_eq!(rest[1], (file("acme").as_str(), "Bearer inst"));
    assert_eq!(rest[2], (file("others").as_str(), "Bearer fallback"));
    assert_eq!(rest[3].0, "GET /users/empty/installation");
    assert_eq!(rest[4], (file("empty").as_str(), "Bearer fallback"));
}

#[tokio::test]
async fn a_key_that_is_none_is_named() {
    let host = Host::new().await;
    for key in ["nonsense!", "-----BEGIN RSA PRIVATE KEY-----\nbm9uc2Vuc2U=\n-----END RSA PRIVATE KEY-----"] {
        let error = host
            .reader(config(key))
            .read("https://ghe.test/acme/r/blob/main/a.yaml", None)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("`privateKey` of GitHub App 7"), "{error}");
        assert!(!error.to_string().contains("bm9u"), "{error}");
    }
    assert_eq!(host.asked(), [""; 0]);
}
