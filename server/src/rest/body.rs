//! JSON bodies: of the right type, and read whole before anything is answered.

use super::error::ApiError;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};
use serde_json::Value;

/// The body of a request; null if there is none. How large it may be is said where the routes are.
#[derive(Debug)]
pub(crate) struct JsonBody(pub(crate) Value);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let is_json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state).await?;
        if bytes.is_empty() {
            return Ok(Self(Value::Null));
        }
        if !is_json {
            let message = "the body is not announced as JSON; send the header content-type: application/json";
            return Err(ApiError::Input(message.to_owned()));
        }
        let value = serde_json::from_slice(&bytes).map_err(|error| ApiError::Syntax(error.to_string()))?;
        Ok(Self(value))
    }
}

impl From<BytesRejection> for ApiError {
    fn from(rejection: BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::PayloadTooLarge,
            _ => Self::Input("the body could not be read to its end".to_owned()),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let announced = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = announced.and_then(|announced| announced.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}
