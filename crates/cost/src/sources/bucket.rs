//! Buckets: of S3, of what speaks like it, and of Google Cloud Storage, whose XML interface does.

use super::target::{endpoint, place};
use portico_scm::Secret;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use url::Url;

pub(super) const S3_KEYS: &[&str] =
    &["region", "endpoint", "pathStyle", "accessKeyId", "secretAccessKey", "sessionToken"];
pub(super) const GOOGLE_KEYS: &[&str] = &["endpoint", "accessKeyId", "secretAccessKey", "token"];

/// Where Google Cloud Storage answers.
const GOOGLE: &str = "https://storage.googleapis.com";

/// Objects in a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Whose bucket it is.
    pub store: Store,
    /// Its name.
    pub name: String,
    /// What the names of the objects begin with, or a pattern with `*`; may be empty.
    pub prefix: String,
    /// The address of the bucket, without a `/` at its end.
    pub address: Url,
    /// How requests are signed.
    pub access: Access,
}

/// Whose a bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// S3, or a service that speaks like it.
    S3,
    /// Google Cloud Storage.
    Google,
}

/// How the requests for objects of a bucket are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody may read it.
    Anonymous,
    /// Requests are signed (version 4) with a key.
    Signed {
        /// The name of the key.
        key_id: String,
        /// The key.
        key: Secret,
        /// What belongs to a key that is good for some time only.
        session: Option<Secret>,
        /// Where the bucket lies, such as `eu-central-1`.
        region: String,
    },
    /// Requests carry a token.
    Token(Secret),
}

impl Bucket {
    /// As it is shown to people.
    pub fn shown(&self) -> String {
        let scheme = match self.store {
            Store::S3 => "s3",
            Store::Google => "gs",
        };
        format!("{scheme}://{}/{}", self.name, self.prefix)
    }
}

/// `s3://BUCKET/PREFIX`.
pub(super) fn s3(section: &Section<'_>, rest: &str, integrations: &Value) -> Result<Bucket, ConfigError> {
    let (name, prefix) = place(section, rest, "s3://BUCKET/PREFIX")?;
    let host = section.text("endpoint")?.map(|text| endpoint(section, text)).transpose()?;
    let entry = integration(integrations, host.as_ref());
    let entry = Section::of(&entry, "integrations.awsS3")?;
    let region = section.text("region")?.unwrap_or("us-east-1");
    if !region.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(section.wrong("region", "must be the name of a region, such as eu-central-1"));
    }
    let key_id = section.text("accessKeyId")?;
    let from = if key_id.is_some() { section } else { &entry };
    let access = signed(from, region)?;
    let path_style = section.flag("pathStyle")?.or(entry.flag("s3ForcePathStyle")?);
    let path_style = path_style.unwrap_or(host.is_some() || name.contains('.'));
    let address = match (host, path_style) {
        (Some(host), true) => below(&host, name),
        (Some(host), false) => Url::parse(&host.as_str().replacen("://", &format!("://{name}."), 1)).ok(),
        (None, true) => Url::parse(&format!("https://s3.{region}.amazonaws.com/{name}")).ok(),
        (None, false) => Url::parse(&format!("https://{name}.s3.{region}.amazonaws.com")).ok(),
    };
    let address =
        address.ok_or_else(|| section.wrong("target", "does not make an address with its endpoint"))?;
    Ok(Bucket { store: Store::S3, name: name.to_owned(), prefix: prefix.to_owned(), address, access })
}

/// `gs://BUCKET/PREFIX`.
pub(super) fn google(section: &Section<'_>, rest: &str) -> Result<Bucket, ConfigError> {
    let (name, prefix) = place(section, rest, "gs://BUCKET/PREFIX")?;
    let host = endpoint(section, section.text("endpoint")?.unwrap_or(GOOGLE))?;
    let access = match section.text("token")? {
        Some(token) => Access::Token(Secret::new(token)),
        None => signed(section, "auto")?,
    };
    let address = below(&host, name).ok_or_else(|| section.wrong("endpoint", "is no address"))?;
    Ok(Bucket { store: Store::Google, name: name.to_owned(), prefix: prefix.to_owned(), address, access })
}

fn below(host: &Url, name: &str) -> Option<Url> {
    Url::parse(&format!("{}/{name}", host.as_str().trim_end_matches('/'))).ok()
}

/// Both halves of a key, or none.
fn signed(section: &Section<'_>, region: &str) -> Result<Access, ConfigError> {
    let session = section.text("sessionToken")?.map(Secret::new);
    match (section.text("accessKeyId")?, section.text("secretAccessKey")?) {
        (None, None) => Ok(Access::Anonymous),
        (Some(key_id), Some(key)) => Ok(Access::Signed {
            key_id: key_id.to_owned(),
            key: Secret::new(key),
            session,
            region: region.to_owned(),
        }),
        (Some(_), None) => Err(section.wrong("secretAccessKey", "is missing; it belongs to `accessKeyId`")),
        (None, Some(_)) => Err(section.wrong("accessKeyId", "is missing; it belongs to `secretAccessKey`")),
    }
}

/// The entry of `integrations.awsS3` for an endpoint; without one, the entry for Amazon.
fn integration(integrations: &Value, host: Option<&Url>) -> Value {
    let entries = match integrations.get("awsS3") {
        Some(Value::Array(entries)) => entries.clone(),
        Some(one @ Value::Object(_)) => vec![one.clone()],
        _ => Vec::new(),
    };
    let of = |entry: &Value| {
        let own = entry.get("endpoint").and_then(Value::as_str).and_then(|text| Url::parse(text).ok());
        let own = own.filter(|url| !url.host_str().unwrap_or_default().ends_with(".amazonaws.com"));
        own.map(|url| url.origin()) == host.map(Url::origin)
    };
    entries.into_iter().find(of).unwrap_or_default()
}
