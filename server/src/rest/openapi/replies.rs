//! How requests are refused: always with the same body, whose `error.name` clients rebuild their errors from.

use super::words::{content, named};
use crate::rest::error::ApiError;
use axum::http::StatusCode;
use portico_portal::RegistryError;
use portico_search::SearchError;
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
    MissingIndex,
    Internal,
}

impl Refusal {
    const ALL: [Self; 8] = [
        Self::Input,
        Self::Unauthenticated,
        Self::NotAllowed,
        Self::NotFound,
        Self::Conflict,
        Self::TooLarge,
        Self::MissingIndex,
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
            Self::MissingIndex => "MissingIndex",
            Self::Internal => "Internal",
        }
    }

    pub(super) fn status(self) -> StatusCode {
        self.example().status()
    }

    /// As a handler would say it.
    fn example(self) -> ApiError {
        match self {
            Self::Input => ApiError::Input("limit must be a number from 1 to 500".to_owned()),
            Self::Unauthenticated => {
                ApiError::Unauthenticated("the message does not prove to know the secret".to_owned())
            }
            Self::NotAllowed => RegistryError::ReadOnly.into(),
            Self::NotFound => RegistryError::Unknown("entity component:default/till".to_owned()).into(),
            Self::Conflict => {
                RegistryError::Exists("url:https://git.example.com/acorn/till/catalog-info.yaml".to_owned())
                    .into()
            }
            Self::TooLarge => ApiError::PayloadTooLarge,
            Self::MissingIndex => SearchError::MissingIndex("techdocs".to_owned()).into(),
            Self::Internal => ApiError::Internal,
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Input => {
                "The request is wrong: an unknown parameter, a value of the wrong type, or a body that is not JSON."
            }
            Self::Unauthenticated => "Who asks did not prove who they are.",
            Self::NotAllowed => "Who asks may not do it, or the configuration lets nobody do it.",
            Self::NotFound => "There is nothing of this name.",
            Self::Conflict => "It would contradict what is there.",
            Self::TooLarge => "The body is larger than allowed.",
            Self::MissingIndex => {
                "There is no index of these documents yet, or it cannot be read; the log says what."
            }
            Self::Internal => "Something failed here; the log says what.",
        }
    }

    fn response(self) -> Response {
        let error = self.example();
        let example = json!({
            "error": { "name": error.name(), "message": error.to_string() },
            "request": { "method": "GET", "url": "/api/catalog/…" },
            "response": { "statusCode": error.status().as_u16() },
        });
        let content = content(named("Error"), example);
        ResponseBuilder::new().description(self.meaning()).content("application/json", content).build()
    }
}

/// All refusals among the components.
pub(super) fn add(components: ComponentsBuilder) -> ComponentsBuilder {
    let add = |components: ComponentsBuilder, one: Refusal| components.response(one.name(), one.response());
    Refusal::ALL.into_iter().fold(components, add)
}
