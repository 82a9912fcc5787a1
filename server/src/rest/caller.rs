//! Who asks. The one place where authentication will happen; every route goes through it.

use axum::{extract::FromRequestParts, http::request::Parts};
use portico_portal::Caller;
use portico_query::Slots;
use std::convert::Infallible;

/// The caller of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    by: Caller,
}

impl Asked {
    /// Who asks.
    pub(crate) fn caller(self) -> Caller {
        self.by
    }

    /// The entities that the caller may see; none for all of them.
    pub(crate) fn visible(self) -> Option<Slots> {
        match self.by {
            Caller::Guest => None,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self { by: Caller::Guest })
    }
}
