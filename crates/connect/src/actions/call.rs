//! One question to the API of a host.

use crate::http::Method;
use serde_json::Value;

/// A question, in the words of the API.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    /// Segments behind where the API begins; each of them is encoded.
    pub(super) path: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    /// What it is to do, for messages: "create the repository acme/shop".
    pub(super) purpose: String,
    /// Where the API begins, where that is not the usual place.
    pub(super) base: Option<String>,
    /// Whether repeating it does no harm, although it sends something.
    pub(super) is_repeatable: bool,
}

impl Call {
    pub(super) fn new<'a>(
        method: Method,
        path: impl IntoIterator<Item = &'a str>,
        purpose: impl Into<String>,
    ) -> Self {
        Self {
            method,
            path: path.into_iter().map(str::to_owned).collect(),
            query: Vec::new(),
            body: None,
            purpose: purpose.into(),
            base: None,
            is_repeatable: !matches!(method, Method::Post | Method::Patch),
        }
    }

    pub(super) fn get<'a>(path: impl IntoIterator<Item = &'a str>, purpose: impl Into<String>) -> Self {
        Self::new(Method::Get, path, purpose)
    }

    pub(super) fn post<'a>(
        path: impl IntoIterator<Item = &'a str>,
        body: Value,
        purpose: impl Into<String>,
    ) -> Self {
        Self { body: Some(body), ..Self::new(Method::Post, path, purpose) }
    }

    pub(super) fn put<'a>(
        path: impl IntoIterator<Item = &'a str>,
        body: Value,
        purpose: impl Into<String>,
    ) -> Self {
        Self { body: Some(body), ..Self::new(Method::Put, path, purpose) }
    }

    /// With something behind the question mark.
    pub(super) fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// At another place than where the API usually begins.
    pub(super) fn at(mut self, base: impl Into<String>) -> Self {
        self.base = Some(base.into());
        self
    }
}
