//! Errors that name the place in the configuration.

/// A wrong value in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct ConfigError {
    /// The path of the value, such as `catalog.rules[0].allow`.
    pub path: String,
    /// What is wrong with it and what to write.
    pub message: String,
}

impl ConfigError {
    /// An error at a path.
    pub fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}
