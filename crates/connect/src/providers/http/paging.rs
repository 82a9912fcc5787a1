//! Lists that come in pages.

use super::{format, path::Path};
use crate::{http::Reply, providers::api};
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use url::Url;

/// How a list names its next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Paging {
    /// All is in one answer.
    None,
    /// The answer holds the next address at a path.
    Next(Path),
    /// The `Link` header holds it.
    Link,
    /// Pages have numbers.
    Page { parameter: String, start: u64 },
    /// Pages begin at a position, counted from 0.
    Offset { parameter: String },
    /// The answer holds a token at a path, which is sent back as a parameter.
    Cursor { path: Path, parameter: String },
}

impl Paging {
    /// Reads `paging` of a source, and the parameters that its first address needs.
    pub(super) fn read(section: &Section<'_>) -> Result<(Self, Vec<(String, String)>), ConfigError> {
        section.only(&[
            "next",
            "link",
            "page",
            "start",
            "offset",
            "cursor",
            "parameter",
            "size",
            "sizeParameter",
        ])?;
        let path = |key: &str| {
            let text = section.required_text(key)?;
            Path::parse(text).map_err(|message| section.wrong(key, message))
        };
        let given: Vec<_> = ["next", "link", "page", "offset", "cursor"]
            .into_iter()
            .filter(|key| section.get(key).is_some_and(|value| value != &Value::Bool(false)))
            .collect();
        let paging = match given.as_slice() {
            [] if section.entries().next().is_none() => Self::None,
            ["next"] => Self::Next(path("next")?),
            ["link"] => section.flag("link").map(|_| Self::Link)?,
            ["page"] => Self::Page {
                parameter: section.required_text("page")?.to_owned(),
                start: section.count("start")?.unwrap_or(1),
            },
            ["offset"] => Self::Offset { parameter: section.required_text("offset")?.to_owned() },
            ["cursor"] => Self::Cursor {
                path: path("cursor")?,
                parameter: section.required_text("parameter")?.to_owned(),
            },
            _ => {
                let message = "must have exactly one of next, link, page, offset and cursor";
                return Err(ConfigError::at(section.path(), message));
            }
        };
        for (key, is_used) in [
            ("start", matches!(paging, Self::Page { .. })),
            ("parameter", matches!(paging, Self::Cursor { .. })),
        ] {
            if section.get(key).is_some() && !is_used {
                return Err(section.wrong(key, "has no meaning for this sort of paging"));
            }
        }
        let mut parameters = Vec::new();
        match (section.count("size")?, section.text("sizeParameter")?) {
            (Some(size), Some(parameter)) => parameters.push((parameter.to_owned(), size.to_string())),
            (None, None) => {}
            (Some(_), None) => return Err(section.wrong("sizeParameter", "is missing beside size")),
            (None, Some(_)) => return Err(section.wrong("size", "is missing beside sizeParameter")),
        }
        match &paging {
            Self::Page { parameter, start } => parameters.push((parameter.clone(), start.to_string())),
            Self::Offset { parameter } => parameters.push((parameter.clone(), "0".to_owned())),
            _ => {}
        }
        Ok((paging, parameters))
    }

    /// Whether the end of the list is a page without rows, because nothing else tells it. A page shorter than the rest
    /// does not: many servers give fewer rows than they are asked for.
    pub(super) fn ends_empty(&self) -> bool {
        matches!(self, Self::Page { .. } | Self::Offset { .. })
    }

    /// What an answer itself says about its next page.
    pub(super) fn pointer(&self, answer: &Value) -> Option<String> {
        match self {
            Self::Next(path) | Self::Cursor { path, .. } => format::pointer(answer, path),
            _ => None,
        }
    }

    /// The address of the next page.
    pub(super) fn following(&self, place: Place<'_>) -> Result<Option<Url>, String> {
        let with = |parameter: &str, value: &str| Some(with_parameter(place.url, parameter, value));
        Ok(match (self, place.pointer) {
            (Self::None, _) => match api::next_link(place.reply) {
                None => None,
                Some(_) => {
                    return Err("its Link header names a next page; set paging: {link: true}".to_owned());
                }
            },
            (Self::Next(_), Some(next)) => {
                Some(place.url.join(&next).map_err(|_| "what it names as its next page is not an address")?)
            }
            (Self::Cursor { parameter, .. }, Some(cursor)) => with(parameter, &cursor),
            (Self::Next(_) | Self::Cursor { .. }, None) => None,
            (Self::Link, _) => api::next_link(place.reply),
            (Self::Page { parameter, start }, _) => {
                with(parameter, &(start + place.pages as u64).to_string())
            }
            (Self::Offset { parameter }, _) => with(parameter, &place.rows.to_string()),
        })
    }
}

/// How far a list was read.
pub(super) struct Place<'a> {
    /// The last page.
    pub(super) url: &'a Url,
    /// What it answered.
    pub(super) reply: &'a Reply,
    /// What its answer says about the next one.
    pub(super) pointer: Option<String>,
    /// How many pages were read.
    pub(super) pages: usize,
    /// How many rows were in them.
    pub(super) rows: usize,
}

/// The address with a parameter, in place of one of the same name.
pub(super) fn with_parameter(url: &Url, name: &str, value: &str) -> Url {
    let others: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| key != name)
        .map(|(key, value)| (key.into(), value.into()))
        .collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
    url
}
