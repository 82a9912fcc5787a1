//! HTTP with limits: one client for everything that is read over the network.
//!
//! It keeps no cookies and follows no redirects: who asks decides whether another address may be asked and whether the
//! credentials go along. Proxies come from the usual environment variables. No message of this module holds what a
//! header or a query string says, because that is where credentials are.

mod download;
mod names;

pub use download::Download;

use crate::limits;
use reqwest::header::{HeaderName, HeaderValue};
use std::{error::Error, fmt, sync::Arc, time::Duration};
use url::Url;

/// What went wrong with a request. A status that means failure is not among it: that is an answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The client could not be made; most often the system has no certificates of authorities.
    #[error(
        "no HTTPS client could be made ({0}); install the system's CA certificates or name a bundle in SSL_CERT_FILE"
    )]
    Setup(String),
    /// The address is neither `http` nor `https`.
    #[error("{0} is not an address that can be asked; it must begin with https:// or http://")]
    Scheme(String),
    /// A header with characters that do not belong there; the value is not repeated.
    #[error("the header \"{0}\" holds characters that must not be in a header")]
    Header(String),
    /// The answer was not complete in time.
    #[error("{url} did not answer within {seconds:.1} s")]
    Timeout {
        /// What was asked, without credentials and query.
        url: String,
        /// How long it was waited for, in seconds.
        seconds: f64,
    },
    /// The answer is larger than the question allows.
    #[error("the answer of {url} is larger than {limit} bytes")]
    TooLarge {
        /// What was asked, without credentials and query.
        url: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The address lies in the own network, and nothing says that it may be asked.
    #[error(
        "{0} lies in a private network; a host there is asked only if `integrations` or `backend.reading.allow` names it \
         itself, not by a pattern"
    )]
    Inside(String),
    /// No connection, or one that broke.
    #[error("{0}")]
    Unreachable(String),
    /// The answer could not be written to the disk.
    #[error("the answer of {0} could not be kept on the disk: {1}")]
    Disk(String, std::io::Error),
    /// Whoever asked does not want the answer any more.
    #[error("reading {0} was ended")]
    Ended(String),
}

/// What is to be done with the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Read it.
    #[default]
    Get,
    /// Read only its headers.
    Head,
    /// Send it something.
    Post,
    /// Put something there.
    Put,
    /// Change a part of it.
    Patch,
    /// Remove it.
    Delete,
    /// Ask what can be done with it.
    Options,
}

impl From<Method> for reqwest::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Head => Self::HEAD,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Patch => Self::PATCH,
            Method::Delete => Self::DELETE,
            Method::Options => Self::OPTIONS,
        }
    }
}

/// A request.
#[derive(Clone)]
pub struct Ask {
    /// What to do.
    pub method: Method,
    /// Where.
    pub url: Url,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What to send along.
    pub body: Option<Vec<u8>>,
    /// Largest answer that is read, in bytes.
    pub limit: usize,
    /// Longest time until the last byte of the answer.
    pub timeout: Duration,
    /// Which addresses of the network a name may stand for.
    pub reach: Reach,
}

/// Which addresses of the network the name of a host may stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Any: whoever configured this host knows where it is.
    #[default]
    Anywhere,
    /// Only those of the internet: the name was not chosen by whoever configured this portal.
    Internet,
}

impl Ask {
    /// A request without headers and body, with the usual limits.
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            body: None,
            limit: limits::ANSWER_BYTES,
            timeout: limits::ANSWER_TIME,
            reach: Reach::Anywhere,
        }
    }

    /// Reads an address.
    pub fn get(url: Url) -> Self {
        Self::new(Method::Get, url)
    }

    /// Sends `body`, which is of a content type such as `application/json`.
    pub fn post(url: Url, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(Method::Post, url).body(content_type, body)
    }

    /// With one header more.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With several headers more.
    #[must_use]
    pub fn headers(mut self, headers: impl IntoIterator<Item = (String, String)>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// With something to send along.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.header("content-type", content_type)
    }

    /// With another limit for the answer, in bytes.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// With another rule for where the name of the host may lead.
    #[must_use]
    pub fn reach(mut self, reach: Reach) -> Self {
        self.reach = reach;
        self
    }

    /// With another time until the last byte.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl fmt::Debug for Ask {
    /// Names of headers without their values, address without its query: a log must not hold credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        let body = self.body.as_ref().map(Vec::len);
        f.debug_struct("Ask")
            .field("method", &self.method)
            .field("url", &shown(&self.url))
            .field("headers", &headers)
            .field("body_bytes", &body)
            .finish_non_exhaustive()
    }
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Names in lower case, and values; those that are not text are left out.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
    /// What was asked.
    pub url: Url,
}

impl Reply {
    /// The first header of a name, which is compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the status is one of 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The client. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Http {
    clients: Arc<Result<Clients, String>>,
}

#[derive(Debug)]
struct Clients {
    anywhere: reqwest::Client,
    /// It connects to addresses of the internet only, whatever a name stands for at that moment.
    internet: reqwest::Client,
}

impl Http {
    /// A client that trusts the system's certificate authorities and takes proxies from the environment.
    ///
    /// # Errors
    /// If the system has no certificates of authorities.
    pub fn new() -> Result<Self, HttpError> {
        Self::behind(&[])
    }

    /// The same where there are proxies at these addresses: they may lie in the own network, also for what itself may not.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn behind(proxies: &[String]) -> Result<Self, HttpError> {
        Self::build(builder, proxies)
    }

    /// A client that goes around proxies: for what is on the same machine.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn direct() -> Result<Self, HttpError> {
        Self::build(|| builder().no_proxy(), &[])
    }

    fn build(builder: impl Fn() -> reqwest::ClientBuilder, proxies: &[String]) -> Result<Self, HttpError> {
        let done = |builder: reqwest::ClientBuilder| {
            builder.build().map_err(|error| HttpError::Setup(cause(&error)))
        };
        let anywhere = done(builder())?;
        let internet = done(builder().dns_resolver(Arc::new(names::Internet::new(proxies))))?;
        Ok(Self { clients: Arc::new(Ok(Clients { anywhere, internet })) })
    }

    /// A stand-in where no client could be made: it answers every question with the reason.
    pub fn unusable(reason: &HttpError) -> Self {
        let reason = match reason {
            HttpError::Setup(reason) => reason.clone(),
            other => other.to_string(),
        };
        Self { clients: Arc::new(Err(reason)) }
    }

    /// Asks, and reads the whole answer.
    ///
    /// # Errors
    /// If there is no complete answer within the limits. An answer with any status is not an error.
    pub async fn send(&self, ask: Ask) -> Result<Reply, HttpError> {
        let url = ask.url.clone();
        let failed = |error| failure(&url, ask.timeout, error);
        let mut response = self.request(&ask)?.timeout(ask.timeout).send().await.map_err(failed)?;
        let too_large = || HttpError::TooLarge { url: shown(&url), limit: ask.limit };
        let announced = response.content_length().filter(|_| ask.method != Method::Head).unwrap_or_default();
        if usize::try_from(announced).map_or(true, |bytes| bytes > ask.limit) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > ask.limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status: response.status().as_u16(), headers: headers(&response), body, url })
    }

    /// The question as the client asks it, without a time.
    fn request(&self, ask: &Ask) -> Result<reqwest::RequestBuilder, HttpError> {
        let url = &ask.url;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(HttpError::Scheme(shown(url)));
        }
        let clients = self.clients.as_ref().as_ref().map_err(|reason| HttpError::Setup(reason.clone()))?;
        let client = match ask.reach {
            Reach::Anywhere => &clients.anywhere,
            Reach::Internet if names::is_inside(url) => return Err(HttpError::Inside(shown(url))),
            Reach::Internet => &clients.internet,
        };
        let mut request = client.request(ask.method.into(), url.clone());
        for (name, value) in &ask.headers {
            let wrong = || HttpError::Header(name.clone());
            let key = HeaderName::try_from(name).map_err(|_| wrong())?;
            let mut value = HeaderValue::try_from(value).map_err(|_| wrong())?;
            value.set_sensitive(true);
            request = request.header(key, value);
        }
        Ok(match &ask.body {
            Some(body) => request.body(body.clone()),
            None => request,
        })
    }
}

fn headers(response: &reqwest::Response) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    let headers = response.headers().iter();
    headers.filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?))).collect()
}

fn builder() -> reqwest::ClientBuilder {
    // Refused if somebody installed one before: then that one is used.
    let _already = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(limits::CONNECT_TIME)
        .pool_idle_timeout(limits::IDLE_CONNECTION)
        .pool_max_idle_per_host(limits::IDLE_CONNECTIONS)
}

fn failure(url: &Url, timeout: Duration, error: reqwest::Error) -> HttpError {
    let (connect, late) = (error.is_connect(), error.is_timeout());
    let error = error.without_url();
    let asked = shown(url);
    if connect && cause(&error) == names::INSIDE {
        return HttpError::Inside(asked);
    }
    if late {
        let seconds = if connect { timeout.min(limits::CONNECT_TIME) } else { timeout }.as_secs_f64();
        return HttpError::Timeout { url: asked, seconds };
    }
    HttpError::Unreachable(match connect {
        true => format!("no connection to {asked}: {}", cause(&error)),
        false => format!("the connection to {asked} broke: {}", cause(&error)),
    })
}

/// The innermost reason: the layers around it only say that something failed.
fn cause(error: &dyn Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

/// An address as messages show it: without user, password, query and fragment.
pub fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Refused by addresses that cannot hold credentials at all.
    let _without = (url.set_username(""), url.set_password(None));
    url.into()
}
