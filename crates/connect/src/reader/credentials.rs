//! The headers with which a host is asked.

use super::{Inner, error::ReadError, limits, wire::Question};
use crate::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico_scm::{AzureSecret, Client, Integration, Kind, Secret};
use serde_json::Value;

type Headers = Vec<(String, String)>;

impl Inner {
    /// The credentials for what `owner` has on a host; none if there are none.
    pub(super) async fn credentials(&self, one: &Integration, owner: &str) -> Result<Headers, ReadError> {
        let known = &one.credentials;
        if !known.apps.is_empty()
            && let Some(token) = self.app_token(one, owner).await?
        {
            return Ok(authorization(bearer(token.expose())));
        }
        let token = known.token.as_ref().map(|token| token.expose());
        let login = known.username.as_deref().zip(known.password.as_ref().map(|secret| secret.expose()));
        let value = match one.kind {
            Kind::Github | Kind::Gitlab | Kind::BitbucketServer if token.is_some() => token.map(bearer),
            Kind::Azure => azure(one, owner)?,
            Kind::BitbucketCloud => match (token, &known.username, login) {
                (Some(token), Some(name), _) => Some(basic(name, token)),
                (Some(token), None, _) => Some(bearer(token)),
                (None, _, Some((name, password))) => Some(basic(name, password)),
                _ => match &known.client {
                    Some(client) => self.client_token(one, client).await?.map(|token| bearer(token.expose())),
                    None => None,
                },
            },
            Kind::Gitea => match (login, &known.password) {
                (Some((name, password)), _) => Some(basic(name, password)),
                (None, Some(token)) => Some(format!("token {}", token.expose())),
                (None, None) => None,
            },
            _ => login.map(|(name, password)| basic(name, password)),
        };
        Ok(value.map(authorization).unwrap_or_default())
    }
}

impl Inner {
    /// The token that Bitbucket Cloud gives an OAuth client.
    async fn client_token(&self, one: &Integration, client: &Client) -> Result<Option<Secret>, ReadError> {
        let ask = async {
            let place = format!("the OAuth token of {} below `integrations.bitbucketCloud`", one.host);
            let url = super::host::address(&one.base_url, &["site", "oauth2", "access_token"], &[])?;
            let form = ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned());
            let question = Question {
                method: Method::Post,
                url,
                place: &place,
                integration: Some(one),
                headers: vec![form],
                credentials: authorization(basic(&client.id, client.secret.expose())),
                body: Some(b"grant_type=client_credentials".to_vec()),
                limit: limits::FACT_BYTES,
                time: self.limits.answer_time,
            };
            let reply = self.ask(question).await?;
            let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            let token = body["access_token"].as_str().map(Secret::new);
            token
                .map(Some)
                .ok_or_else(|| ReadError::Failed(format!("{place} was answered with something else")))
        };
        self.tokens.get(format!("{} client {}", one.host, client.id), ask).await
    }
}

fn azure(one: &Integration, organization: &str) -> Result<Option<String>, ReadError> {
    match one.credentials.of_organization(organization).map(|entry| &entry.secret) {
        None => Ok(None),
        Some(AzureSecret::PersonalAccessToken(token)) => Ok(Some(basic("", token.expose()))),
        Some(_) => Err(ReadError::Unauthorized(format!(
            "applications and managed identities are not supported yet below `integrations.azure` ({organization}); \
             use a `personalAccessToken`"
        ))),
    }
}

pub(super) fn authorization(value: String) -> Headers {
    vec![("authorization".to_owned(), value)]
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}
