//! How requests are refused: always with the same body, whose `error.name` clients rebuild their errors from.

use super::words::{content, named};
use axum::http::StatusCode;
use serde_json::json;
use utoipa::openapi::{ComponentsBuilder, Response, ResponseBuilder};

/// A refusal among the document's components.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    Input,
    Unauthenticated,
    NotAllowed,
    NotFound,
    Conflict,
    TooLarge,
    Internal,
}

impl Refusal {
    const ALL: [Self; 7] = [
        Self::Input,
        Self::Unauthenticated,
        Self::NotAllowed,
        Self::NotFound,
        Self::Conflict,
        Self::TooLarge,
        Self::Internal,
    ];

    /// Its name among the document's components.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Input => "BadRequest",
            Self::Unauthenticated => "Unauthenticated",
            Self::NotAllowed => "NotAllowed",
            Self::NotFound => "NotFound",
            Self::Conflict => "Conflict",
            Self::TooLarge => "TooLarge",
            Self::Internal => "Internal",
        }
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Input => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn response(self) -> Response {
        let (meaning, name, message) = match self {
            Self::Input => (
                "The request is wrong: an unknown parameter, a value of the wrong type, or a body that is not JSON.",
                "InputError",
                "limit must be a number from 1 to 500",
            ),
            Self::Unauthenticated => (
                "Who asks did not prove who they are.",
                "AuthenticationError",
                "the message does not prove to know the secret",
            ),
            Self::NotAllowed => (
                "Who asks may not do it, or the configuration lets nobody do it.",
                "NotAllowedError",
                "the catalog is read-only (catalog.readonly), so locations cannot be changed here",
            ),
            Self::NotFound => (
                "There is nothing of this name.",
                "NotFoundError",
                "there is no entity component:default/till",
            ),
            Self::Conflict => (
                "It would contradict what is there.",
                "ConflictError",
                "the location url:https://git.example.com/acorn/till/catalog-info.yaml is registered already",
            ),
            Self::TooLarge => (
                "The body is larger than allowed.",
                "PayloadTooLargeError",
                "the body is too large; at most 102400 bytes are accepted, so send it in parts",
            ),
            Self::Internal => (
                "Something failed here; the log says what.",
                "Error",
                "the server could not do it just now; its log says why",
            ),
        };
        let example = json!({
            "error": { "name": name, "message": message },
            "request": { "method": "GET", "url": "/api/catalog/…" },
            "response": { "statusCode": self.status().as_u16() },
        });
        let content = content(named("Error"), example);
        ResponseBuilder::new().description(meaning).content("application/json", content).build()
    }
}

/// All refusals among the components.
pub(super) fn add(components: ComponentsBuilder) -> ComponentsBuilder {
    let add = |components: ComponentsBuilder, one: Refusal| components.response(one.name(), one.response());
    Refusal::ALL.into_iter().fold(components, add)
}
