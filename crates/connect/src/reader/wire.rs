//! Asking a host: pauses, redirects, and what an answer's status means.

use super::{Inner, error::ReadError, limits};
use crate::http::{Ask, HttpError, Method, Reply};
use portico_scm::Integration;
use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use url::{Position, Url};

/// One question. Its credentials go only to the origin of its address.
#[derive(Clone)]
pub(super) struct Question<'a> {
    pub(super) method: Method,
    pub(super) url: Url,
    /// What messages call it.
    pub(super) place: &'a str,
    /// The host that it is about; none for web servers, whose addresses are checked against the allowed ones.
    pub(super) integration: Option<&'a Integration>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) credentials: Vec<(String, String)>,
    /// What is sent along; not sent again to where a redirect leads.
    pub(super) body: Option<Vec<u8>>,
    /// Largest answer, in bytes.
    pub(super) limit: usize,
    /// Longest time for one answer.
    pub(super) time: Duration,
}

impl Inner {
    /// Asks until there is an answer that is good or says "not modified"; everything else is an error.
    pub(super) async fn ask(&self, question: Question<'_>) -> Result<Reply, ReadError> {
        let mut url = question.url.clone();
        for _ in 0..=limits::REDIRECTS {
            if question.integration.is_none() {
                self.allow.check(&url)?;
            }
            let mut ask = Ask::new(question.method, url.clone()).limit(question.limit).timeout(question.time);
            ask = ask.headers(question.headers.clone());
            ask.body = question.body.clone();
            if question.integration.is_none() {
                ask.reach = self.allow.reach(&url);
            }
            if url.origin() == question.url.origin() {
                ask = ask.headers(question.credentials.clone());
            }
            let reply = self.patiently(ask, question.place).await?;
            if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
                return judge(reply, &question);
            }
            if question.body.is_some() {
                let text = format!(
                    "{} was answered with a redirect; check the addresses below `integrations`",
                    question.place
                );
                return Err(ReadError::Failed(text));
            }
            url = self.next(&url, &reply, &question)?;
        }
        let text = format!("{} leads through more than {} redirects", question.place, limits::REDIRECTS);
        Err(ReadError::Failed(text))
    }

    /// Where a redirect leads, if it may be followed.
    fn next(&self, from: &Url, reply: &Reply, question: &Question<'_>) -> Result<Url, ReadError> {
        let place = question.place;
        let target = reply.header("location").and_then(|location| from.join(location).ok());
        let target = target.ok_or_else(|| {
            ReadError::Failed(format!("{place} answered with a redirect that does not say where to"))
        })?;
        let Some(integration) = question.integration else { return Ok(target) };
        let host = &target[Position::BeforeHost..Position::AfterPort];
        let own = host == integration.host
            || host.strip_suffix(integration.host.as_str()).is_some_and(|sub| sub.ends_with('.'));
        let safe = target.scheme() == from.scheme() || target.scheme() == "https";
        let known = target.origin() == question.url.origin() || own || self.allow.allows(&target);
        if safe && known {
            return Ok(target);
        }
        let target = super::error::place(target.as_str());
        Err(ReadError::NotAllowed(format!(
            "{place} was redirected to {target}, which is another host, and `backend.reading.allow` does not name it; \
             write the address that it has there, or allow that host"
        )))
    }

    /// Asks again if the host is busy or out of order, as long as it does not take too long.
    async fn patiently(&self, ask: Ask, place: &str) -> Result<Reply, ReadError> {
        let mut pause = self.limits.first_pause;
        for tried in 1.. {
            let last = tried == limits::TRIES;
            let wanted = match self.http.send(ask.clone()).await {
                Ok(reply) if last || !is_busy(&reply) => return Ok(reply),
                Ok(reply) => match retry_after(&reply).unwrap_or(pause) {
                    wanted if wanted > self.limits.longest_pause => return Ok(reply),
                    wanted => wanted,
                },
                Err(HttpError::Unreachable(_)) if !last => pause,
                Err(error) => return Err(ReadError::of_http(&error, place)),
            };
            tokio::time::sleep(wanted).await;
            pause *= 2;
        }
        Err(ReadError::Unreachable(format!("{place} gave no answer")))
    }
}

fn is_busy(reply: &Reply) -> bool {
    matches!(reply.status, 429 | 500 | 502 | 503 | 504) || is_rate_limit(reply)
}

/// GitHub says with 403 that it was asked too often.
fn is_rate_limit(reply: &Reply) -> bool {
    let used_up = reply.header("x-ratelimit-remaining").is_some_and(|left| left.trim() == "0");
    reply.status == 429 || (reply.status == 403 && (used_up || reply.header("retry-after").is_some()))
}

/// How long the host wants to be left alone: in seconds, or until a second since 1970.
fn retry_after(reply: &Reply) -> Option<Duration> {
    let number = |name| reply.header(name).and_then(|text| text.trim().parse::<u64>().ok());
    if let Some(seconds) = number("retry-after") {
        return Some(Duration::from_secs(seconds).min(crate::limits::RETRY_AFTER_MOST));
    }
    if !is_rate_limit(reply) {
        return None;
    }
    let until = number("x-ratelimit-reset").or_else(|| number("ratelimit-reset"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(Duration::from_secs(until).saturating_sub(now).min(crate::limits::RETRY_AFTER_MOST))
}

/// What a status means.
fn judge(reply: Reply, question: &Question<'_>) -> Result<Reply, ReadError> {
    // Azure DevOps shows its sign-in page with 203 when the credentials are not good.
    if reply.status == 304 || (reply.is_success() && reply.status != 203) {
        return Ok(reply);
    }
    let place = question.place;
    let status = reply.status;
    let said = said(&reply, question);
    let credentials = match question.integration {
        Some(one) => format!("the credentials for {} below `integrations.{}`", one.host, one.kind.word()),
        None => "an integration for the host, because web servers are asked without credentials".to_owned(),
    };
    if is_rate_limit(&reply) {
        let retry_after = retry_after(&reply);
        let when = retry_after.map_or_else(|| "later".to_owned(), |wait| format!("in {} s", wait.as_secs()));
        let more = if question.integration.is_some() && question.credentials.is_empty() {
            format!("; with {credentials} more questions are allowed")
        } else {
            String::new()
        };
        let message =
            format!("the host of {place} was asked too often ({status}{said}); ask again {when}{more}");
        return Err(ReadError::RateLimited { message, retry_after });
    }
    Err(match status {
        203 | 401 | 403 | 407 => ReadError::Unauthorized(format!(
            "{place} could not be read: the host refused ({status}{said}); check {credentials}"
        )),
        404 | 410 => {
            let hint = match question.integration {
                Some(_) => format!("; if it is private, check what {credentials} may read"),
                None => String::new(),
            };
            ReadError::NotFound(format!("{place} was not found ({status}{said}){hint}"))
        }
        500.. => ReadError::Unreachable(format!(
            "{place} could not be read: the host is out of order ({status}{said}); ask again later"
        )),
        _ => ReadError::Failed(format!("{place} could not be read: the host answered {status}{said}")),
    })
}

/// The beginning of the host's own message, if it sent one as JSON, without our credentials in it.
fn said(reply: &Reply, question: &Question<'_>) -> String {
    let Ok(body) = serde_json::from_slice::<Value>(&reply.body) else { return String::new() };
    let message =
        [&body["message"], &body["error"]["message"], &body["errors"][0]["message"], &body["error"]];
    let Some(message) = message.into_iter().find_map(Value::as_str) else { return String::new() };
    let mut text: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let sent = question.credentials.iter().filter_map(|(_, value)| value.split_whitespace().last());
    let known = question.integration.map(|one| &one.credentials);
    let known = known.into_iter().flat_map(|known| [&known.token, &known.password]).flatten();
    for secret in sent.chain(known.map(|secret| secret.expose())).filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "***");
    }
    let text: String = text.chars().take(crate::limits::SAID_CHARS).collect();
    format!(": {text}")
}
