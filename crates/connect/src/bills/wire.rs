//! Asking an object store: patience, and what its answers mean.

use super::{Bills, Incoming, Told, limits, xml};
use crate::{
    http::{Ask, Download, HttpError, Reply},
    reader::ReadError,
};
use std::io::SeekFrom;
use tokio::{
    fs::File,
    io::{AsyncSeekExt as _, AsyncWriteExt as _},
};

/// A question to a store.
pub(super) struct Question<'a> {
    /// What messages call it.
    pub(super) place: &'a str,
    /// What messages call the credentials.
    pub(super) credentials: &'a str,
    /// The request, signed for this moment.
    pub(super) ask: &'a (dyn Fn() -> Result<Ask, ReadError> + Sync),
}

impl Bills {
    /// A page of a list, as text.
    pub(super) async fn page(&self, question: &Question<'_>) -> Result<String, ReadError> {
        let mut pause = self.reader.limits().first_pause;
        for tried in 1.. {
            let ask = (question.ask)()?.limit(limits::PAGE_BYTES).timeout(limits::ANSWER_TIME);
            match judge(self.reader.http().send(ask).await, question) {
                Ok(reply) => return Ok(String::from_utf8_lossy(&reply.body).into_owned()),
                Err(error) if tried == limits::TRIES || !error.is_passing() => return Err(error),
                Err(_) => {}
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(ReadError::Unreachable(format!("{} gave no answer", question.place)))
    }

    /// A file, whole.
    pub(super) async fn object(
        &self,
        question: &Question<'_>,
        told: Told<'_>,
    ) -> Result<(Incoming, Reply), ReadError> {
        let (incoming, mut file) = Incoming::new(&self.folder).await?;
        let mut pause = self.reader.limits().first_pause;
        for tried in 1.. {
            let ask = (question.ask)()?.timeout(limits::ANSWER_TIME);
            let to = Download {
                into: &mut file,
                limit: self.file_bytes,
                idle: limits::IDLE_TIME,
                told: &mut *told,
            };
            match judge(self.reader.http().download(ask, to).await, question) {
                Ok(reply) => {
                    file.shutdown().await.map_err(|error| disk(&error))?;
                    return Ok((incoming, reply));
                }
                Err(error) if tried == limits::TRIES || !error.is_passing() => return Err(error),
                Err(_) => {}
            }
            rewind(&mut file).await.map_err(|error| disk(&error))?;
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(ReadError::Unreachable(format!("{} gave no answer", question.place)))
    }
}

/// Empties a file for another try.
pub(super) async fn rewind(file: &mut File) -> std::io::Result<()> {
    file.set_len(0).await?;
    file.seek(SeekFrom::Start(0)).await?;
    Ok(())
}

pub(super) fn disk(error: &std::io::Error) -> ReadError {
    ReadError::Failed(format!("a bill cannot be kept in the data folder: {error}"))
}

/// What an answer means.
fn judge(answer: Result<Reply, HttpError>, question: &Question<'_>) -> Result<Reply, ReadError> {
    let (place, credentials) = (question.place, question.credentials);
    let reply = answer.map_err(|error| ReadError::of_http(&error, place))?;
    if reply.is_success() {
        return Ok(reply);
    }
    let status = reply.status;
    let said = said(&reply.body);
    Err(match status {
        301 | 307 => {
            let region = reply.header("x-amz-bucket-region").map_or_else(
                || "check `region` and `endpoint`".to_owned(),
                |region| format!("write `region: {region}`"),
            );
            ReadError::Failed(format!("{place} lies elsewhere ({status}{said}); {region}"))
        }
        400 | 401 | 403 => {
            ReadError::Unauthorized(format!("{place} may not be read ({status}{said}); check {credentials}"))
        }
        404 | 410 => ReadError::NotFound(format!("{place} was not found ({status}{said})")),
        429 => ReadError::RateLimited {
            message: format!("{place} was asked for too often ({status}{said})"),
            retry_after: reply.header("retry-after").and_then(|text| text.trim().parse().ok()).map(
                |seconds: u64| std::time::Duration::from_secs(seconds).min(crate::limits::RETRY_AFTER_MOST),
            ),
        },
        500.. => ReadError::Unreachable(format!(
            "{place} could not be read: the store is out of order ({status}{said}); it is asked again later"
        )),
        _ => ReadError::Failed(format!("{place} could not be read: the store answered {status}{said}")),
    })
}

/// The beginning of the store's own message.
fn said(body: &[u8]) -> String {
    let body = String::from_utf8_lossy(body);
    let (code, message) = (xml::text(&body, "Code"), xml::text(&body, "Message"));
    let parts: Vec<_> = [code, message].into_iter().flatten().collect();
    let text = parts.join(": ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text.chars().take(crate::limits::SAID_CHARS).collect();
    if text.is_empty() { text } else { format!(": {text}") }
}

#[cfg(test)]
mod tests {
    use super::{Question, judge};
    use crate::{http::Reply, limits::RETRY_AFTER_MOST, reader::ReadError};
    use std::time::Duration;

    #[track_caller]
    fn check(header: Option<&str>, expect: Option<Duration>) {
        let headers = header.map(|text| ("retry-after".to_owned(), text.to_owned()));
        let url = "https://bills.example.com/".parse().unwrap();
        let reply =
            Reply { status: 429, headers: headers.into_iter().collect(), body: b"slow down".to_vec(), url };
        let ask = || Err(ReadError::Failed("nothing is asked here".to_owned()));
        let question = Question { place: "s3://bills", credentials: "the key", ask: &ask };
        match judge(Ok(reply), &question) {
            Err(ReadError::RateLimited { retry_after, .. }) => assert_eq!(retry_after, expect, "{header:?}"),
            other => panic!("{header:?}: {:?}", other.err()),
        }
    }

    #[test]
    fn a_store_may_ask_for_a_pause_of_a_day_and_no_longer() {
        check(Some("30"), Some(Duration::from_secs(30)));
        check(Some(" 0 "), Some(Duration::ZERO));
        check(Some("31536000"), Some(RETRY_AFTER_MOST));
        check(Some(&u64::MAX.to_string()), Some(RETRY_AFTER_MOST));
        check(Some("tomorrow"), None);
        check(None, None);
    }
}
