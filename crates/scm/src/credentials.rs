//! What a host is asked with.

use crate::Secret;

/// The credentials of one integration; all of them may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// A token (GitHub, GitLab, Bitbucket Cloud and Server).
    pub token: Option<Secret>,
    /// The name that belongs to the token or the password.
    pub username: Option<String>,
    /// A password (Bitbucket Server, Gerrit, Gitea) or app password (Bitbucket Cloud).
    pub password: Option<Secret>,
    /// GitHub Apps; the token is for owners that none of them serves.
    pub apps: Vec<GithubApp>,
    /// Azure DevOps: one entry for a set of organisations, at most one for all others.
    pub organizations: Vec<AzureCredential>,
    /// An OAuth client (Bitbucket Cloud).
    pub client: Option<Client>,
}

/// A GitHub App.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GithubApp {
    /// The App's number.
    pub app_id: u64,
    /// The App's OAuth client.
    pub client: Client,
    /// What deliveries of its webhook are signed with.
    pub webhook_secret: Option<Secret>,
    /// Its private key as PEM.
    pub private_key: Secret,
    /// The owners it is asked for; none means all that installed it.
    pub owners: Option<Vec<String>>,
    /// Whether repositories of owners that did not install it are read with it as well.
    pub public_access: bool,
}

impl GithubApp {
    /// Whether the App may be used for an owner's repositories.
    pub fn serves(&self, owner: &str) -> bool {
        self.owners
            .as_ref()
            .is_none_or(|owners| owners.iter().any(|allowed| allowed.eq_ignore_ascii_case(owner)))
    }
}

/// An OAuth client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its public name.
    pub id: String,
    /// What proves that it is that client.
    pub secret: Secret,
}

/// What the organisations of an Azure DevOps host are asked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AzureCredential {
    /// For which organisations; none means for all that have no entry of their own.
    pub organizations: Vec<String>,
    /// The credential itself.
    pub secret: AzureSecret,
}

/// A credential of Azure DevOps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AzureSecret {
    /// A personal access token.
    PersonalAccessToken(Secret),
    /// An application registered in a tenant.
    Application {
        /// The tenant it is registered in.
        tenant_id: String,
        /// The application and its secret.
        client: Client,
    },
    /// The identity of the machine that Portico runs on.
    ManagedIdentity {
        /// The application.
        client_id: String,
        /// The identity that vouches for it, where that is another one, and its tenant.
        assertion: Option<(String, String)>,
    },
}

impl Credentials {
    /// The entry for an organisation of Azure DevOps: its own, else the one without organisations.
    pub fn of_organization(&self, organization: &str) -> Option<&AzureCredential> {
        let named = |entry: &&AzureCredential| {
            entry.organizations.iter().any(|name| name.eq_ignore_ascii_case(organization))
        };
        let entries = &self.organizations;
        entries.iter().find(named).or_else(|| entries.iter().find(|entry| entry.organizations.is_empty()))
    }
}
