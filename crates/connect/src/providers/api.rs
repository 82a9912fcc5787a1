//! Asking another system on behalf of a provider: credentials, patience, and errors that say what to do.

use super::FetchError;
use crate::{
    http::{Ask, Http, HttpError, Reply, shown},
    limits,
};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use url::Url;

/// The client of one provider.
#[derive(Clone, Debug)]
pub(super) struct Api {
    http: Http,
    /// Path of the provider in the configuration.
    config: String,
}

impl Api {
    /// A client for the provider at a path in the configuration.
    pub(super) fn new(http: &Http, config: impl Into<String>) -> Self {
        Self { http: http.clone(), config: config.into() }
    }

    /// Asks; waits and asks again when the other side wants a short pause, and asks once more after a failure that may
    /// have been chance. All requests of providers only read, so asking twice does no harm.
    pub(super) async fn ask(&self, ask: Ask) -> Result<Reply, FetchError> {
        let request = describe(&ask);
        let mut chances = 1;
        let mut patience = limits::PATIENCE;
        loop {
            let reply = match self.http.send(ask.clone()).await {
                Ok(reply) => reply,
                Err(HttpError::Unreachable(_)) if chances > 0 => {
                    chances -= 1;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if reply.is_success() {
                return Ok(reply);
            }
            if is_rate_limited(&reply) {
                let pause = pause(&reply);
                match pause.filter(|pause| *pause <= limits::LONGEST_WAIT && patience > 0) {
                    Some(short) => tokio::time::sleep(short).await,
                    None => return Err(FetchError::RateLimited { request, retry_after: pause }),
                }
                patience -= 1;
            } else if reply.status >= 500 && chances > 0 {
                chances -= 1;
            } else {
                return Err(self.failure(request, &reply));
            }
        }
    }

    /// Asks for JSON.
    pub(super) async fn json(&self, ask: Ask) -> Result<(Value, Reply), FetchError> {
        let request = describe(&ask);
        let reply = self.ask(ask.header("accept", "application/json")).await?;
        let value = serde_json::from_slice(&reply.body).map_err(|error| match reply.status {
            // Azure DevOps shows its sign-in page with this status.
            203 => FetchError::Unauthorized {
                request,
                status: 203,
                said: String::new(),
                config: self.config.clone(),
            },
            _ => FetchError::malformed(request, format!("it is not JSON ({error})")),
        })?;
        Ok((value, reply))
    }

    /// The path of the provider in the configuration.
    pub(super) fn config(&self) -> &str {
        &self.config
    }

    /// The same error, as one about signing in: there a refusal is about the credentials, whatever its status is.
    pub(super) fn sign_in(&self, error: FetchError) -> FetchError {
        match error {
            FetchError::Failed { request, status: status @ 400, said } => {
                FetchError::Unauthorized { request, status, said, config: self.config.clone() }
            }
            other => other,
        }
    }

    fn failure(&self, request: String, reply: &Reply) -> FetchError {
        let (status, said, config) = (reply.status, said(&reply.body), self.config.clone());
        match status {
            401 | 403 => FetchError::Unauthorized { request, status, said, config },
            404 => FetchError::NotFound { request, said, config },
            300..=399 => {
                let target = reply.header("location").and_then(|target| reply.url.join(target).ok());
                let target = target.as_ref().map_or("another address".to_owned(), shown);
                let problem =
                    format!("it leads on to {target}, which is not followed; configure the address itself");
                FetchError::malformed(request, problem)
            }
            _ => FetchError::Failed { request, status, said },
        }
    }
}

/// The value of an `Authorization` header with a name and a password.
pub(super) fn basic(username: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{username}:{password}")))
}

/// Method and address, as messages show them.
pub(super) fn describe(ask: &Ask) -> String {
    format!("{} {}", format!("{:?}", ask.method).to_uppercase(), shown(&ask.url))
}

/// The rest of the list, as a `Link` header names it: the target of `rel="next"`.
pub(super) fn next_link(reply: &Reply) -> Option<Url> {
    let links = reply.headers.iter().filter(|(name, _)| name == "link").map(|(_, value)| value);
    for link in links.flat_map(|value| split_links(value)) {
        let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = parameters.split(';').filter_map(|parameter| parameter.trim().split_once('=')).any(
            |(name, value)| {
                name.trim().eq_ignore_ascii_case("rel")
                    && value.trim().trim_matches('"').split_whitespace().any(|rel| rel == "next")
            },
        );
        if is_next {
            return reply.url.join(target).ok();
        }
    }
    None
}

/// Splits at the commas that do not stand inside `<…>` or quotes.
fn split_links(header: &str) -> Vec<&str> {
    let (mut links, mut start, mut inside, mut quoted) = (Vec::new(), 0, false, false);
    for (at, c) in header.char_indices() {
        match c {
            '<' if !quoted => inside = true,
            '>' if !quoted => inside = false,
            '"' if !inside => quoted = !quoted,
            ',' if !inside && !quoted => {
                links.push(&header[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    links.push(&header[start..]);
    links
}

/// Whether two addresses are of the same host: only then may credentials go along.
pub(super) fn same_origin(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

fn is_rate_limited(reply: &Reply) -> bool {
    match reply.status {
        429 => true,
        503 => reply.header("retry-after").is_some(),
        403 => reply.header("retry-after").is_some() || reply.header("x-ratelimit-remaining") == Some("0"),
        _ => false,
    }
}

/// The pause that an answer asks for: seconds, or as GitHub says it, until a second since 1970. A date in `Retry-After`
/// counts as a pause of unknown length.
fn pause(reply: &Reply) -> Option<Duration> {
    let number = |name: &str| reply.header(name)?.trim().parse().ok().map(Duration::from_secs);
    number("retry-after").or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        Some(number("x-ratelimit-reset")?.saturating_sub(now))
    })
}

/// What an answer says about its failure, if it is of one of the usual forms.
fn said(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let places =
        ["/error/message", "/error_description", "/message", "/errors/0/message", "/error", "/detail"];
    let text = places.iter().find_map(|place| value.pointer(place).and_then(Value::as_str));
    text.map(quote).unwrap_or_default()
}

/// A piece of another system's message: its first line, not too long.
pub(super) fn quote(text: &str) -> String {
    let line: String = text.lines().next().unwrap_or_default().chars().take(limits::SAID_CHARS).collect();
    format!(" (\"{}\")", line.trim())
}

#[cfg(test)]
mod tests {
    use super::next_link;
    use crate::http::Reply;
    use url::Url;

    #[track_caller]
    fn check_link(header: &str, expect: Option<&str>) {
        let url = Url::parse("https://example.com/api/apps?page=1").unwrap();
        let reply =
            Reply { status: 200, headers: vec![("link".into(), header.into())], body: Vec::new(), url };
        assert_eq!(next_link(&reply).map(String::from).as_deref(), expect, "{header}");
    }

    #[test]
    fn link_headers_name_the_next_page() {
        check_link("<https://example.com/b?x=1,2>; rel=\"next\"", Some("https://example.com/b?x=1,2"));
        check_link(
            "</first>; rel=first, <?page=2>; title=\"a, b\"; rel=next",
            Some("https://example.com/api/apps?page=2"),
        );
        check_link("<a>; rel=\"prev next\"", Some("https://example.com/api/a"));
        check_link("<a>; rel=\"last\"", None);
        check_link("", None);
        check_link("nonsense", None);
    }
}
