//! Who asks. The one place where authentication will happen; every route goes through it.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use percent_encoding::percent_decode_str;
use portico_portal::Caller;
use portico_query::Slots;
use std::convert::Infallible;

/// Name of the cookie that holds who the reader says they are.
pub(crate) const PERSON_COOKIE: &str = "portico-person";

/// The caller of a request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    by: Caller,
}

impl Asked {
    /// Who asks.
    pub(crate) fn caller(&self) -> Caller {
        self.by.clone()
    }

    /// The entities that the caller may see; none for all of them.
    pub(crate) fn visible(&self) -> Option<Slots> {
        match self.by {
            Caller::Guest | Caller::Named(_) => None,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self { by: caller(&parts.headers) })
    }
}

/// Who the reader says they are.
pub(crate) fn caller(headers: &HeaderMap) -> Caller {
    let person =
        cookie(headers, PERSON_COOKIE).and_then(|value| percent_decode_str(value).decode_utf8().ok());
    person.map(|person| Caller::user(&person)).unwrap_or_default()
}

/// The value of a cookie, as it was sent.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::caller;
    use axum::http::{HeaderMap, HeaderValue, header};
    use portico_portal::Caller;

    #[track_caller]
    fn check(cookies: &'static str, expect: &Caller) {
        let headers: HeaderMap = [(header::COOKIE, HeaderValue::from_static(cookies))].into_iter().collect();
        assert_eq!(caller(&headers), *expect, "{cookies}");
    }

    #[test]
    fn a_reader_is_who_their_cookie_says() {
        let anna = Caller::user("user:default/anna");
        check("portico-person=user%3Adefault%2Fanna", &anna);
        check("other=1; portico-person=user:default/anna; more=2", &anna);
        check("portico-person=group:default/team", &Caller::Guest);
        check("portico-person=%FF", &Caller::Guest);
        check("portico-person", &Caller::Guest);
    }
}
