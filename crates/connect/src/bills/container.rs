//! Blobs in containers of Azure.

use super::{
    Bills, Fetched, Found, Told,
    bucket::{Wanted, below, bill, with_query},
    limits,
    sign::shared_key,
    time,
    wire::Question,
    xml,
};
use crate::{http::Ask, reader::ReadError};
use portico_cost::sources::{Container, ContainerAccess};
use std::time::SystemTime;
use url::Url;

/// The version of the interface that is spoken.
const VERSION: &str = "2021-12-02";

impl Bills {
    /// The blobs whose names begin as they should, or match a pattern.
    pub(super) async fn list_container(&self, container: &Container) -> Result<Vec<Found>, ReadError> {
        let place = container.shown();
        let wanted = Wanted::new(&container.prefix, &place)?;
        let mut all = Vec::new();
        let mut marker: Option<String> = None;
        for _ in 0..limits::PAGES {
            let mut pairs =
                vec![("restype", "container"), ("comp", "list"), ("prefix", wanted.prefix.as_str())];
            pairs.extend(marker.as_deref().map(|marker| ("marker", marker)));
            let url = with_query(&container.address, &pairs);
            let ask = || allowed(container, &url);
            let page = self.page(&question(&place, &ask)).await?;
            all.extend(xml::elements(&page, "Blob").filter_map(blob).filter(|found| wanted.wants(found)));
            wanted.check(all.len(), &place)?;
            marker =
                xml::text(&page, "NextMarker").map(|text| text.into_owned()).filter(|text| !text.is_empty());
            if marker.is_none() {
                return Ok(all);
            }
        }
        Err(ReadError::TooLarge(format!("the list of {place} does not end; write a longer prefix")))
    }

    pub(super) async fn fetch_blob(
        &self,
        container: &Container,
        found: &Found,
        told: Told<'_>,
    ) -> Result<Fetched, ReadError> {
        let place = format!("{} in {}", found.path, container.shown());
        let url = below(&container.address, &found.path, &place)?;
        let ask = || allowed(container, &url);
        let (incoming, reply) = self.object(&question(&place, &ask), told).await?;
        Ok(Fetched::New(bill(incoming, &reply, found)))
    }
}

fn question<'a>(place: &'a str, ask: &'a (dyn Fn() -> Result<Ask, ReadError> + Sync)) -> Question<'a> {
    let credentials =
        "`sasToken` or `accountKey` of the source: it must be good still, and allow to read and list";
    Question { place, credentials, ask }
}

fn blob(text: &str) -> Option<Found> {
    let path = xml::text(text, "Name")?.into_owned();
    let properties = xml::elements(text, "Properties").next()?;
    let bytes: u64 = xml::text(properties, "Content-Length")?.trim().parse().ok()?;
    let etag = xml::text(properties, "Etag").unwrap_or_default();
    let modified = xml::text(properties, "Last-Modified").unwrap_or_default();
    let is_folder = bytes == 0 || path.ends_with('/');
    (!is_folder).then(|| Found {
        path,
        mark: Some(format!("{bytes}:{etag}")),
        bytes: Some(bytes),
        modified_ms: time::read_ms(&modified),
    })
}

/// A request that the store lets pass.
fn allowed(container: &Container, url: &Url) -> Result<Ask, ReadError> {
    let date = httpdate::fmt_http_date(SystemTime::now());
    let headers = [("x-ms-date", date.as_str()), ("x-ms-version", VERSION)];
    let mut url = url.clone();
    let mut authorization = None;
    match &container.access {
        ContainerAccess::Anonymous => {}
        ContainerAccess::Signature(signature) => {
            let query = [url.query(), Some(signature.expose())].into_iter().flatten();
            let query = query.collect::<Vec<_>>().join("&");
            url.set_query(Some(&query));
        }
        ContainerAccess::Key(key) => {
            let said = shared_key(&container.account, key, &url, &headers).ok_or_else(|| {
                ReadError::Unauthorized("`accountKey` is no key: it must be written in base64".to_owned())
            })?;
            authorization = Some(("authorization".to_owned(), said));
        }
    }
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Ask::get(url).headers(headers).headers(authorization))
}
