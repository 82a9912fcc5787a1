//! `http:request`, and the name under which it is widely used: `http:backstage:request`.

use super::{
    Outside, limits,
    shared::{definition, output},
};
use crate::http::{Ask, HttpError, Method, Reach, Reply, shown};
use portico_scaffolder::{
    Definition, Failure, FailureKind, Later, Output, Repeat, Step,
    function::Run,
    schema::{any, choice, flag, map, number, text},
};
use serde_json::{Map, Value, json};
use std::time::Duration;
use url::Url;

const METHODS: &[&str] = &["GET", "HEAD", "OPTIONS", "POST", "UPDATE", "DELETE", "PUT", "PATCH"];

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    let older = "http:backstage:request";
    vec![
        (request_definition("http:request", "Asks a web service."), request),
        (request_definition(older, "Asks a web service; the older name of `http:request`."), request),
    ]
}

fn request_definition(id: &str, description: &str) -> Definition {
    let whole = format!(
        "{description} Its host needs an integration, or a place in `backend.reading.allow` or `proxy.endpoints` of the \
         configuration."
    );
    let topic = format!(
        r#"
steps:
  - id: topic
    name: Create the Kafka topic
    action: {id}
    input:
      method: POST
      path: /proxy/kafka/v3/clusters/main/topics
      body:
        topic_name: ${{{{ parameters.name }}}}
        partitions_count: ${{{{ parameters.partitions }}}}
        configs:
          - name: retention.ms
            value: "604800000"
"#
    );
    let plain = format!(
        r#"
steps:
  - id: ask
    action: {id}
    input:
      method: GET
      url: https://numbers.acme.test/next
      headers:
        authorization: Bearer ${{{{ secrets.numbers }}}}
  - id: say
    action: debug:log
    input:
      message: It is ${{{{ steps.ask.output.body.number }}}}
"#
    );
    definition(
        id,
        &whole,
        Repeat::Checkpointed,
        vec![
            choice("method", METHODS, "What to do.").or("GET"),
            text("url", "The address."),
            text(
                "path",
                "Instead of it: `/proxy/NAME/…` for a service of `proxy.endpoints`; a whole address is taken, too.",
            ),
            map("params", "What stands behind the question mark, by name."),
            map("headers", "Headers, by name."),
            any(
                "body",
                "What is sent: a text as it is, everything else as JSON.",
                json!({"type": ["string", "object", "array"]}),
            ),
            number("timeout", "How long is waited for the answer, in milliseconds."),
            flag("continueOnBadResponse", "Whether an answer that means failure is an answer like others.")
                .or(false),
            flag("logRequestPath", "Whether the address is logged.").or(true),
        ],
        vec![
            number("code", "The status code."),
            map("headers", "The headers of the answer, by name."),
            any("body", "What was answered: JSON as a value, everything else in `message`.", json!({})),
        ],
        &[
            ("Create something with a service that the configuration names, as a Kafka topic", &topic),
            ("Ask, and use the answer", &plain),
        ],
    )
}

/// A request, and whether its headers are the configuration's, which go to one origin only.
struct Request {
    method: Method,
    name: String,
    url: Url,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    /// Whether the configuration names the place itself.
    is_endpoint: bool,
}

fn request<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let request = read(outside, &step)?;
        if step.flag("logRequestPath").unwrap_or(true) {
            step.log.info(&format!("{} {}", request.name, shown(&request.url)));
        }
        let changes = !matches!(request.method, Method::Get | Method::Head | Method::Options);
        if changes && step.checkpoints.get("sent").is_some() {
            return Err(Failure::other(format!(
                "{} {} was sent before the interruption, and what came of it is not known; look there, then retry from this \
                 step or the next one",
                request.name,
                shown(&request.url)
            )));
        }
        if changes {
            step.checkpoints.put("sent", true.into()).await?;
        }
        let time = step.input.get("timeout").and_then(Value::as_u64).filter(|time| *time > 0);
        let usual = outside.inner.reader.limits().answer_time;
        let time = time.map_or(usual, |time| Duration::from_millis(time).min(limits::LONGEST_ANSWER));
        let reply = send(outside, &request, time).await?;
        if reply.status >= 400 && !step.flag("continueOnBadResponse").unwrap_or_default() {
            return Err(refused(&step, &request, &reply));
        }
        step.log.info(&format!("Answered with {}", reply.status));
        let headers = reply.headers.iter().map(|(name, value)| (name.clone(), value.as_str().into()));
        let headers: Map<String, Value> = headers.collect();
        let body = serde_json::from_slice(&reply.body)
            .unwrap_or_else(|_| json!({"message": String::from_utf8_lossy(&reply.body)}));
        Ok(output([("code", reply.status.into()), ("headers", headers.into()), ("body", body)]))
    })
}

fn read(outside: &Outside, step: &Step<'_>) -> Result<Request, Failure> {
    let name = step.text("method").unwrap_or("GET").to_uppercase();
    let method = match name.as_str() {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "OPTIONS" => Method::Options,
        "POST" => Method::Post,
        "PUT" | "UPDATE" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => return Err(Failure::input(format!("`method` must be one of {}", METHODS.join(", ")))),
    };
    let place =
        step.text("url").or(step.text("path")).ok_or_else(|| Failure::input("`url` or `path` is missing"))?;
    let mut headers = Vec::new();
    for (name, value) in step.input.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // Who we say we are is told by the address.
        if matches!(
            name.to_ascii_lowercase().as_str(),
            "host" | "content-length" | "transfer-encoding" | "connection"
        ) {
            return Err(Failure::input(format!("The header `{name}` cannot be set")));
        }
        headers.push((name.clone(), text));
    }
    let endpoint = outside.inner.endpoints.find(place, &name)?;
    let is_endpoint = endpoint.is_some();
    let mut url = match endpoint {
        Some(found) => {
            let own = found.headers.iter().map(|(name, value)| (name.clone(), value.expose().to_owned()));
            // What the configuration says counts.
            headers.retain(|(name, _)| !found.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)));
            headers.extend(own);
            found.url
        }
        None => Url::parse(place).map_err(|_| {
            Failure::input(format!(
                "`{place}` is no address; write it whole, beginning with https://, or as `/proxy/NAME/…` for a service of \
                 `proxy.endpoints`"
            ))
        })?,
    };
    for (key, value) in step.input.get("params").and_then(Value::as_object).into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        url.query_pairs_mut().append_pair(key, &text);
    }
    let body = match step.input.get("body") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone().into_bytes()),
        Some(other) => {
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                headers.push(("content-type".to_owned(), "application/json".to_owned()));
            }
            Some(other.to_string().into_bytes())
        }
    };
    Ok(Request { method, name, url, headers, body, is_endpoint })
}

/// Asks, and follows redirects as long as the policy allows each of them. What the template or the configuration sends
/// along goes to the first origin only.
async fn send(outside: &Outside, request: &Request, time: Duration) -> Result<Reply, Failure> {
    let (mut url, mut method, mut body) = (request.url.clone(), request.method, request.body.clone());
    for _ in 0..=limits::REDIRECTS {
        let is_own = url.origin() == request.url.origin();
        let reach = match request.is_endpoint && is_own {
            true => Reach::Anywhere,
            false => outside.may_ask(&url)?,
        };
        let mut ask = Ask::new(method, url.clone()).limit(limits::ANSWER_BYTES).timeout(time).reach(reach);
        if is_own {
            ask = ask.headers(request.headers.clone());
        }
        ask.body = body.clone();
        let reply =
            outside.inner.reader.http().send(ask).await.map_err(|error| told(&request.name, &url, &error))?;
        if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
            return Ok(reply);
        }
        let target = reply.header("location").and_then(|target| url.join(target).ok());
        let Some(target) = target else { return Ok(reply) };
        let repeats = matches!(reply.status, 307 | 308);
        if repeats && body.is_some() && target.origin() != request.url.origin() {
            return Err(Failure::not_allowed(format!(
                "{} {} leads on to {}, where what was sent is not sent again; write that address",
                request.name,
                shown(&url),
                shown(&target)
            )));
        }
        if !repeats && !matches!(method, Method::Get | Method::Head) {
            (method, body) = (Method::Get, None);
        }
        url = target;
    }
    Err(Failure::other(format!(
        "{} leads through more than {} redirects",
        shown(&request.url),
        limits::REDIRECTS
    )))
}

impl Outside {
    /// The one policy for addresses that templates bring: hosts of integrations, and those that the configuration lets be
    /// read. Says where their names may lead.
    pub(super) fn may_ask(&self, url: &Url) -> Result<Reach, Failure> {
        let reader = &self.inner.reader;
        let of_host = |text: &String| Url::parse(text).is_ok_and(|own| own.origin() == url.origin());
        let is_integration = reader.integrations().iter().any(|one| {
            [Some(&one.base_url), Some(&one.api_base_url), one.raw_base_url.as_ref()]
                .into_iter()
                .flatten()
                .any(of_host)
        });
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        if is_integration && !has_credentials {
            return Ok(Reach::Anywhere);
        }
        reader.allowed().check(url).map_err(|error| super::failure::read(&error))?;
        Ok(reader.allowed().reach(url))
    }
}

fn told(name: &str, url: &Url, error: &HttpError) -> Failure {
    let kind =
        if matches!(error, HttpError::Inside(_)) { FailureKind::NotAllowed } else { FailureKind::Other };
    Failure::new(kind, format!("{name} {} failed: {error}", shown(url)))
}

/// An answer that means failure, with the beginning of what it says and without anything secret that was sent.
fn refused(step: &Step<'_>, request: &Request, reply: &Reply) -> Failure {
    let mut said = String::from_utf8_lossy(&reply.body).split_whitespace().collect::<Vec<_>>().join(" ");
    let sent = request
        .headers
        .iter()
        .flat_map(|(_, value)| [value.as_str(), value.rsplit(' ').next().unwrap_or_default()]);
    for secret in sent.chain(step.secrets.values().map(String::as_str)).filter(|secret| secret.len() > 3) {
        said = said.replace(secret, "***");
    }
    let said: String = said.chars().take(crate::limits::SAID_CHARS).collect();
    let kind = match reply.status {
        401 | 407 => FailureKind::Authentication,
        403 => FailureKind::NotAllowed,
        404 | 410 => FailureKind::NotFound,
        409 => FailureKind::Conflict,
        400 | 422 => FailureKind::Input,
        _ => FailureKind::Other,
    };
    let place = shown(&request.url);
    Failure::new(kind, format!("{} {place} was answered with {} (\"{said}\")", request.name, reply.status))
}
