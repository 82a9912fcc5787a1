//! Where the files of a source lie.

use super::{Bucket, Container, bucket, container};
use crate::limits;
use portico_scm::Secret;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use url::{Position, Url};

/// Where files lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file, a folder, or a pattern on this machine's disk; an absolute path.
    Files(String),
    /// A file on a web server or a source-control host.
    Web(Web),
    /// Objects in a bucket of S3, of something that speaks like it, or of Google Cloud Storage.
    Bucket(Bucket),
    /// Blobs in a container of Azure.
    Container(Container),
}

/// A file on a web server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Web {
    /// Its address.
    pub url: Url,
    /// Sent along as `Authorization: Bearer …`, to this address's own origin alone.
    pub token: Option<Secret>,
}

impl Target {
    /// As it is shown to people: without credentials.
    pub fn shown(&self) -> String {
        match self {
            Self::Files(path) => path.clone(),
            Self::Web(web) => web.url[..Position::AfterPath].to_owned(),
            Self::Bucket(bucket) => bucket.shown(),
            Self::Container(container) => container.shown(),
        }
    }
}

/// The target, and the keys that its kind knows besides those of all sources.
pub(super) fn read(
    section: &Section<'_>,
    integrations: &Value,
) -> Result<(Target, &'static [&'static str]), ConfigError> {
    let text = section.required_text("target")?;
    if text.len() > limits::TARGET_BYTES {
        return Err(section.wrong("target", format!("is longer than {} bytes", limits::TARGET_BYTES)));
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return Ok((Target::Files(text.to_owned()), &[]));
    };
    match scheme {
        "file" => Ok((Target::Files(rest.to_owned()), &[])),
        "s3" => Ok((Target::Bucket(bucket::s3(section, rest, integrations)?), bucket::S3_KEYS)),
        "gs" => Ok((Target::Bucket(bucket::google(section, rest)?), bucket::GOOGLE_KEYS)),
        "azblob" => {
            Ok((Target::Container(container::read(section, rest, integrations)?), container::KEYS))
        }
        "http" | "https" => Ok((Target::Web(web(section, text)?), &["token"])),
        _ => Err(section.wrong(
            "target",
            "must be a path, or begin with https://, s3://BUCKET/, gs://BUCKET/ or azblob://ACCOUNT/CONTAINER/",
        )),
    }
}

fn web(section: &Section<'_>, text: &str) -> Result<Web, ConfigError> {
    let url = Url::parse(text).ok().filter(|url| url.has_host());
    let url = url.ok_or_else(|| section.wrong("target", "is no address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(section.wrong("target", "must not hold a user or password; write a token as `token`"));
    }
    Ok(Web { url, token: section.text("token")?.map(Secret::new) })
}

/// A bucket or container and what its objects' names begin with.
pub(super) fn place<'a>(
    section: &Section<'_>,
    rest: &'a str,
    form: &str,
) -> Result<(&'a str, &'a str), ConfigError> {
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '$'));
    match is_name {
        true => Ok((name, prefix)),
        false => Err(section.wrong("target", format!("must be written as {form}"))),
    }
}

/// The address of a service.
pub(super) fn endpoint(section: &Section<'_>, text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.filter(|url| url.username().is_empty() && url.password().is_none());
    url.filter(|url| url.query().is_none() && url.fragment().is_none()).ok_or_else(|| {
        section
            .wrong("endpoint", "must be an address such as https://storage.example.org, without credentials")
    })
}
