//! Errors of reading and pushing, as steps fail with them.

use crate::{git::PushError, reader::ReadError};
use portico_scaffolder::{Failure, FailureKind};
use portico_scm::ScmError;

/// How a step fails when something could not be read.
pub(super) fn read(error: &ReadError) -> Failure {
    let kind = match error {
        ReadError::NotFound(_) => FailureKind::NotFound,
        ReadError::NotAllowed(_) => FailureKind::NotAllowed,
        ReadError::Unauthorized(_) => FailureKind::Authentication,
        ReadError::TooLarge(_) => FailureKind::Input,
        ReadError::RateLimited { .. } | ReadError::Unreachable(_) | ReadError::Failed(_) => {
            FailureKind::Other
        }
    };
    Failure::new(kind, error.to_string())
}

/// How a step fails when something could not be pushed.
pub(super) fn push(error: &PushError) -> Failure {
    match error {
        PushError::Diverged(text) => Failure::new(FailureKind::Conflict, text),
        PushError::Rejected(text) => Failure::not_allowed(text),
        PushError::Wrong(text) => Failure::input(text),
        PushError::Remote(error) => read(error),
    }
}

/// How a step fails when an address makes no sense.
pub(super) fn address(error: &ScmError) -> Failure {
    Failure::input(error.to_string())
}
