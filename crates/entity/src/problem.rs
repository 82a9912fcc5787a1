//! What is wrong with an entity, before it is known where in which file the entity stands.

use crate::Path;

/// The name that clients of the HTTP API see for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// The envelope is not an entity's at all.
    TypeError,
    /// The entity breaks a rule.
    InputError,
    /// Something that was named does not exist.
    NotFoundError,
    /// Two sources claim the same thing.
    ConflictError,
    /// A rule of the configuration forbids it.
    NotAllowedError,
}

impl ErrorClass {
    /// The name as it is written in `status` items and error bodies.
    pub fn name(self) -> &'static str {
        match self {
            Self::TypeError => "TypeError",
            Self::InputError => "InputError",
            Self::NotFoundError => "NotFoundError",
            Self::ConflictError => "ConflictError",
            Self::NotAllowedError => "NotAllowedError",
        }
    }
}

/// One broken rule, at one place of an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Class of the error for clients of the API.
    pub class: ErrorClass,
    /// Stable short code, such as `missing-field`.
    pub code: &'static str,
    /// The place inside the entity.
    pub path: Path,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// An [`ErrorClass::InputError`] without advice.
    pub fn input(code: &'static str, path: Path, message: impl Into<String>) -> Self {
        Self { class: ErrorClass::InputError, code, path, message: message.into(), help: None }
    }

    /// The same problem with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same problem with advice, if there is any.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same problem in another class.
    #[must_use]
    pub fn class(mut self, class: ErrorClass) -> Self {
        self.class = class;
        self
    }
}
