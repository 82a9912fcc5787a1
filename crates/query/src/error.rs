//! The one error of this crate.

/// Why a request could not be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The request is wrong; the message names the place and says what would be right.
    #[error("{message}")]
    Input {
        /// What is wrong and what to do, fit to be shown to the caller.
        message: String,
    },
    /// The request names something that the catalog does not hold.
    #[error("{message}")]
    NotFound {
        /// What was looked for.
        message: String,
    },
}

impl QueryError {
    /// The error's name in replies: `InputError` or `NotFoundError`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Input { .. } => "InputError",
            Self::NotFound { .. } => "NotFoundError",
        }
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::Input { message: message.into() }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::NotFound { message: message.into() }
    }
}
