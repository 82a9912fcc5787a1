//! The formats of the envelope's fields. Lengths are counted in UTF-16 units, as the format's origin does.

use crate::limits::{NAME_UNITS, SUBDOMAIN_UNITS};

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn within(text: &str, most: usize) -> bool {
    !text.is_empty() && units(text) <= most
}

/// Words of `inside` characters, joined by one or more `-`: `^[…]+(-+[…]+)*$`.
fn dashed(text: &str, inside: impl Fn(char) -> bool) -> bool {
    let ends = |c: Option<char>| c.is_some_and(&inside);
    ends(text.chars().next()) && ends(text.chars().next_back()) && text.chars().all(|c| c == '-' || inside(c))
}

fn lower_or_digit(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

/// A DNS label: 1 to 63 of `a-z 0-9 -`, not beginning or ending in `-`.
pub fn is_dns_label(text: &str) -> bool {
    within(text, NAME_UNITS) && dashed(text, lower_or_digit)
}

/// DNS labels with dots between, 253 at most.
pub fn is_dns_subdomain(text: &str) -> bool {
    within(text, SUBDOMAIN_UNITS) && text.split('.').all(is_dns_label)
}

/// An object name: 1 to 63 of `A-Z a-z 0-9 - _ .`, beginning and ending in a letter or digit.
pub fn is_object_name(text: &str) -> bool {
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    within(text, NAME_UNITS)
        && ends(text.chars().next())
        && ends(text.chars().next_back())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

fn prefixed(text: &str, suffix: impl Fn(&str) -> bool) -> bool {
    match text.split_once('/') {
        None => suffix(text),
        Some((prefix, rest)) => is_dns_subdomain(prefix) && !rest.contains('/') && suffix(rest),
    }
}

/// `apiVersion`: an optional DNS subdomain and slash, then letters and digits.
pub fn is_api_version(text: &str) -> bool {
    prefixed(text, |suffix| within(suffix, NAME_UNITS) && suffix.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// `kind`: letters and digits, beginning with a letter.
pub fn is_kind(text: &str) -> bool {
    within(text, NAME_UNITS)
        && text.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// `metadata.name`.
pub fn is_entity_name(text: &str) -> bool {
    is_object_name(text)
}

/// `metadata.namespace`.
pub fn is_namespace(text: &str) -> bool {
    is_dns_label(text)
}

/// Key of a label or annotation: an optional DNS subdomain and slash, then an object name.
pub fn is_label_key(text: &str) -> bool {
    prefixed(text, is_object_name)
}

/// Value of a label: empty, or an object name.
pub fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_object_name(text)
}

/// A tag: 1 to 63 of `a-z 0-9 : + #`, words joined by single `-`.
pub fn is_tag(text: &str) -> bool {
    let inside = |c: char| lower_or_digit(c) || matches!(c, ':' | '+' | '#');
    within(text, NAME_UNITS) && dashed(text, inside) && !text.contains("--")
}

/// An absolute address by the rules of web browsers, of any scheme.
pub fn is_absolute_url(text: &str) -> bool {
    url::Url::parse(text).is_ok()
}

/// A text that is more than blanks.
pub fn is_not_blank(text: &str) -> bool {
    !trim(text).is_empty()
}

/// The text without blanks around it, where "blank" means what it means in JavaScript, where the format is at home:
/// with the byte order mark, without the "next line" control character.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}'))
}
