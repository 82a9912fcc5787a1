//! The generic source: any list in JSON, YAML or CSV behind a web address, turned into entities by a mapping in the
//! configuration, `catalog.providers.http.<id>`:
//!
//! ```yaml
//! url: https://inventory.example.com/api/applications
//! headers: { authorization: "Bearer ${INVENTORY_TOKEN}" }   # or basicAuth: { username, password }
//! method: GET                     # or POST, which is usual with a body
//! format: json                    # yaml, csv (with a delimiter); else the content type says
//! items: data.applications        # else the answer itself, or the only list in it
//! key: id                         # if items is a mapping: where templates find its keys
//! paging: { next: links.next }    # { link: true }, { page: NAME, start: 1 }, { offset: NAME },
//!                                 # { cursor: PATH, parameter: NAME }; the last three with { size: 100, sizeParameter: NAME }
//! timeout: 30s                    # of one request
//! schedule: { frequency: 10m, timeout: 3m, initialDelay: 0s }
//! entities:
//!   - kind: Component
//!     if: [status != retired, "type in [service, website]"]
//!     name: "{{ id | slug }}"
//!     title: "{{ name }}"
//!     tags: "{{ technologies | tag }}"
//!     annotations: { inventory.example.com/id: "{{ id }}" }
//!     spec: { type: "{{ type | default('service') }}", lifecycle: production, owner: "group:{{ team | slug }}" }
//!   - kind: API
//!     each: interfaces            # one for each item of a list in the row; the row itself is `row`, the item is `item`
//!     name: "{{ row.id | slug }}-{{ name | slug }}"
//! ```
//!
//! What has no value is left out; a row without a name is left out and told. An answer that is only the first of several
//! pages is refused, and so is a list of which no row can be mapped: both would empty the catalog.

mod condition;
mod filters;
mod format;
mod mapping;
mod paging;
mod path;
mod template;

use super::{
    BoxFuture, Emission, FetchError, Provider, Schedule,
    api::{self, Api},
    collector::Collector,
    read::Given,
};
use crate::{
    http::{Ask, Method, Reply, shown},
    limits,
};
use format::Format;
use mapping::Mapping;
use paging::{Paging, Place};
use path::Path;
use portico_entity::LocationRef;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};
use url::Url;

/// A list behind a web address.
#[derive(Debug)]
pub(super) struct HttpSource {
    name: String,
    schedule: Schedule,
    api: Api,
    /// The first page, as a request without its address.
    ask: Ask,
    format: Option<Format>,
    delimiter: u8,
    items: Option<Path>,
    key: Option<String>,
    paging: Paging,
    mappings: Vec<Mapping>,
}

const KEYS: &[&str] = &[
    "id",
    "url",
    "method",
    "headers",
    "basicAuth",
    "body",
    "format",
    "delimiter",
    "items",
    "key",
    "paging",
    "timeout",
    "schedule",
    "entities",
];

impl HttpSource {
    /// Reads the configuration of one source.
    pub(super) fn read(given: Given<'_, '_>) -> Result<Arc<dyn Provider>, ConfigError> {
        let section = given.section;
        section.only(KEYS)?;
        let (paging, parameters) = Paging::read(&section.section("paging")?)?;
        let mut ask = request(section)?;
        for (name, value) in parameters {
            ask.url = paging::with_parameter(&ask.url, &name, &value);
        }
        let format = section.text("format")?;
        let known = format.map(|name| {
            Format::named(name).ok_or_else(|| section.wrong("format", "must be json, yaml or csv"))
        });
        let delimiter = match section.text("delimiter")? {
            None => b',',
            Some("tab" | "\t") => b'\t',
            Some(text) if text.len() == 1 && text.is_ascii() => text.as_bytes()[0],
            Some(_) => return Err(section.wrong("delimiter", "must be one character such as \";\", or tab")),
        };
        let items = section.text("items")?.map(Path::parse).transpose();
        let mappings = section.sections("entities")?;
        if mappings.is_empty() {
            let message = "is missing; it must be a list of mappings with kind, name and spec";
            return Err(section.wrong("entities", message));
        }
        Ok(Arc::new(Self {
            name: given.name,
            schedule: Schedule::read(section, given.ignored)?,
            api: Api::new(given.http, section.path()),
            ask,
            format: known.transpose()?,
            delimiter,
            items: items.map_err(|message| section.wrong("items", message))?,
            key: section.text("key")?.map(str::to_owned),
            paging,
            mappings: mappings.iter().map(Mapping::read).collect::<Result<_, _>>()?,
        }))
    }

    async fn collect(&self) -> Result<Emission, FetchError> {
        let mut reading = Reading::default();
        let mut next = Some(self.ask.url.clone());
        // A page that was read already ends the list: there is nothing new behind it.
        while let Some(url) = next.filter(|url| reading.asked.insert(url.clone())) {
            next = self.page(url, &mut reading).await?;
        }
        let emission = reading.collector.finish();
        match emission.skipped.first() {
            // Then it is the mapping that is wrong, or the list is another one.
            Some(first) if emission.entities.is_empty() => {
                let problem = format!("none of its {} rows could be mapped; {first}", reading.rows);
                Err(FetchError::malformed(self.request(), problem))
            }
            _ => Ok(emission),
        }
    }

    /// Reads one page; the answer is the address of the next one.
    async fn page(&self, url: Url, reading: &mut Reading) -> Result<Option<Url>, FetchError> {
        let malformed = |problem| FetchError::malformed(self.request(), problem);
        let reply = self.api.ask(Ask { url: url.clone(), ..self.ask.clone() }).await?;
        reading.bytes += reply.body.len();
        let answer = self.decode(&reply).map_err(malformed)?;
        let pointer = self.paging.pointer(&answer);
        let rows = format::rows(answer, self.items.as_ref(), self.key.as_deref()).map_err(malformed)?;
        let is_end = self.paging.ends_empty() && (rows.is_empty() || reading.is_repeated(&rows));
        if is_end {
            return Ok(None);
        }
        reading.empty = if rows.is_empty() { reading.empty + 1 } else { 0 };
        self.map(&rows, reading);
        reading.rows += rows.len();
        let incomplete = |problem| FetchError::incomplete(self.request(), problem);
        if let Some(problem) = reading.too_much() {
            return Err(incomplete(problem));
        }
        let place =
            Place { url: &url, reply: &reply, pointer, pages: reading.asked.len(), rows: reading.rows };
        match self.paging.following(place).map_err(incomplete)? {
            Some(next) if !api::same_origin(&next, &self.ask.url) => Err(incomplete(format!(
                "its next page is on another host, {}, which must not get the credentials",
                shown(&next)
            ))),
            next => Ok(next),
        }
    }

    fn request(&self) -> String {
        api::describe(&self.ask)
    }

    fn decode(&self, reply: &Reply) -> Result<Value, String> {
        let guess = || Format::guess(reply.header("content-type"), reply.url.path());
        self.format.unwrap_or_else(guess).read(&reply.body, self.delimiter)
    }

    fn map(&self, rows: &[Value], reading: &mut Reading) {
        let location = LocationRef::new("url", shown(&self.ask.url));
        for (index, row) in rows.iter().enumerate() {
            let place = format!("row {}", reading.rows + index + 1);
            for mapping in &self.mappings {
                mapping.make(row, |made| match made {
                    Ok(entity) => reading.collector.add(&place, location.clone(), entity),
                    Err(message) => reading.collector.skip(&place, message),
                });
            }
        }
    }
}

/// What was read so far.
#[derive(Debug, Default)]
struct Reading {
    collector: Collector,
    asked: HashSet<Url>,
    rows: usize,
    bytes: usize,
    /// Pages without rows since the last one with rows.
    empty: usize,
    last_page: Option<u64>,
}

impl Reading {
    /// Whether a page has the same rows as the one before: some servers repeat the last page for ever.
    fn is_repeated(&mut self, rows: &[Value]) -> bool {
        let mut hasher = DefaultHasher::new();
        rows.hash(&mut hasher);
        let hash = hasher.finish();
        self.last_page.replace(hash) == Some(hash)
    }

    /// Which limit is broken.
    fn too_much(&self) -> Option<String> {
        if self.bytes > limits::LIST_BYTES {
            return Some(format!("all its pages together are larger than {} bytes", limits::LIST_BYTES));
        }
        if self.asked.len() > limits::PAGES {
            return Some(format!("it has more than {} pages", limits::PAGES));
        }
        if self.collector.len() > limits::ENTITIES {
            return Some(format!("it makes more than {} entities; map fewer rows with if", limits::ENTITIES));
        }
        (self.empty > limits::EMPTY_PAGES)
            .then(|| format!("{} pages in a row are empty, and each names another one", self.empty))
    }
}

impl Provider for HttpSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn schedule(&self) -> Schedule {
        self.schedule
    }

    fn fetch(&self) -> BoxFuture<'_, Result<Emission, FetchError>> {
        Box::pin(self.collect())
    }
}

/// The request that the configuration describes.
fn request(section: &Section<'_>) -> Result<Ask, ConfigError> {
    let url = Url::parse(section.required_text("url")?).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    let url =
        url.ok_or_else(|| section.wrong("url", "must be an address that begins with https:// or http://"))?;
    let body = section.get("body");
    let method = match section.text("method")? {
        None => {
            if body.is_some() {
                Method::Post
            } else {
                Method::Get
            }
        }
        Some("GET") => Method::Get,
        Some("POST") => Method::Post,
        Some(_) => return Err(section.wrong("method", "must be GET or POST")),
    };
    let mut ask = Ask::new(method, url);
    let headers = section.section("headers")?;
    for (name, _) in headers.entries() {
        ask = ask.header(name, headers.required_text(name)?);
    }
    let basic = section.section("basicAuth")?;
    basic.only(&["username", "password"])?;
    if basic.entries().next().is_some() {
        let value = api::basic(basic.required_text("username")?, basic.text("password")?.unwrap_or_default());
        ask = ask.header("authorization", value);
    }
    match body {
        None => {}
        Some(Value::String(text)) => ask.body = Some(text.clone().into_bytes()),
        Some(other) => ask = ask.body("application/json", other.to_string()),
    }
    if let Some(timeout) = section.duration("timeout")? {
        ask = ask.timeout(timeout);
    }
    Ok(ask)
}
