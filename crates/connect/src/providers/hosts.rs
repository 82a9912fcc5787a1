//! What the providers that ask source-control hosts have in common: the host of the configuration with its credentials,
//! patterns, and the Locations that discovery makes.

use super::{api, collector::Collector, read::Given};
use fancy_regex::Regex;
use portico_entity::LocationRef;
use portico_scm::{AzureSecret, Integration, Kind};
use portico_settings::{ConfigError, Section};

/// The host that a provider asks.
pub(super) fn host(
    given: &Given<'_, '_>,
    key: &str,
    kind: Kind,
    host: &str,
) -> Result<Integration, ConfigError> {
    let found = given.integrations.of_host(&host.to_lowercase()).filter(|found| found.kind == kind);
    found.cloned().ok_or_else(|| {
        let message = format!("{host} is not configured; add it to integrations.{}", kind.word());
        given.section.wrong(key, message)
    })
}

/// The header that signs requests about an owner's repositories; none if the host has no credentials.
pub(super) fn authorization(
    host: &Integration,
    owner: &str,
    at: &Section<'_>,
) -> Result<Option<(String, String)>, ConfigError> {
    let credentials = &host.credentials;
    let value = match &credentials.token {
        Some(token) => Some(format!("Bearer {}", token.expose())),
        None if host.kind == Kind::Azure => {
            match credentials.of_organization(owner).map(|entry| &entry.secret) {
                None => None,
                Some(AzureSecret::PersonalAccessToken(token)) => Some(api::basic("", token.expose())),
                Some(_) => {
                    return Err(unsupported(
                        host,
                        at,
                        "applications and managed identities",
                        "personalAccessToken",
                    ));
                }
            }
        }
        None if !credentials.apps.is_empty() => return Err(unsupported(host, at, "GitHub Apps", "token")),
        None => None,
    };
    Ok(value.map(|value| ("authorization".to_owned(), value)))
}

fn unsupported(host: &Integration, at: &Section<'_>, what: &str, instead: &str) -> ConfigError {
    let message = format!(
        "{what} are not supported by providers yet; add a {instead} for {} to integrations.{}",
        host.host,
        host.kind.word()
    );
    ConfigError::at(at.path(), message)
}

/// A pattern as JavaScript writes it, lookarounds included.
pub(super) fn pattern(section: &Section<'_>, key: &str) -> Result<Option<Regex>, ConfigError> {
    let Some(text) = section.text(key)? else { return Ok(None) };
    regex(text).map(Some).map_err(|message| section.wrong(key, message))
}

/// A pattern, or a list of them of which one is enough.
pub(super) fn patterns(section: &Section<'_>, key: &str) -> Result<Vec<Regex>, ConfigError> {
    let texts = section.texts(key)?;
    texts.iter().map(|text| regex(text).map_err(|message| section.wrong(key, message))).collect()
}

/// A pattern that the whole text must match.
pub(super) fn whole_pattern(section: &Section<'_>, key: &str) -> Result<Option<Regex>, ConfigError> {
    let Some(text) = section.text(key)? else { return Ok(None) };
    let start = if text.starts_with('^') { "" } else { "^" };
    let end = if text.ends_with('$') { "" } else { "$" };
    regex(&format!("{start}{text}{end}")).map(Some).map_err(|message| section.wrong(key, message))
}

fn regex(text: &str) -> Result<Regex, String> {
    Regex::new(text).map_err(|error| format!("is not a regular expression: {error}"))
}

/// Whether a text matches; no pattern lets all through. A pattern that gives up on a text does not match it.
pub(super) fn matches(pattern: Option<&Regex>, text: &str) -> bool {
    pattern.is_none_or(|pattern| pattern.is_match(text).unwrap_or_default())
}

/// Whether a text matches one of several patterns.
pub(super) fn matches_any(patterns: &[Regex], text: &str) -> bool {
    patterns.iter().any(|pattern| matches(Some(pattern), text))
}

/// Adds a Location for a catalog file that may be there (`optional`) or is (`required`).
pub(super) fn add_location(collector: &mut Collector, target: String, presence: &str) {
    let location = LocationRef::new("url", target);
    let text = location.to_string();
    let entity = location.entity(&text, &text, Some(presence));
    collector.add(&text, location, entity);
}
