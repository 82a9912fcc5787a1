//! Hosts tell that something was pushed: what was read from there is read again at once.
//!
//! A topic takes messages only if the configuration has a secret for it (`events.modules.<topic>.webhookSecret`), and
//! only those that prove to know it: GitHub signs them, GitLab sends it along, Azure DevOps sends it as the password of
//! basic authentication.

use super::error::ApiError;
use crate::router::AppState;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodRouter, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, fmt};

/// Largest message: pushes list their commits.
const LARGEST: usize = 5 * 1024 * 1024;

/// Topics, as addresses and the configuration call them.
const TOPICS: [&str; 3] = ["github", "gitlab", "azureDevOps"];

/// The secrets of those who may tell that something changed, by topic.
#[derive(Clone, Default)]
pub struct Webhooks {
    secrets: HashMap<&'static str, String>,
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut topics: Vec<_> = self.secrets.keys().collect();
        topics.sort();
        f.debug_tuple("Webhooks").field(&topics).finish()
    }
}

impl Webhooks {
    /// Secrets by topic; topics that nobody knows are left out.
    pub fn of<'a>(secrets: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let known = |topic: &str| TOPICS.into_iter().find(|known| *known == topic);
        let secrets =
            secrets.into_iter().filter_map(|(topic, secret)| Some((known(topic)?, secret.to_owned())));
        Self { secrets: secrets.collect() }
    }

    /// Reads the section `events` of the configuration.
    pub(crate) fn read(section: &Value) -> Result<Self, ConfigError> {
        let modules = Section::of(section, "events")?.section("modules")?;
        let mut secrets = HashMap::new();
        for topic in TOPICS {
            if let Some(secret) = modules.section(topic)?.text("webhookSecret")? {
                secrets.insert(topic, secret.to_owned());
            }
        }
        Ok(Self { secrets })
    }
}

pub(crate) fn routes() -> Router<AppState> {
    let routes =
        table().into_iter().fold(Router::new(), |routes, (path, methods)| routes.route(path, methods));
    routes.layer(DefaultBodyLimit::max(LARGEST)).layer(middleware::from_fn(super::error::describe))
}

/// What [`super::openapi`] describes.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![("/http/{topic}", post(receive))]
}

async fn receive(
    State(state): State<AppState>,
    Path(topic): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body?;
    let topic = TOPICS.into_iter().find(|known| *known == topic);
    let topic = topic.ok_or_else(|| {
        ApiError::NotFound(format!("there is no such topic; there are {}", TOPICS.join(", ")))
    })?;
    let Some(secret) = state.webhooks.secrets.get(topic) else {
        let message = format!("messages are not taken without events.modules.{topic}.webhookSecret");
        return Err(ApiError::NotAllowed(message));
    };
    if !is_authentic(topic, secret, &headers, &body) {
        return Err(ApiError::Unauthenticated("the message does not prove to know the secret".to_owned()));
    }
    let message: Value =
        serde_json::from_slice(&body).map_err(|error| ApiError::Syntax(error.to_string()))?;
    if let Some(prefix) = pushed(topic, &headers, &message) {
        tracing::info!(topic, prefix, "something was pushed");
        state.portal.touched(prefix).await?;
    }
    Ok(StatusCode::ACCEPTED.into_response())
}

fn is_authentic(topic: &str, secret: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match topic {
        "github" => {
            let signature = header("x-hub-signature-256").and_then(|value| value.strip_prefix("sha256="));
            let Some(signature) = signature.and_then(unhex) else { return false };
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
            mac.update(body);
            mac.verify_slice(&signature).is_ok()
        }
        "gitlab" => header("x-gitlab-token").is_some_and(|token| same(token, secret)),
        _ => {
            let basic = header(header::AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Basic "));
            let decoded = basic.and_then(|text| STANDARD.decode(text.trim()).ok());
            let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
            decoded.split_once(':').is_some_and(|(_, password)| same(password, secret))
        }
    }
}

/// Whether two texts are the same, without telling by the time it takes how far they are.
fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? * 16 + digit(*pair.get(1)?)?)).collect()
}

/// How the addresses begin that a push changed; nothing for messages that tell of something else.
fn pushed(topic: &str, headers: &HeaderMap, message: &Value) -> Option<String> {
    let event = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let text =
        |pointer: &str| message.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    match topic {
        "github" if event("x-github-event") == Some("push") => {
            text("/repository/html_url").map(|url| format!("{url}/"))
        }
        "gitlab" if event("x-gitlab-event") == Some("Push Hook") => {
            text("/project/web_url").map(|url| format!("{url}/"))
        }
        "azureDevOps" if text("/eventType") == Some("git.push") => {
            text("/resource/repository/remoteUrl").map(|url| format!("{url}?"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Webhooks, is_authentic, pushed, unhex};
    use axum::http::{HeaderMap, HeaderName, HeaderValue};
    use hmac::{Hmac, Mac};
    use serde_json::json;
    use sha2::Sha256;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn messages_prove_that_they_know_the_secret() {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"acorn").expect("any length");
        mac.update(b"{}");
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let signed = headers(&[("x-hub-signature-256", &format!("sha256={hex}"))]);
        assert!(is_authentic("github", "acorn", &signed, b"{}"));
        assert!(!is_authentic("github", "acorn", &signed, b"{ }"));
        assert!(!is_authentic("github", "other", &signed, b"{}"));
        assert!(!is_authentic("github", "acorn", &headers(&[]), b"{}"));
        for odd in ["sha256=", "sha256=zz", "sha256=0", "sha1=00", "\u{e9}"] {
            assert!(
                !is_authentic("github", "acorn", &headers(&[("x-hub-signature-256", odd)]), b"{}"),
                "{odd}"
            );
        }
        assert!(is_authentic("gitlab", "acorn", &headers(&[("x-gitlab-token", "acorn")]), b""));
        assert!(!is_authentic("gitlab", "acorn", &headers(&[("x-gitlab-token", "acorn ")]), b""));
        let basic = headers(&[("authorization", "Basic dTphY29ybg==")]);
        assert!(is_authentic("azureDevOps", "acorn", &basic, b""));
        assert!(!is_authentic("azureDevOps", "other", &basic, b""));
        assert_eq!(unhex("0fA0"), Some(vec![15, 160]));
    }

    #[test]
    fn pushes_name_what_they_changed() {
        let message = json!({
            "eventType": "git.push",
            "repository": { "html_url": "https://github.com/acme/shop" },
            "project": { "web_url": "https://gitlab.com/acme/shop" },
            "resource": { "repository": { "remoteUrl": "https://dev.azure.com/acme/shop/_git/shop" } },
        });
        let check = |topic: &str, pair: (&'static str, &str), expect: Option<&str>| {
            assert_eq!(pushed(topic, &headers(&[pair]), &message).as_deref(), expect, "{topic} {pair:?}");
        };
        check("github", ("x-github-event", "push"), Some("https://github.com/acme/shop/"));
        check("github", ("x-github-event", "ping"), None);
        check("gitlab", ("x-gitlab-event", "Push Hook"), Some("https://gitlab.com/acme/shop/"));
        check("gitlab", ("x-gitlab-event", "Issue Hook"), None);
        check("azureDevOps", ("x-any", "x"), Some("https://dev.azure.com/acme/shop/_git/shop?"));
    }

    #[test]
    fn secrets_are_read_and_not_printed() {
        let section = json!({"modules": {"github": {"webhookSecret": "acorn"}}});
        let webhooks = Webhooks::read(&section).expect("good");
        assert_eq!(format!("{webhooks:?}"), "Webhooks([\"github\"])");
        let wrong = json!({"modules": {"gitlab": {"webhookSecret": 1}}});
        assert_eq!(Webhooks::read(&wrong).expect_err("wrong").path, "events.modules.gitlab.webhookSecret");
    }
}
