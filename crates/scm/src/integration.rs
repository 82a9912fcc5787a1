//! One configured host.

use crate::{Credentials, Kind};

/// A source-control host: where its pages and its API are, and what it is asked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// What software the host runs.
    pub kind: Kind,
    /// The host, with its port if that is not the scheme's own; lower case.
    pub host: String,
    /// Where its pages are, without `/` at the end.
    pub base_url: String,
    /// Where its API is, without `/` at the end; for Gerrit the server itself, without the `/a` of signed-in requests.
    pub api_base_url: String,
    /// Where it hands out plain files, without `/` at the end (GitHub only).
    pub raw_base_url: Option<String>,
    /// Where Gitiles shows repositories, without `/` at the end (Gerrit only).
    pub gitiles_base_url: Option<String>,
    /// From where repositories are cloned, without `/` at the end (Gerrit only).
    pub clone_url: Option<String>,
    /// Whether the host has pages on which files are edited.
    pub edits: bool,
    /// What the host is asked with.
    pub credentials: Credentials,
}

impl Integration {
    /// A public host as it is without configuration; none for kinds that have no public host.
    pub(crate) fn public(kind: Kind) -> Option<Self> {
        kind.default_host().map(|host| Self::at(kind, host.to_owned(), format!("https://{host}")))
    }

    /// A host with the addresses that are usual for its kind.
    pub(crate) fn at(kind: Kind, host: String, base_url: String) -> Self {
        let public = kind.default_host() == Some(host.as_str());
        let api_base_url = match kind {
            Kind::Azure | Kind::Gerrit => base_url.clone(),
            Kind::BitbucketCloud => "https://api.bitbucket.org/2.0".to_owned(),
            Kind::BitbucketServer => format!("{base_url}/rest/api/1.0"),
            Kind::Github if public => "https://api.github.com".to_owned(),
            Kind::Github => format!("{base_url}/api/v3"),
            Kind::Gitlab => format!("{base_url}/api/v4"),
            Kind::Gitea => format!("{base_url}/api/v1"),
        };
        let raw_base_url = (kind == Kind::Github).then(|| {
            if public { "https://raw.githubusercontent.com".to_owned() } else { format!("{base_url}/raw") }
        });
        Self {
            kind,
            host,
            base_url,
            api_base_url,
            raw_base_url,
            gitiles_base_url: None,
            clone_url: None,
            edits: true,
            credentials: Credentials::default(),
        }
    }
}
