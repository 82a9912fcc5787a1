//! GitHub, asked through its GraphQL interface.

mod discovery;
mod org;

pub(super) use discovery::Discovery;
pub(super) use org::GithubOrg;

use super::{
    FetchError,
    api::{self, Api},
    org::field,
};
use crate::{http::Ask, limits};
use portico_scm::Integration;
use serde_json::{Value, json};
use url::Url;

/// The GraphQL interface of a host.
struct Graphql {
    api: Api,
    url: Url,
    headers: Vec<(String, String)>,
}

impl Graphql {
    /// The interface of a host, asked with a header.
    fn new(api: Api, host: &Integration, header: Option<(String, String)>) -> Option<Self> {
        // Enterprise servers have it beside their REST interface.
        let base = host.api_base_url.trim_end_matches("/v3");
        let url = Url::parse(&format!("{base}/graphql")).ok()?;
        Some(Self { api, url, headers: header.into_iter().collect() })
    }

    /// Asks one question; the answer is what stands under `data`. GitHub may answer a part of a question and explain
    /// the rest with errors: that is a failure.
    async fn ask(&self, query: &str, variables: &Value) -> Result<Value, FetchError> {
        let body = json!({"query": query, "variables": variables}).to_string();
        let ask = Ask::post(self.url.clone(), "application/json", body).headers(self.headers.clone());
        let request = api::describe(&ask);
        let (mut answer, reply) = self.api.json(ask).await?;
        let Some(error) = answer.pointer("/errors/0") else { return Ok(answer["data"].take()) };
        let said = api::quote(field(error, "message").unwrap_or_default());
        let (status, config) = (reply.status, self.api.config().to_owned());
        Err(match field(error, "type").unwrap_or_default() {
            "NOT_FOUND" => FetchError::NotFound { request, said, config },
            "RATE_LIMITED" => FetchError::RateLimited { request, retry_after: None },
            "FORBIDDEN" | "INSUFFICIENT_SCOPES" => FetchError::Unauthorized { request, status, said, config },
            _ => FetchError::malformed(request, format!("it holds an error{said}")),
        })
    }

    /// All nodes of a connection, which stands at `place` in the answers. The query takes `$cursor` and `$size`.
    async fn all(
        &self,
        query: &str,
        variables: Value,
        place: &str,
        size: usize,
    ) -> Result<Vec<Value>, FetchError> {
        let request = format!("POST {} for {place}", crate::http::shown(&self.url));
        let (mut nodes, mut cursor) = (Vec::new(), Value::Null);
        for _ in 0..limits::PAGES {
            let mut variables = variables.clone();
            variables["size"] = size.into();
            variables["cursor"] = cursor.clone();
            let mut data = self.ask(query, &variables).await?;
            let Some(connection) = data.pointer_mut(place).filter(|found| found.is_object()) else {
                let (said, config) = (String::new(), self.api.config().to_owned());
                return Err(FetchError::NotFound { request, said, config });
            };
            match connection["nodes"].take() {
                // GitHub puts null in place of what the credentials must not see.
                Value::Array(page) => nodes.extend(page.into_iter().filter(|node| !node.is_null())),
                _ => return Err(FetchError::malformed(request, "it holds no nodes")),
            }
            if nodes.len() > limits::ENTITIES {
                return Err(FetchError::incomplete(
                    request,
                    format!("more than {} of them", limits::ENTITIES),
                ));
            }
            let page = &connection["pageInfo"];
            if page["hasNextPage"] != true {
                return Ok(nodes);
            }
            if page["endCursor"] == cursor || !page["endCursor"].is_string() {
                return Err(FetchError::incomplete(request, "its next page is the same page"));
            }
            cursor = page["endCursor"].clone();
        }
        Err(FetchError::incomplete(request, format!("it has more than {} pages", limits::PAGES)))
    }
}
