//! Why something could not be read.

use super::limits::ERROR_CHARS;
use crate::http::HttpError;
use portico_scm::ScmError;
use std::time::Duration;
use url::Url;

/// Why an address could not be read. The texts say what was asked and what to do; they never hold credentials and have
/// at most [`ERROR_CHARS`] characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The host says that there is nothing, or a pattern matches nothing.
    #[error("{0}")]
    NotFound(String),
    /// The configuration does not allow to read it.
    #[error("{0}")]
    NotAllowed(String),
    /// The host does not accept the credentials, or wants some.
    #[error("{0}")]
    Unauthorized(String),
    /// The host wants to be asked less.
    #[error("{message}")]
    RateLimited {
        /// What was asked and when to ask again.
        message: String,
        /// How long the host wants to be left alone, if it said so.
        retry_after: Option<Duration>,
    },
    /// It is larger than the limits.
    #[error("{0}")]
    TooLarge(String),
    /// There was no answer, or one that says that the host is out of order.
    #[error("{0}")]
    Unreachable(String),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

impl ReadError {
    /// Whether the same question can have another answer a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::Unreachable(_))
    }

    /// The same with a text that is not too long.
    pub(crate) fn cut(mut self) -> Self {
        let text = match &mut self {
            Self::NotFound(text)
            | Self::NotAllowed(text)
            | Self::Unauthorized(text)
            | Self::RateLimited { message: text, .. }
            | Self::TooLarge(text)
            | Self::Unreachable(text)
            | Self::Failed(text) => text,
        };
        if let Some((end, _)) = text.char_indices().nth(ERROR_CHARS - 1) {
            text.truncate(end);
            text.push('…');
        }
        self
    }

    /// What the client said about a question for `place`.
    pub(crate) fn of_http(error: &HttpError, place: &str) -> Self {
        let text = format!("{place} could not be read: {error}");
        match error {
            HttpError::TooLarge { .. } => Self::TooLarge(text),
            HttpError::Inside(_) => Self::NotAllowed(text),
            HttpError::Timeout { .. } | HttpError::Unreachable(_) => Self::Unreachable(text),
            _ => Self::Failed(text),
        }
    }
}

impl From<ScmError> for ReadError {
    fn from(error: ScmError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// An address as messages show it: without user and password, and of the query only what hosts put the place of a file
/// into.
pub(crate) fn place(url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else { return url.chars().take(200).collect() };
    let mut shown = parsed.clone();
    shown.set_fragment(None);
    // Refused by addresses that cannot hold credentials at all.
    let _without = (shown.set_username(""), shown.set_password(None));
    let kept = parsed.query_pairs().filter(|(key, _)| matches!(key.as_ref(), "path" | "version" | "at"));
    let kept: Vec<String> = kept.map(|(key, value)| format!("{key}={value}")).collect();
    shown.set_query(None);
    if kept.is_empty() { shown.into() } else { format!("{shown}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::{ReadError, place};
    use crate::reader::limits::ERROR_CHARS;

    #[test]
    fn places_hold_no_credentials() {
        assert_eq!(place("https://me:pw@x.test/a?token=t&path=/b#c"), "https://x.test/a?path=/b");
        assert_eq!(place("https://x.test/a?token=t"), "https://x.test/a");
    }

    #[test]
    fn long_texts_are_cut() {
        let error = ReadError::Failed("é".repeat(9_000)).cut();
        assert_eq!(error.to_string().chars().count(), ERROR_CHARS);
    }
}
