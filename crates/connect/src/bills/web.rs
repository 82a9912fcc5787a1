//! A file on a web server, or on a source-control host with an integration.

use super::{Bill, Bills, Fetched, Found, Incoming, Told, limits, time, wire};
use crate::{
    http::{Ask, Download, Reply},
    reader::{Answer, ReadError, error::place},
};
use portico_cost::sources::Web;
use std::time::SystemTime;
use tokio::io::AsyncWriteExt as _;
use url::{Position, Url};

/// What is known of it without asking: nothing but its name.
pub(super) fn found(web: &Web) -> Found {
    Found { path: web.url[..Position::AfterPath].to_owned(), mark: None, bytes: None, modified_ms: None }
}

impl Bills {
    pub(super) async fn fetch_web(
        &self,
        web: &Web,
        mark: Option<&str>,
        told: Told<'_>,
    ) -> Result<Fetched, ReadError> {
        if web.token.is_none() && self.reader.integrations().of(web.url.as_str()).is_some() {
            return self.fetch_from_host(web, mark).await;
        }
        let place = place(web.url.as_str());
        let (incoming, mut file) = Incoming::new(&self.folder).await?;
        let mut pause = self.reader.limits().first_pause;
        for tried in 1.. {
            let to = Download {
                into: &mut file,
                limit: self.file_bytes,
                idle: limits::IDLE_TIME,
                told: &mut *told,
            };
            match self.follow(web, mark, &place, to).await {
                Ok(reply) if reply.status == 304 => return Ok(Fetched::NotModified),
                Ok(reply) => {
                    file.shutdown().await.map_err(|error| wire::disk(&error))?;
                    return Ok(Fetched::New(of_reply(incoming, &reply)));
                }
                Err(error) if tried == limits::TRIES || !error.is_passing() => return Err(error),
                Err(_) => {}
            }
            wire::rewind(&mut file).await.map_err(|error| wire::disk(&error))?;
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(ReadError::Unreachable(format!("{place} gave no answer")))
    }

    /// Asks, and follows redirects to where they may lead.
    async fn follow(
        &self,
        web: &Web,
        mark: Option<&str>,
        place: &str,
        to: Download<'_>,
    ) -> Result<Reply, ReadError> {
        let Download { into, limit, idle, told } = to;
        let mut url = web.url.clone();
        for _ in 0..=limits::REDIRECTS {
            let allowed = self.reader.allowed();
            allowed.check(&url)?;
            let mut ask = Ask::get(url.clone()).timeout(limits::ANSWER_TIME).reach(allowed.reach(&url));
            if url.origin() == web.url.origin() {
                let token = web.token.as_ref();
                ask = ask.headers(
                    token.map(|token| ("authorization".into(), format!("Bearer {}", token.expose()))),
                );
            }
            ask = ask.headers(condition(mark));
            let to = Download { into: &mut *into, limit, idle, told: &mut *told };
            let answer = self.reader.http().download(ask, to).await;
            let reply = answer.map_err(|error| ReadError::of_http(&error, place))?;
            if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
                return judge(reply, place);
            }
            url = next(&url, &reply, place)?;
        }
        Err(ReadError::Failed(format!("{place} leads through more than {} redirects", limits::REDIRECTS)))
    }

    /// A file in a repository: of the size that such files may have.
    async fn fetch_from_host(&self, web: &Web, mark: Option<&str>) -> Result<Fetched, ReadError> {
        let content = match self.reader.read(web.url.as_str(), mark).await? {
            Answer::NotModified => return Ok(Fetched::NotModified),
            Answer::New(content) => content,
        };
        let (incoming, mut file) = Incoming::new(&self.folder).await?;
        file.write_all(&content.bytes).await.map_err(|error| wire::disk(&error))?;
        file.shutdown().await.map_err(|error| wire::disk(&error))?;
        Ok(Fetched::New(Bill {
            place: incoming,
            mark: content.etag.unwrap_or_default(),
            modified_ms: time::since_1970_ms(SystemTime::now()),
        }))
    }
}

/// Marks that are etags begin with their quotes.
fn condition(mark: Option<&str>) -> Option<(String, String)> {
    let etag = mark.filter(|mark| mark.starts_with('"') || mark.starts_with("W/\""))?;
    Some(("if-none-match".to_owned(), etag.to_owned()))
}

fn next(from: &Url, reply: &Reply, place: &str) -> Result<Url, ReadError> {
    let target = reply.header("location").and_then(|location| from.join(location).ok());
    target.ok_or_else(|| {
        ReadError::Failed(format!("{place} answered with a redirect that does not say where to"))
    })
}

fn of_reply(place: Incoming, reply: &Reply) -> Bill {
    let modified_ms = reply.header("last-modified").and_then(time::read_ms);
    Bill {
        place,
        mark: reply.header("etag").unwrap_or_default().to_owned(),
        modified_ms: modified_ms.unwrap_or_else(|| time::since_1970_ms(SystemTime::now())),
    }
}

fn judge(reply: Reply, place: &str) -> Result<Reply, ReadError> {
    let status = reply.status;
    match status {
        304 => Ok(reply),
        _ if reply.is_success() => Ok(reply),
        401 | 403 | 407 => Err(ReadError::Unauthorized(format!(
            "{place} could not be read: the server refused ({status}); check the source's `token`"
        ))),
        404 | 410 => Err(ReadError::NotFound(format!("{place} was not found ({status})"))),
        429 | 500.. => Err(ReadError::Unreachable(format!(
            "{place} could not be read: the server is out of order ({status}); it is asked again later"
        ))),
        _ => Err(ReadError::Failed(format!("{place} could not be read: the server answered {status}"))),
    }
}
