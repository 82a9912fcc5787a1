//! Why a provider could not list its entities.

use crate::http::HttpError;
use std::time::Duration;

/// A fetch that failed. What the provider had listed before stays in force.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The other side does not accept the credentials, or they do not reach far enough.
    #[error(
        "{request} was refused with status {status}{said}; check the credentials and permissions of {config}"
    )]
    Unauthorized {
        /// Method and address, without credentials and query.
        request: String,
        /// The status of the answer.
        status: u16,
        /// What the other side said, as ` ("…")`, or nothing.
        said: String,
        /// The path in the configuration.
        config: String,
    },
    /// There is nothing at the address.
    #[error(
        "{request} found nothing (status 404){said}; check the address of {config}, and whether its credentials may see it"
    )]
    NotFound {
        /// Method and address.
        request: String,
        /// What the other side said.
        said: String,
        /// The path in the configuration.
        config: String,
    },
    /// Too many requests, and the other side wants a longer pause than a fetch waits for.
    #[error("{request} was refused because of too many requests{}; it is asked again later", pause(*.retry_after))]
    RateLimited {
        /// Method and address.
        request: String,
        /// The pause that the other side asks for.
        retry_after: Option<Duration>,
    },
    /// An answer with another status that means failure.
    #[error("{request} answered with status {status}{said}")]
    Failed {
        /// Method and address.
        request: String,
        /// The status of the answer.
        status: u16,
        /// What the other side said.
        said: String,
    },
    /// No answer.
    #[error(transparent)]
    Unreachable(#[from] HttpError),
    /// No answer from a directory, or one that says no.
    #[error("{request}: {problem}")]
    Directory {
        /// What was asked of which directory.
        request: String,
        /// What went wrong and what to do.
        problem: String,
    },
    /// An answer that makes no sense.
    #[error("the answer to {request} cannot be used: {problem}")]
    Malformed {
        /// Method and address.
        request: String,
        /// What is wrong with it and what to do.
        problem: String,
    },
    /// A list of which only a part could be read. Taking the part would remove the rest from the catalog.
    #[error("the list at {request} could not be read to its end: {problem}")]
    Incomplete {
        /// Method and address.
        request: String,
        /// Why not, and what to do.
        problem: String,
    },
    /// It took longer than its schedule allows.
    #[error("{provider} was not done after {seconds:.0} s; give it more with schedule.timeout")]
    TimedOut {
        /// The provider's name.
        provider: String,
        /// The limit, in seconds.
        seconds: f64,
    },
}

impl FetchError {
    /// An answer that makes no sense.
    pub(super) fn malformed(request: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Malformed { request: request.into(), problem: problem.into() }
    }

    /// A list without its end.
    pub(super) fn incomplete(request: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Incomplete { request: request.into(), problem: problem.into() }
    }

    /// The pause that the other side asks for before it is asked again.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

fn pause(retry_after: Option<Duration>) -> String {
    retry_after.map(|pause| format!(" (it asks for a pause of {} s)", pause.as_secs())).unwrap_or_default()
}
