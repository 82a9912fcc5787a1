//! Objects in buckets of S3 and of what speaks like it, Google Cloud Storage among them.

use super::{
    Bill, Bills, Fetched, Found, Told, is_bill, limits,
    sign::{EMPTY_SHA256, Version4, encoded_path, encoded_query},
    time,
    wire::Question,
    xml,
};
use crate::{
    http::Ask,
    reader::{ReadError, glob::Glob},
};
use percent_encoding::percent_decode_str;
use portico_cost::sources::{Access, Bucket};
use std::time::SystemTime;
use url::{Position, Url};

impl Bills {
    /// The objects whose names begin as they should, or match a pattern.
    pub(super) async fn list_bucket(&self, bucket: &Bucket) -> Result<Vec<Found>, ReadError> {
        let place = bucket.shown();
        let wanted = Wanted::new(&bucket.prefix, &place)?;
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..limits::PAGES {
            let mut pairs =
                vec![("list-type", "2"), ("encoding-type", "url"), ("prefix", wanted.prefix.as_str())];
            pairs.extend(token.as_deref().map(|token| ("continuation-token", token)));
            let url = with_query(&bucket.address, &pairs);
            let ask = || signed(bucket, &url);
            let page = self.page(&question(&place, &ask)).await?;
            all.extend(
                xml::elements(&page, "Contents").filter_map(object).filter(|found| wanted.wants(found)),
            );
            wanted.check(all.len(), &place)?;
            let is_last = xml::text(&page, "IsTruncated").as_deref() != Some("true");
            token = xml::text(&page, "NextContinuationToken").map(|text| text.into_owned());
            if is_last || token.is_none() {
                return Ok(all);
            }
        }
        Err(ReadError::TooLarge(format!("the list of {place} does not end; write a longer prefix")))
    }

    pub(super) async fn fetch_object(
        &self,
        bucket: &Bucket,
        found: &Found,
        told: Told<'_>,
    ) -> Result<Fetched, ReadError> {
        let place = format!("{} in {}", found.path, bucket.shown());
        let url = below(&bucket.address, &found.path, &place)?;
        let ask = || signed(bucket, &url);
        let (incoming, reply) = self.object(&question(&place, &ask), told).await?;
        Ok(Fetched::New(bill(incoming, &reply, found)))
    }
}

fn question<'a>(place: &'a str, ask: &'a (dyn Fn() -> Result<Ask, ReadError> + Sync)) -> Question<'a> {
    let credentials =
        "`accessKeyId` and `secretAccessKey` (or `token`) of the source, and what they may read and list";
    Question { place, credentials, ask }
}

/// What came, with what the list said of it: that is compared the next time.
pub(super) fn bill(place: super::Incoming, reply: &crate::http::Reply, found: &Found) -> Bill {
    let modified_ms = found.modified_ms.or_else(|| reply.header("last-modified").and_then(time::read_ms));
    Bill {
        place,
        mark: found.mark.clone().unwrap_or_default(),
        modified_ms: modified_ms.unwrap_or_else(|| time::since_1970_ms(SystemTime::now())),
    }
}

/// Which names are wanted.
pub(super) struct Wanted {
    /// What all of them begin with.
    pub(super) prefix: String,
    pattern: Option<Glob>,
}

impl Wanted {
    pub(super) fn new(text: &str, place: &str) -> Result<Self, ReadError> {
        let Some(special) = text.find(['*', '?', '{']) else {
            return Ok(Self { prefix: text.to_owned(), pattern: None });
        };
        let pattern = Glob::new(text).ok_or_else(|| {
            ReadError::Failed(format!("the braces in {place} make too many patterns; write several sources"))
        })?;
        Ok(Self { prefix: text[..special].to_owned(), pattern: Some(pattern) })
    }

    pub(super) fn wants(&self, found: &Found) -> bool {
        match &self.pattern {
            Some(pattern) => pattern.matches(&found.path),
            // A name that is written whole is wanted whatever it is called.
            None => found.path == self.prefix || is_bill(&found.path),
        }
    }

    pub(super) fn check(&self, count: usize, place: &str) -> Result<(), ReadError> {
        if count <= limits::FILES {
            return Ok(());
        }
        let most = limits::FILES;
        Err(ReadError::TooLarge(format!("{place} holds more than {most} files; write a longer prefix")))
    }
}

fn object(text: &str) -> Option<Found> {
    let key = xml::text(text, "Key")?;
    // In this form a blank may be written as `+`, and a `+` never as itself.
    let key = percent_decode_str(&key.replace('+', "%20")).decode_utf8().ok()?.into_owned();
    let bytes: u64 = xml::text(text, "Size")?.trim().parse().ok()?;
    let etag = xml::text(text, "ETag").unwrap_or_default().into_owned();
    let modified = xml::text(text, "LastModified").unwrap_or_default();
    // Without an etag, the time tells.
    let mark = if etag.is_empty() { format!("{bytes}:{modified}") } else { format!("{bytes}:{etag}") };
    let is_folder = bytes == 0 || key.ends_with('/');
    (!is_folder).then(|| Found {
        path: key,
        mark: Some(mark),
        bytes: Some(bytes),
        modified_ms: time::read_ms(&modified),
    })
}

pub(super) fn with_query(address: &Url, pairs: &[(&str, &str)]) -> Url {
    let mut url = address.clone();
    url.set_query(Some(&encoded_query(pairs)));
    url
}

/// The address of an object.
pub(super) fn below(address: &Url, key: &str, place: &str) -> Result<Url, ReadError> {
    let path = format!("{}/{}", address.path().trim_end_matches('/'), encoded_path(key));
    let mut url = address.clone();
    url.set_path(&path);
    // Segments such as `..` would be another object.
    if url.path() == path {
        Ok(url)
    } else {
        Err(ReadError::Failed(format!("{place} has a name that no address can hold")))
    }
}

/// A request that the store lets pass.
fn signed(bucket: &Bucket, url: &Url) -> Result<Ask, ReadError> {
    let ask = Ask::get(url.clone());
    let (key_id, key, session, region) = match &bucket.access {
        Access::Anonymous => return Ok(ask),
        Access::Token(token) => return Ok(ask.header("authorization", format!("Bearer {}", token.expose()))),
        Access::Signed { key_id, key, session, region } => (key_id, key, session, region),
    };
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let moment = time::compact(SystemTime::now());
    let mut headers =
        vec![("host", host), ("x-amz-content-sha256", EMPTY_SHA256), ("x-amz-date", moment.as_str())];
    headers.extend(session.as_ref().map(|session| ("x-amz-security-token", session.expose())));
    let authorization = Version4 { key_id, key, region }.authorization(url, &headers, &moment);
    let sent = headers.into_iter().skip(1).map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(ask.headers(sent).header("authorization", authorization))
}
