//! One file.

use super::{
    Answer, Content, Inner,
    error::ReadError,
    host::{self, Request},
    limits,
    wire::Question,
};
use crate::http::{Method, Reply};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico_entity::location::sha1_hex;
use portico_scm::{Address, Integration, Kind, Reference};
use serde_json::Value;
use std::borrow::Cow;
use url::Url;

impl Inner {
    /// A file on a host.
    pub(super) async fn file(
        &self,
        one: &Integration,
        at: &Address,
        place: &str,
        etag: Option<&str>,
    ) -> Result<Answer<Content>, ReadError> {
        self.file_up_to(one, at, place, etag, self.limits.file_bytes).await
    }

    /// A file on a host that has at most so many bytes; of a larger one no more is read.
    pub(super) async fn file_up_to(
        &self,
        one: &Integration,
        at: &Address,
        place: &str,
        etag: Option<&str>,
        most: usize,
    ) -> Result<Answer<Content>, ReadError> {
        if at.path.is_empty() {
            let text = format!(
                "{place} leads to a repository; write the address of a file, such as {}",
                one.kind.example()
            );
            return Err(ReadError::Failed(text));
        }
        let at = self.with_reference(one, at, place).await?;
        if one.kind == Kind::Gitlab && etag.is_some() {
            let mut question = self.question(one, &at, place, host::gitlab_version(one, &at)?).await?;
            question.method = Method::Head;
            if self.ask(question).await?.header("x-gitlab-blob-id") == etag {
                return Ok(Answer::NotModified);
            }
        }
        let mut question = self.file_question(one, &at, place).await?;
        question.headers.extend(condition(etag));
        question.limit = match one.kind {
            Kind::Gerrit => most.saturating_mul(4) / 3 + 4,
            _ => most,
        };
        let mut reply = self.ask(question).await?;
        if one.kind == Kind::Gerrit && reply.status != 304 {
            let text: Vec<u8> =
                reply.body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            reply.body = STANDARD.decode(text).map_err(|_| {
                ReadError::Failed(format!(
                    "{place} was answered with something that is no file; check `gitilesBaseUrl`"
                ))
            })?;
        }
        if one.kind == Kind::Github && is_folder(&reply) {
            let text = format!(
                "{place} is a folder; write the address of a file, or a pattern such as {place}/*.yaml"
            );
            return Err(ReadError::NotFound(text));
        }
        Ok(content(reply, etag))
    }

    /// A file on a web server.
    pub(super) async fn web_file(
        &self,
        url: &str,
        place: &str,
        etag: Option<&str>,
    ) -> Result<Answer<Content>, ReadError> {
        let parsed = Url::parse(url).map_err(|_| {
            ReadError::Failed(format!(
                "\"{place}\" is not an address; write it whole, beginning with https://"
            ))
        })?;
        self.allow.check(&parsed)?;
        if parsed.path().contains('*') {
            return Err(ReadError::Failed(format!(
                "{place} has a `*` in its path, which works only on hosts with an integration; write one target for each \
                 file"
            )));
        }
        let question = Question {
            method: Method::Get,
            url: parsed,
            place,
            integration: None,
            headers: condition(etag).into_iter().collect(),
            credentials: Vec::new(),
            body: None,
            limit: self.limits.file_bytes,
            time: self.limits.answer_time,
        };
        Ok(content(self.ask(question).await?, etag))
    }

    async fn file_question<'a>(
        &self,
        one: &'a Integration,
        at: &Address,
        place: &'a str,
    ) -> Result<Question<'a>, ReadError> {
        let credentials = self.credentials(one, &at.owner).await?;
        let request = host::file(one, at, credentials.is_empty())?;
        Ok(self.question_with(one, place, request, credentials))
    }

    /// A question to a host, with its credentials.
    pub(super) async fn question<'a>(
        &self,
        one: &'a Integration,
        at: &Address,
        place: &'a str,
        request: Request,
    ) -> Result<Question<'a>, ReadError> {
        let credentials = self.credentials(one, &at.owner).await?;
        Ok(self.question_with(one, place, request, credentials))
    }

    fn question_with<'a>(
        &self,
        one: &'a Integration,
        place: &'a str,
        request: Request,
        credentials: Vec<(String, String)>,
    ) -> Question<'a> {
        Question {
            method: Method::Get,
            url: request.url,
            place,
            integration: Some(one),
            headers: vec![("accept".to_owned(), request.accept.to_owned())],
            credentials,
            body: None,
            limit: limits::FACT_BYTES,
            time: self.limits.answer_time,
        }
    }

    /// The address with a reference where the host needs one.
    pub(super) async fn with_reference<'a>(
        &self,
        one: &Integration,
        at: &'a Address,
        place: &str,
    ) -> Result<Cow<'a, Address>, ReadError> {
        if one.kind != Kind::BitbucketCloud || at.reference.is_some() {
            return Ok(Cow::Borrowed(at));
        }
        let reply = self.ask(self.question(one, at, place, host::main_branch(one, at)?).await?).await?;
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let name = body["mainbranch"]["name"].as_str().ok_or_else(|| {
            ReadError::NotFound(format!("{place} names no branch, and the repository has no main branch"))
        })?;
        let reference = Some(Reference::Branch(name.to_owned()));
        Ok(Cow::Owned(Address { reference, ..at.clone() }))
    }
}

/// The header that asks for an answer only if there is something new; etags that we made ourselves say nothing to a host.
fn condition(etag: Option<&str>) -> Option<(String, String)> {
    let etag = etag.filter(|etag| etag.starts_with('"') || etag.starts_with("W/\""))?;
    Some(("if-none-match".to_owned(), etag.to_owned()))
}

/// GitHub answers for a folder with its list, whatever is asked for.
fn is_folder(reply: &Reply) -> bool {
    let is_json = reply.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
    is_json && reply.body.trim_ascii_start().starts_with(b"[")
}

fn content(reply: Reply, etag: Option<&str>) -> Answer<Content> {
    if reply.status == 304 {
        return Answer::NotModified;
    }
    let given = reply.header("x-gitlab-blob-id").or_else(|| reply.header("etag"));
    let new = given.map_or_else(|| format!("sha1:{}", sha1_hex(&reply.body)), str::to_owned);
    if Some(new.as_str()) == etag {
        return Answer::NotModified;
    }
    Answer::New(Content { bytes: reply.body, etag: Some(new) })
}
