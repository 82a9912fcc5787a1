//! Files from addresses: on source-control hosts through their APIs, and on web servers that the configuration allows.
//!
//! Nothing is kept between questions but the tokens of GitHub Apps and OAuth clients. Credentials go into headers, and only to the origin
//! that the integration names. What is large, slow, endless or elsewhere ends in an error that says what to do.

mod allow;
mod apps;
mod archive;
mod credentials;
pub(crate) mod error;
pub(crate) mod glob;
mod host;
pub mod limits;
mod picked;
mod single;
mod tokens;
mod tree;
mod wire;

pub use allow::Allow;
pub use error::ReadError;
pub use limits::Limits;
pub use picked::{Pick, Picked};

use crate::http::Http;
use portico_scm::{Address, Integration, Integrations, Secret};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tree::{Wanted, Way, encoded};
use url::Url;

/// Reads files from addresses. Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    inner: Arc<Inner>,
}

struct Inner {
    http: Http,
    integrations: Arc<Integrations>,
    allow: Allow,
    limits: Limits,
    tokens: tokens::Tokens,
}

/// What came of asking for something that was read before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// It is as it was when it had the etag that was sent along.
    NotModified,
    /// It is this now.
    New(T),
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What to send along the next time. Of hosts that give none it is made from the content.
    pub etag: Option<String>,
}

/// What a target led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// At least one file, sorted by address.
    pub files: Vec<FoundFile>,
    /// What to send along the next time.
    pub etag: Option<String>,
}

/// A file that a target led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Its address.
    pub url: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// All files below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// By their paths from the folder, with `/` between segments. At least one.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The paths of those that can be run, where the host says so.
    pub executable: BTreeSet<String>,
    /// Symbolic links, by their paths, and where they lead as they are written.
    pub links: BTreeMap<String, String>,
    /// What to send along the next time: the commit.
    pub etag: Option<String>,
}

impl Reader {
    /// A reader with the usual limits.
    pub fn new(http: Http, integrations: Arc<Integrations>, allow: Allow) -> Self {
        Self::with_limits(http, integrations, allow, Limits::default())
    }

    /// A reader with other limits.
    pub fn with_limits(http: Http, integrations: Arc<Integrations>, allow: Allow, limits: Limits) -> Self {
        Self {
            inner: Arc::new(Inner { http, integrations, allow, limits, tokens: tokens::Tokens::default() }),
        }
    }

    /// The hosts that are read through their APIs.
    pub fn integrations(&self) -> &Integrations {
        &self.inner.integrations
    }

    /// The same, to be kept.
    pub fn shared_integrations(&self) -> Arc<Integrations> {
        Arc::clone(&self.inner.integrations)
    }

    /// The same reader, which asks the host of an address with a token instead of what is configured for it.
    #[must_use]
    pub fn with_token(&self, url: &str, token: &str) -> Self {
        let inner = &self.inner;
        let integrations = Arc::new(inner.integrations.with_token(url, token));
        Self::with_limits(inner.http.clone(), integrations, inner.allow.clone(), inner.limits.clone())
    }

    /// The client that it asks with.
    pub(crate) fn http(&self) -> &Http {
        &self.inner.http
    }

    /// The web servers that may be asked.
    pub(crate) fn allowed(&self) -> &Allow {
        &self.inner.allow
    }

    /// How long is waited for what.
    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// The header with which a host is asked about what `owner` has there; none if there are no credentials.
    ///
    /// # Errors
    /// If the host does not hand out a token for what is configured.
    pub(crate) async fn authorization(
        &self,
        one: &Integration,
        owner: &str,
    ) -> Result<Option<Secret>, ReadError> {
        let headers = self.inner.credentials(one, owner).await.map_err(ReadError::cut)?;
        Ok(headers.into_iter().next().map(|(_, value)| Secret::new(value)))
    }

    /// The file at an address, or all files that it matches if there are `*` in its path. `etag` is what an earlier answer
    /// said.
    ///
    /// # Errors
    /// If it cannot be read, or nothing matches.
    pub async fn search(&self, target: &str, etag: Option<&str>) -> Result<Answer<Found>, ReadError> {
        self.search_inner(target, etag).await.map_err(ReadError::cut)
    }

    async fn search_inner(&self, target: &str, etag: Option<&str>) -> Result<Answer<Found>, ReadError> {
        if let Some((one, at)) = self.on_host(target)?
            && glob::Glob::is_pattern(&at.path)
        {
            return self.matching(one, &at, target, etag).await;
        }
        let of_file = |Content { bytes, etag }| {
            let file = FoundFile { url: target.to_owned(), bytes };
            Answer::New(Found { files: vec![file], etag })
        };
        Ok(match self.read_inner(target, etag).await? {
            Answer::NotModified => Answer::NotModified,
            Answer::New(content) => of_file(content),
        })
    }

    /// The file at an address. `etag` is what an earlier answer said.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn read(&self, url: &str, etag: Option<&str>) -> Result<Answer<Content>, ReadError> {
        self.read_inner(url, etag).await.map_err(ReadError::cut)
    }

    async fn read_inner(&self, url: &str, etag: Option<&str>) -> Result<Answer<Content>, ReadError> {
        let place = error::place(url);
        match self.on_host(url)? {
            Some((one, at)) => self.inner.file(one, &at, &place, etag).await,
            None => self.inner.web_file(url, &place, etag).await,
        }
    }

    /// All files below the folder at an address; only on hosts with an integration. `etag` is what an earlier answer said.
    ///
    /// # Errors
    /// If it cannot be read, or there is no file.
    pub async fn tree(&self, url: &str, etag: Option<&str>) -> Result<Answer<Tree>, ReadError> {
        self.tree_inner(url, etag).await.map_err(ReadError::cut)
    }

    async fn tree_inner(&self, url: &str, etag: Option<&str>) -> Result<Answer<Tree>, ReadError> {
        let place = error::place(url);
        let Some((one, at)) = self.on_host(url)? else {
            return Err(ReadError::Failed(format!(
                "{place} cannot be read as a folder: its host has no integration; add one below `integrations`"
            )));
        };
        let Some(commit) = self.inner.newer_commit(one, &at, &place, etag).await? else {
            return Ok(Answer::NotModified);
        };
        let prefix = if at.path.is_empty() { String::new() } else { format!("{}/", at.path) };
        let start = prefix.clone();
        let keep = Arc::new(move |path: &str| path.starts_with(&start));
        let wanted = Wanted { one, at: &at, commit: &commit, folder: &at.path, place: &place, keep };
        let found = self.inner.below(&wanted, Way::Archive).await?;
        let inner = |path: String| path.strip_prefix(&prefix).map(str::to_owned);
        let files: BTreeMap<_, _> =
            found.files.into_iter().filter_map(|(path, bytes)| Some((inner(path)?, bytes))).collect();
        let executable = found.executable.into_iter().filter_map(inner).collect();
        let links =
            found.links.into_iter().filter_map(|(path, target)| Some((inner(path)?, target))).collect();
        if files.is_empty() {
            return Err(ReadError::NotFound(format!("{place} is no folder with files in it")));
        }
        Ok(Answer::New(Tree { files, executable, links, etag: Some(commit) }))
    }

    async fn matching(
        &self,
        one: &Integration,
        at: &Address,
        target: &str,
        etag: Option<&str>,
    ) -> Result<Answer<Found>, ReadError> {
        let place = error::place(target);
        let pattern = glob::Glob::new(&at.path).ok_or_else(|| {
            ReadError::Failed(format!("the braces in {place} make too many patterns; write several targets"))
        })?;
        let Some(commit) = self.inner.newer_commit(one, at, &place, etag).await? else {
            return Ok(Answer::NotModified);
        };
        let folder = glob::Glob::folder(&at.path);
        let keep = Arc::new(move |path: &str| pattern.matches(path));
        let wanted = Wanted { one, at, commit: &commit, folder, place: &place, keep };
        let found = self.inner.below(&wanted, Way::Few).await?.files;
        let mut files = Vec::with_capacity(found.len());
        for (path, bytes) in found {
            let url = self.inner.integrations.resolve(&encoded(&path)?, target)?;
            files.push(FoundFile { url, bytes });
        }
        if files.is_empty() {
            return Err(ReadError::NotFound(format!("nothing matches {place}")));
        }
        files.sort_by(|a, b| a.url.cmp(&b.url));
        Ok(Answer::New(Found { files, etag: Some(commit) }))
    }

    /// The host of an address and what it means there; none for web servers.
    fn on_host(&self, url: &str) -> Result<Option<(&Integration, Address)>, ReadError> {
        if url.len() > limits::ADDRESS_BYTES {
            let text = format!("{}… is longer than {} bytes", error::place(url), limits::ADDRESS_BYTES);
            return Err(ReadError::Failed(text.chars().take(limits::ERROR_CHARS).collect()));
        }
        let Some(one) = self.inner.integrations.of(url) else { return Ok(None) };
        let parsed = Url::parse(url).ok().filter(|parsed| matches!(parsed.scheme(), "http" | "https"));
        if parsed.is_none() {
            let text = format!("{} cannot be read; write it with https://", error::place(url));
            return Err(ReadError::NotAllowed(text));
        }
        let at = one
            .address(url)
            .map_err(|error| ReadError::Failed(error.to_string().replace(url, &error::place(url))))?;
        Ok(Some((one, at)))
    }
}
