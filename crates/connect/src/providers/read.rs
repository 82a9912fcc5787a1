//! The section `catalog.providers` of the configuration.

use super::{Provider, azure, github, gitlab, http, ldap, microsoft};
use crate::http::Http;
use portico_scm::Integrations;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::{collections::HashSet, sync::Arc};
use url::Url;

/// The providers that a configuration names.
#[derive(Default)]
pub struct Providers {
    /// In the order of the configuration, each with a name of its own.
    pub list: Vec<Arc<dyn Provider>>,
    /// What the configuration asks for and Portico does not do: paths, some with an explanation. Warn about them.
    pub ignored: Vec<String>,
}

impl Providers {
    /// The provider of a name such as `http:applications`. The id alone is enough where only one provider has it.
    pub fn named(&self, name: &str) -> Option<&Arc<dyn Provider>> {
        let whole = self.list.iter().find(|provider| provider.name() == name);
        let id =
            |provider: &&Arc<dyn Provider>| provider.name().split_once(':').is_some_and(|(_, id)| id == name);
        let mut of_id = self.list.iter().filter(id);
        whole.or_else(|| of_id.next().filter(|_| of_id.next().is_none()))
    }
}

/// What a provider is made of.
pub(super) struct Given<'a, 'v> {
    /// Type and id.
    pub(super) name: String,
    /// The id alone.
    pub(super) id: &'a str,
    /// Its part of the configuration.
    pub(super) section: &'a Section<'v>,
    /// Whether it is the only one of its type.
    pub(super) is_only: bool,
    /// The source-control hosts and their credentials.
    pub(super) integrations: &'a Arc<Integrations>,
    /// The client to ask with.
    pub(super) http: &'a Http,
    /// Where to note what is not supported.
    pub(super) ignored: &'a mut Vec<String>,
}

/// Makes a provider of its part of the configuration.
type Make = fn(Given<'_, '_>) -> Result<Arc<dyn Provider>, ConfigError>;

/// A type of provider.
struct Type {
    key: &'static str,
    /// Keys of which a single provider without id has at least one.
    marks: &'static [&'static str],
    make: Make,
}

const TYPES: &[Type] = &[
    Type { key: "http", marks: &["url", "entities"], make: http::HttpSource::read },
    Type {
        key: "microsoftGraphOrg",
        marks: &["tenantId", "clientId", "target"],
        make: microsoft::MicrosoftGraph::read,
    },
    Type { key: "githubOrg", marks: &["orgs", "githubUrl", "id"], make: github::GithubOrg::read },
    Type { key: "github", marks: &["organization"], make: github::Discovery::read },
    Type { key: "gitlab", marks: &["host", "group", "entityFilename"], make: gitlab::Gitlab::read },
    Type { key: "azureDevOps", marks: &["organization", "project"], make: azure::AzureDevOps::read },
    Type { key: "ldapOrg", marks: &["target"], make: ldap::Ldap::read },
];

/// Reads the section. Providers that ask source-control hosts take the credentials from `integrations`.
///
/// # Errors
/// If a value is wrong; the error names its path.
pub fn read(
    section: &Value,
    integrations: &Arc<Integrations>,
    http: &Http,
) -> Result<Providers, ConfigError> {
    let section = Section::of(section, "catalog.providers")?;
    let mut providers = Providers::default();
    for (key, value) in section.entries() {
        let path = section.at(key);
        let Some(found) = TYPES.iter().find(|known| known.key == key) else {
            providers.ignored.push(path);
            continue;
        };
        let mut ids = HashSet::new();
        let instances = instances(value, &path, found.marks)?;
        let is_only = instances.len() == 1;
        for (id, section) in instances {
            if !ids.insert(id.clone()) {
                return Err(ConfigError::at(
                    section.path(),
                    format!("is the second one with the id \"{id}\""),
                ));
            }
            let name = format!("{key}:{id}");
            let given = Given {
                name,
                id: &id,
                section: &section,
                is_only,
                integrations,
                http,
                ignored: &mut providers.ignored,
            };
            providers.list.push((found.make)(given)?);
        }
    }
    Ok(providers)
}

/// The providers of one type: a mapping by id, a list, or a single one without id.
fn instances<'v>(
    value: &'v Value,
    path: &str,
    marks: &[&str],
) -> Result<Vec<(String, Section<'v>)>, ConfigError> {
    let own_id = |section: &Section<'_>| Ok(section.text("id")?.unwrap_or("default").to_owned());
    if let Value::Array(items) = value {
        let sections = items.iter().enumerate();
        return sections
            .map(|(index, item)| {
                let section = Section::of(item, format!("{path}[{index}]"))?;
                Ok((own_id(&section)?, section))
            })
            .collect();
    }
    let section = Section::of(value, path)?;
    // An id may be called like a key; then a mapping stands below it.
    let single = marks.iter().any(|mark| section.get(mark).is_some_and(|value| !value.is_object()));
    if single {
        return Ok(vec![(own_id(&section)?, section)]);
    }
    section.entries().map(|(id, value)| Ok((id.to_owned(), Section::of(value, section.at(id))?))).collect()
}

/// Notes the keys that are not supported. The formats of others are wider than what is read of them, so these are no
/// errors.
pub(super) fn note_unknown(section: &Section<'_>, known: &[&str], ignored: &mut Vec<String>) {
    ignored.extend(section.entries().filter(|(key, _)| !known.contains(key)).map(|(key, _)| section.at(key)));
}

/// The address under a key, or the usual one.
pub(super) fn base(section: &Section<'_>, key: &str, usual: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(section.text(key)?.unwrap_or(usual)).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| section.wrong(key, "must be an address that begins with https://"))
}

/// The address below another one.
pub(super) fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    // Addresses of http and https can always be extended.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}
