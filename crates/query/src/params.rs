//! The query string of a request, checked against the parameters that its endpoint knows.

use crate::error::QueryError;

/// Decoded name and value pairs of a query string, in their order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Params<'a> {
    pairs: &'a [(String, String)],
}

impl<'a> Params<'a> {
    /// Refuses unknown names, and names given once with an empty value.
    pub(crate) fn check(pairs: &'a [(String, String)], known: &[&str]) -> Result<Self, QueryError> {
        let params = Self { pairs };
        for (name, value) in pairs {
            if !known.contains(&name.as_str()) {
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(QueryError::input(format!(
                    "unknown query parameter \"{name}\"; known here: {known}"
                )));
            }
            if value.is_empty() && params.all(name).len() == 1 {
                return Err(QueryError::input(format!("the query parameter \"{name}\" is empty")));
            }
        }
        Ok(params)
    }

    /// All values of a parameter.
    pub(crate) fn all(&self, name: &str) -> Vec<&'a str> {
        self.pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a parameter that may be given once.
    pub(crate) fn one(&self, name: &str) -> Result<Option<&'a str>, QueryError> {
        match self.all(name).as_slice() {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            _ => Err(QueryError::input(format!("the query parameter \"{name}\" is given more than once"))),
        }
    }

    /// A whole number that is at least `least`.
    pub(crate) fn count(&self, name: &str, least: usize) -> Result<Option<usize>, QueryError> {
        let Some(text) = self.one(name)? else { return Ok(None) };
        let number = whole(text).filter(|number| *number >= least).ok_or_else(|| {
            QueryError::input(format!("invalid {name}: \"{text}\" is not a whole number of at least {least}"))
        })?;
        Ok(Some(number))
    }
}

/// Digits only; what is too large for this machine means "as many as there are".
fn whole(text: &str) -> Option<usize> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(usize::MAX))
}

/// The query string with `name` set to `value` and the `dropped` names left out, form-encoded.
pub(crate) fn with_param(pairs: &[(String, String)], name: &str, value: &str, dropped: &str) -> String {
    let kept = pairs.iter().filter(|(known, _)| known != name && known != dropped);
    let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    let all = kept.chain(std::iter::once((name, value)));
    all.map(|(name, value)| format!("{}={}", form_encode(name), form_encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

fn form_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => encoded.push(byte.into()),
            b' ' => encoded.push('+'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
