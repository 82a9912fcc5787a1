//! The client of one host: credentials, patience, and failures that say what to do.

use super::{Outside, call::Call, failure, limits};
use crate::{
    git::Remote,
    http::{Ask, Http, HttpError, Reply, shown},
    reader::Reader,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico_scaffolder::{Failure, FailureKind, Step};
use portico_scm::{Integration, Kind, RepoUrl, Secret};
use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use url::Url;

/// A host that a step works on, and the repository that it is about.
pub(super) struct Host {
    pub(super) outside: Outside,
    pub(super) one: Integration,
    pub(super) repo: RepoUrl,
    http: Http,
    authorization: Option<Secret>,
    longest_pause: Duration,
    first_pause: Duration,
    answer_time: Duration,
}

impl Host {
    /// The host of the input `repoUrl`, which must be of a kind; with the input `token` if there is one.
    pub(super) async fn of(outside: &Outside, step: &Step<'_>, kind: Kind) -> Result<Self, Failure> {
        let text = step.text("repoUrl").ok_or_else(|| Failure::input("`repoUrl` is missing"))?;
        let integrations = outside.inner.reader.integrations();
        let (repo, one) = integrations.repo_url(text).map_err(|error| failure::address(&error))?;
        if one.kind != kind {
            return Err(Failure::input(format!(
                "`repoUrl` names the host {}, which is {}, but this action is for {kind}; use the one for {}",
                one.host, one.kind, one.kind
            )));
        }
        Self::with(outside, repo, step.text("token")).await
    }

    /// A host that is known, with a token if one was given.
    pub(super) async fn with(outside: &Outside, repo: RepoUrl, token: Option<&str>) -> Result<Self, Failure> {
        let reader = match token {
            Some(token) => outside.inner.reader.with_token(&format!("https://{}", repo.host), token),
            None => outside.inner.reader.clone(),
        };
        let one = known(&reader, &repo.host)?;
        let owner = match one.kind {
            Kind::Azure => repo.organization.clone(),
            Kind::BitbucketCloud => repo.workspace.clone(),
            _ => repo.owner.clone(),
        };
        let authorization = reader.authorization(&one, owner.as_deref().unwrap_or_default()).await;
        let authorization = authorization.map_err(|error| failure::read(&error))?;
        let limits = reader.limits();
        Ok(Self {
            longest_pause: limits.longest_pause.max(limits::LONGEST_PAUSE.min(limits.longest_pause * 6)),
            first_pause: limits.first_pause,
            answer_time: limits.answer_time,
            http: reader.http().clone(),
            outside: outside.clone(),
            one,
            repo,
            authorization,
        })
    }

    /// The owner of the repository.
    pub(super) fn owner(&self) -> Result<&str, Failure> {
        self.repo.owner.as_deref().ok_or_else(|| Failure::input("`repoUrl` names no `owner`"))
    }

    /// Refuses to go on without credentials, before anything is asked.
    pub(super) fn needs_credentials(&self) -> Result<(), Failure> {
        if self.authorization.is_some() {
            return Ok(());
        }
        Err(Failure::new(
            FailureKind::Authentication,
            format!(
                "There are no credentials for {}: enter a token below `integrations.{}`, or give the input `token`",
                self.one.host,
                self.one.kind.word()
            ),
        ))
    }

    /// Asks, and takes the answer as JSON; an empty one is null.
    pub(super) async fn ask(&self, call: Call) -> Result<Value, Failure> {
        let (reply, purpose) = self.answer(call).await?;
        match reply.is_success() && reply.status != 203 {
            true => self.json(&reply, &purpose),
            false => Err(self.refused(&reply, &purpose)),
        }
    }

    /// The same, but what is not there is nothing.
    pub(super) async fn find(&self, call: Call) -> Result<Option<Value>, Failure> {
        let (reply, purpose) = self.answer(call).await?;
        match reply.status {
            404 | 410 => Ok(None),
            _ if reply.is_success() && reply.status != 203 => self.json(&reply, &purpose).map(Some),
            _ => Err(self.refused(&reply, &purpose)),
        }
    }

    /// All entries of a list that comes in pages of a hundred.
    pub(super) async fn list(&self, call: Call) -> Result<Vec<Value>, Failure> {
        let mut found = Vec::new();
        for page in 1..=limits::PAGES {
            let call = call.clone().query("per_page", "100").query("page", page.to_string());
            let Value::Array(entries) = self.ask(call).await? else { break };
            let is_last = entries.len() < 100;
            found.extend(entries);
            if is_last {
                return Ok(found);
            }
        }
        Err(Failure::input(format!(
            "{} has more entries than are looked at, to {}",
            self.name(),
            call.purpose
        )))
    }

    fn json(&self, reply: &Reply, purpose: &str) -> Result<Value, Failure> {
        if reply.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&reply.body).map_err(|_| {
            Failure::other(format!(
                "{} was asked to {purpose} and answered with something that is no JSON; check the addresses of {} below \
                 `integrations.{}`",
                self.name(),
                self.one.host,
                self.one.kind.word()
            ))
        })
    }

    async fn answer(&self, call: Call) -> Result<(Reply, String), Failure> {
        let base = call.base.as_deref().unwrap_or(&self.one.api_base_url);
        let wrong = || {
            Failure::input(format!(
                "{base} is not an address that can be asked; check {} below `integrations.{}`",
                self.one.host,
                self.one.kind.word()
            ))
        };
        // A segment that is a dot or two would lead elsewhere.
        if call.path.iter().any(|part| matches!(part.as_str(), "" | "." | "..")) {
            return Err(Failure::input(format!("A name is missing, or is `.` or `..`, to {}", call.purpose)));
        }
        let mut url = Url::parse(base).map_err(|_| wrong())?;
        url.path_segments_mut().map_err(|()| wrong())?.pop_if_empty().extend(&call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let mut ask = Ask::new(call.method, url).limit(limits::ANSWER_BYTES).timeout(self.answer_time);
        ask = ask.header("accept", self.usual_format());
        if let Some(value) = &self.authorization {
            ask = ask.header("authorization", value.expose());
        }
        if self.one.kind == Kind::Github {
            ask = ask.header("x-github-api-version", "2022-11-28");
        }
        if let Some(body) = &call.body {
            ask = ask.body("application/json", body.to_string());
        }
        let reply = self.patiently(ask, &call).await?;
        Ok((reply, call.purpose))
    }

    fn usual_format(&self) -> &'static str {
        match self.one.kind {
            Kind::Github => "application/vnd.github+json",
            _ => "application/json",
        }
    }

    /// Asks again if the host is busy. What sends something is sent again only if the host says that it did not take it.
    async fn patiently(&self, ask: Ask, call: &Call) -> Result<Reply, Failure> {
        let mut pause = self.first_pause;
        let mut tried = 1;
        loop {
            let last = tried == limits::TRIES;
            match self.http.send(ask.clone()).await {
                Ok(reply) if is_rate_limit(&reply) && !last => match retry_after(&reply).unwrap_or(pause) {
                    wanted if wanted > self.longest_pause => return Ok(reply),
                    wanted => tokio::time::sleep(wanted).await,
                },
                Ok(reply) if reply.status >= 500 && call.is_repeatable && !last => {
                    tokio::time::sleep(pause).await
                }
                Ok(reply) => return Ok(reply),
                Err(HttpError::Unreachable(_)) if call.is_repeatable && !last => {
                    tokio::time::sleep(pause).await
                }
                Err(error) => {
                    let unsure = match (call.is_repeatable, &error) {
                        (false, HttpError::Timeout { .. } | HttpError::Unreachable(_)) => {
                            "; whether it was done nevertheless is not known, look there before trying again"
                        }
                        _ => "",
                    };
                    let text =
                        format!("{} could not be asked to {}: {error}{unsure}", self.name(), call.purpose);
                    return Err(Failure::other(text));
                }
            }
            pause *= 2;
            tried += 1;
        }
    }

    /// The host as messages call it.
    pub(super) fn name(&self) -> String {
        format!("{} ({})", self.one.kind, self.one.host)
    }

    /// What a status means that is no success.
    fn refused(&self, reply: &Reply, purpose: &str) -> Failure {
        let (status, said) = (reply.status, self.said(reply));
        let head = format!("{} was asked to {purpose} and answered {status}{said}", self.name());
        let credentials = format!(
            "the token of the input `token`, or the credentials for {} below `integrations.{}`",
            self.one.host,
            self.one.kind.word()
        );
        let (kind, help) = match status {
            _ if is_rate_limit(reply) => {
                let when =
                    retry_after(reply).map_or("later".to_owned(), |wait| format!("in {} s", wait.as_secs()));
                (FailureKind::Other, format!("it was asked too often; try again {when}"))
            }
            203 | 401 | 407 => (FailureKind::Authentication, format!("check {credentials}")),
            403 => (FailureKind::NotAllowed, format!("check what {credentials} may do")),
            404 | 410 => (FailureKind::NotFound, format!("check the names, and what {credentials} may see")),
            409 => (FailureKind::Conflict, "something of that name is there, or in the way".to_owned()),
            400 | 422 => (FailureKind::Input, "check the input of the step".to_owned()),
            300..=399 => {
                let target = reply.header("location").and_then(|target| reply.url.join(target).ok());
                let target = target.as_ref().map_or("another address".to_owned(), shown);
                let text = format!(
                    "it leads on to {target}, which is not followed with credentials; check the names, and `apiBaseUrl`"
                );
                (FailureKind::Other, text)
            }
            500.. => (FailureKind::Other, "the host is out of order; try again later".to_owned()),
            _ => (FailureKind::Other, "this was not expected".to_owned()),
        };
        Failure::new(kind, format!("{head}; {help}"))
    }

    /// What the host says about it, without our credentials.
    fn said(&self, reply: &Reply) -> String {
        let Ok(body) = serde_json::from_slice::<Value>(&reply.body) else { return String::new() };
        let mut parts: Vec<String> = Vec::new();
        let places = ["/message", "/error/message", "/error_description", "/error", "/detail"];
        parts.extend(places.iter().find_map(|place| body.pointer(place)).and_then(told));
        let more = body["errors"].as_array().into_iter().flatten().take(3);
        parts.extend(more.filter_map(|error| told(&error["message"]).or_else(|| told(error))));
        let text = parts.join("; ").split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return String::new();
        }
        let mut text = text;
        for secret in self.secrets() {
            text = text.replace(&secret, "***");
        }
        let text: String = text.chars().take(crate::limits::SAID_CHARS * 2).collect();
        format!(" (\"{text}\")")
    }

    /// What must not be repeated: the header, what it carries, and what that holds.
    fn secrets(&self) -> Vec<String> {
        let Some(value) = &self.authorization else { return Vec::new() };
        let carried = value.expose().rsplit(' ').next().unwrap_or_default().to_owned();
        let plain = STANDARD.decode(&carried).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let password = plain.and_then(|text| Some(text.split_once(':')?.1.to_owned()));
        [Some(carried), password].into_iter().flatten().filter(|secret| secret.len() > 3).collect()
    }

    /// The repository at an address that the host named, for pushing. It has to lie on this very host.
    pub(super) fn remote(&self, address: &str) -> Result<Remote, Failure> {
        let refused = |why: &str| {
            Failure::not_allowed(format!(
                "{} named {} as the address of the repository, {why}",
                self.name(),
                address_of(address)
            ))
        };
        let mut url = Url::parse(address).map_err(|_| refused("which is none"))?;
        // Hosts put the name of the user into it.
        let _without = (url.set_username(""), url.set_password(None));
        let web = Url::parse(&self.one.base_url).map_err(|_| refused("but its own is none"))?;
        let api = Url::parse(&self.one.api_base_url).ok();
        let is_web = url.origin() == web.origin();
        let is_api = api.is_some_and(|api| api.origin() == url.origin());
        let is_named = url.scheme() == "http" && self.outside.inner.reader.allowed().allows(&url);
        let same_host =
            url.host() == web.host() && url.port_or_known_default() == web.port_or_known_default();
        if !(is_web || is_api || (is_named && same_host)) {
            return Err(refused("which lies elsewhere; credentials are not sent there"));
        }
        let authorization =
            self.authorization.as_ref().map(|value| git_authorization(&self.one, value.expose()));
        Ok(Remote { url, authorization })
    }
}

/// The integration of a host.
fn known(reader: &Reader, host: &str) -> Result<Integration, Failure> {
    let one = reader.integrations().of_host(host).cloned();
    one.ok_or_else(|| {
        Failure::input(format!("There is no integration for the host {host}; add one below `integrations`"))
    })
}

/// An address as messages show it.
fn address_of(text: &str) -> String {
    Url::parse(text).map_or_else(|_| text.chars().take(100).collect(), |url| shown(&url))
}

/// A text, or an object or list as JSON.
fn told(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Object(map) if !map.is_empty() => Some(value.to_string()),
        Value::Array(list) if !list.is_empty() => Some(value.to_string()),
        _ => None,
    }
}

/// What git sends where the API is sent `value`.
fn git_authorization(one: &Integration, value: &str) -> Secret {
    let basic = |name: &str, password: &str| {
        Secret::new(format!("Basic {}", STANDARD.encode(format!("{name}:{password}"))))
    };
    match (one.kind, value.split_once(' ')) {
        (Kind::Github, Some(("Bearer", token))) => basic("x-access-token", token),
        (Kind::Gitlab, Some(("Bearer", token))) => basic("oauth2", token),
        (Kind::BitbucketCloud, Some(("Bearer", token))) => basic("x-token-auth", token),
        // Tokens for the API are sent with a mail address; git wants this name instead.
        (Kind::BitbucketCloud, Some(("Basic", _)))
            if one.credentials.token.is_some()
                && one.credentials.username.as_ref().is_some_and(|name| name.contains('@')) =>
        {
            let token = one.credentials.token.as_ref().map(Secret::expose).unwrap_or_default();
            basic("x-bitbucket-api-token-auth", token)
        }
        (Kind::Gitea, Some(("token", token))) => basic("x-access-token", token),
        _ => Secret::new(value),
    }
}

/// GitHub says with 403 that it was asked too often.
fn is_rate_limit(reply: &Reply) -> bool {
    let used_up = reply.header("x-ratelimit-remaining").is_some_and(|left| left.trim() == "0");
    let pause = reply.header("retry-after").is_some();
    reply.status == 429 || (reply.status == 403 && (used_up || pause)) || (reply.status == 503 && pause)
}

/// How long the host wants to be left alone: in seconds, or until a second since 1970.
fn retry_after(reply: &Reply) -> Option<Duration> {
    let number = |name| reply.header(name).and_then(|text| text.trim().parse::<u64>().ok());
    if let Some(seconds) = number("retry-after") {
        return Some(Duration::from_secs(seconds));
    }
    let until = number("x-ratelimit-reset").or_else(|| number("ratelimit-reset"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(Duration::from_secs(until).saturating_sub(now))
}
