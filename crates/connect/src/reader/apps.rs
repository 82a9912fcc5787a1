//! GitHub Apps: a signed statement of who we are becomes a token for an owner's repositories.

use super::{Inner, credentials::authorization, error::ReadError, limits, wire::Question};
use crate::http::{Method, Reply};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use portico_scm::{GithubApp, Integration, Secret};
use ring::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

impl Inner {
    /// The token of the first App that serves an owner and is installed there.
    pub(super) async fn app_token(
        &self,
        one: &Integration,
        owner: &str,
    ) -> Result<Option<Secret>, ReadError> {
        for app in one.credentials.apps.iter().filter(|app| app.serves(owner)) {
            let key = format!("{} app {} {}", one.host, app.app_id, owner.to_lowercase());
            let token = self.tokens.get(key, installation_token(self, one, app, owner)).await?;
            if token.is_some() {
                return Ok(token);
            }
        }
        Ok(None)
    }
}

async fn installation_token(
    inner: &Inner,
    one: &Integration,
    app: &GithubApp,
    owner: &str,
) -> Result<Option<Secret>, ReadError> {
    let place = format!("the installation of GitHub App {} for {owner} on {}", app.app_id, one.host);
    let statement = statement(app)?;
    let ask = async |method, path: &[&str]| -> Result<Reply, ReadError> {
        let url = super::host::address(&one.api_base_url, path, &[])?;
        let accept = ("accept".to_owned(), "application/vnd.github+json".to_owned());
        inner
            .ask(Question {
                method,
                url,
                place: &place,
                integration: Some(one),
                headers: vec![accept],
                credentials: authorization(format!("Bearer {statement}")),
                body: None,
                limit: limits::FACT_BYTES,
                time: inner.limits.answer_time,
            })
            .await
    };
    let installation = match ask(Method::Get, &["users", owner, "installation"]).await {
        Err(ReadError::NotFound(_)) => return Ok(None),
        other => number(&other?.body).ok_or_else(|| garbage(&place))?.to_string(),
    };
    let reply = ask(Method::Post, &["app", "installations", &installation, "access_tokens"]).await?;
    let body: Value = serde_json::from_slice(&reply.body).map_err(|_| garbage(&place))?;
    Ok(Some(Secret::new(body["token"].as_str().ok_or_else(|| garbage(&place))?)))
}

fn number(body: &[u8]) -> Option<u64> {
    serde_json::from_slice::<Value>(body).ok()?["id"].as_u64()
}

fn garbage(place: &str) -> ReadError {
    ReadError::Failed(format!("{place} was answered with something else; check `apiBaseUrl`"))
}

/// A JSON web token that says for nine minutes that we are the App.
fn statement(app: &GithubApp) -> Result<String, ReadError> {
    let wrong = |why: &str| {
        ReadError::Unauthorized(format!(
            "the `privateKey` of GitHub App {} {why}; paste the whole .pem file that GitHub gave you",
            app.app_id
        ))
    };
    let key = app.private_key.expose().replace("\\n", "\n");
    let body: String = key.lines().filter(|line| !line.contains("-----")).map(str::trim).collect();
    let der = STANDARD.decode(body).map_err(|_| wrong("is no PEM text"))?;
    let pair = match key.contains("BEGIN RSA PRIVATE KEY") {
        true => KeyPair::from_der(&der),
        false => KeyPair::from_pkcs8(&der),
    };
    let pair = pair.map_err(|_| wrong("is no RSA key"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let claims = json!({"iat": now.saturating_sub(60), "exp": now + 9 * 60, "iss": app.app_id.to_string()});
    let encode = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", encode(json!({"alg": "RS256", "typ": "JWT"})), encode(claims));
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
        .map_err(|_| wrong("cannot sign"))?;
    Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
