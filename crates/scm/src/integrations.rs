//! All configured hosts.

use crate::{Address, AzureCredential, AzureSecret, Credentials, Integration, Kind, ScmError, Secret};
use url::{Position, Url};

/// The source-control hosts that are configured, and the public ones that need no configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integrations {
    pub(crate) list: Vec<Integration>,
    pub(crate) ignored: Vec<String>,
}

impl Default for Integrations {
    /// The public hosts, without credentials.
    fn default() -> Self {
        let mut all = Self { list: Vec::new(), ignored: Vec::new() };
        all.complete();
        all
    }
}

impl Integrations {
    /// Adds the public hosts that are not configured and puts all into the order in which they are asked.
    pub(crate) fn complete(&mut self) {
        for kind in Kind::ALL {
            let configured =
                |one: &Integration| one.kind == kind && Some(one.host.as_str()) == kind.default_host();
            if !self.list.iter().any(configured) {
                self.list.extend(Integration::public(kind));
            }
        }
        // Stable: of two entries for one host the first in the file counts.
        self.list.sort_by_key(|one| one.kind);
    }

    /// All hosts: by kind, then in the order of the configuration.
    pub fn iter(&self) -> impl Iterator<Item = &Integration> {
        self.list.iter()
    }

    /// The keys below `integrations` that are not about hosts which Portico reads.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The host that an address belongs to; none for other hosts and for what is not an address.
    pub fn of(&self, url: &str) -> Option<&Integration> {
        let url = Url::parse(url).ok()?;
        self.of_host(&url[Position::BeforeHost..Position::AfterPort])
    }

    /// The host with a name, which has its port if that is not the scheme's own.
    pub fn of_host(&self, host: &str) -> Option<&Integration> {
        if host.is_empty() {
            return None;
        }
        self.list.iter().find(|one| one.host == host)
    }

    /// The same, but the host of an address is asked with a token and nothing else.
    #[must_use]
    pub fn with_token(&self, url: &str, token: &str) -> Self {
        let mut all = self.clone();
        let host = self.of(url).map(|one| one.host.clone());
        // The first of a host is the one that is asked.
        if let Some(one) = all.list.iter_mut().find(|one| Some(&one.host) == host.as_ref()) {
            one.credentials = only(one.kind, Secret::new(token));
        }
        all
    }

    /// The parts of an address on a configured host.
    ///
    /// # Errors
    /// If it is no address, its host is not configured, or it does not lead into a repository.
    pub fn address(&self, url: &str) -> Result<Address, ScmError> {
        match self.of(url) {
            Some(integration) => integration.address(url),
            None if Url::parse(url).is_ok() => Err(ScmError::NoIntegration { url: url.to_owned() }),
            None => Err(ScmError::NotAnAddress { text: url.to_owned() }),
        }
    }
}

/// A token alone, where the host's kind takes it from.
fn only(kind: Kind, token: Secret) -> Credentials {
    let none = Credentials::default();
    match kind {
        Kind::Azure => {
            let secret = AzureSecret::PersonalAccessToken(token);
            Credentials { organizations: vec![AzureCredential { organizations: Vec::new(), secret }], ..none }
        }
        Kind::Gitea | Kind::Gerrit => Credentials { password: Some(token), ..none },
        _ => Credentials { token: Some(token), ..none },
    }
}
