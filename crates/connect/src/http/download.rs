//! Answers that are too large for the memory: they go to a file.

use super::{Ask, Http, HttpError, Reply, failure, headers, shown};
use reqwest::Response;
use std::{ops::ControlFlow, time::Duration};
use tokio::{fs::File, io::AsyncWriteExt as _, time::timeout};

/// Where a good answer goes, and how far.
pub struct Download<'a> {
    /// The file; what is in it is kept.
    pub into: &'a mut File,
    /// Largest answer, in bytes.
    pub limit: u64,
    /// Longest that nothing may come.
    pub idle: Duration,
    /// Told the number of bytes so far; says whether to go on.
    pub told: &'a mut (dyn FnMut(u64) -> ControlFlow<()> + Send),
}

impl Http {
    /// Asks, and writes the body of an answer of success to a file; in what is returned, it is empty. The time of the
    /// question holds until the answer begins. Other answers are read as [`Http::send`] does.
    ///
    /// # Errors
    /// If there is no complete answer within the limits, or the disk does not take it.
    pub async fn download(&self, ask: Ask, to: Download<'_>) -> Result<Reply, HttpError> {
        let url = ask.url.clone();
        let late = |time: Duration| HttpError::Timeout { url: shown(&url), seconds: time.as_secs_f64() };
        let sending = timeout(ask.timeout, self.request(&ask)?.send()).await;
        let sent = sending.map_err(|_| late(ask.timeout))?;
        let mut response = sent.map_err(|error| failure(&url, ask.timeout, error))?;
        let reply = |response: &Response, body| {
            let status = response.status().as_u16();
            Reply { status, headers: headers(response), body, url: url.clone() }
        };
        let (keep, limit) = match response.status().is_success() {
            true => (true, to.limit),
            false => (false, u64::try_from(ask.limit).unwrap_or(u64::MAX)),
        };
        let too_large =
            || HttpError::TooLarge { url: shown(&url), limit: usize::try_from(limit).unwrap_or(usize::MAX) };
        if response.content_length().is_some_and(|bytes| bytes > limit) {
            return Err(too_large());
        }
        let (mut bytes, mut body) = (0_u64, Vec::new());
        loop {
            let next = timeout(to.idle, response.chunk()).await.map_err(|_| late(to.idle))?;
            let Some(piece) = next.map_err(|error| failure(&url, to.idle, error))? else { break };
            bytes = bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            if bytes > limit {
                return Err(too_large());
            }
            if keep {
                to.into.write_all(&piece).await.map_err(|error| HttpError::Disk(shown(&url), error))?;
                if (to.told)(bytes).is_break() {
                    return Err(HttpError::Ended(shown(&url)));
                }
            } else {
                body.extend_from_slice(&piece);
            }
        }
        to.into.flush().await.map_err(|error| HttpError::Disk(shown(&url), error))?;
        Ok(reply(&response, body))
    }
}
