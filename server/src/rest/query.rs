//! The query string as decoded pairs, in their order and with repetitions.

use axum::{extract::FromRequestParts, http::request::Parts};
use percent_encoding::percent_decode_str;
use std::convert::Infallible;

/// Name and value of every parameter.
#[derive(Debug)]
pub(crate) struct Pairs(pub(crate) Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Pairs {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(pairs(parts.uri.query().unwrap_or_default())))
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let given = query.split('&').filter(|pair| !pair.is_empty());
    let split = given.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    split.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

/// Forms write blanks as `+`. What is not UTF-8 becomes replacement characters, which no key and no value holds.
fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[track_caller]
    fn check(query: &str, expected: &[(&str, &str)]) {
        let found = pairs(query);
        let found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn pairs_are_decoded_and_stay_in_order() {
        check("", &[]);
        check("b=2&a=1&b=3", &[("b", "2"), ("a", "1"), ("b", "3")]);
        check("filter=kind%3Da%2Bb,x+y", &[("filter", "kind=a+b,x y")]);
        check("a&&b=&=c&d=e=f", &[("a", ""), ("b", ""), ("", "c"), ("d", "e=f")]);
        check("a=%C3%BC%FF%zz%2", &[("a", "ü\u{fffd}%zz%2")]);
    }
}
