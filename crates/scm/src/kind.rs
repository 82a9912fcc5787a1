//! The kinds of source-control hosts.

use std::fmt;

/// What software a host runs, which decides how its addresses and its API look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Azure DevOps, in the cloud or on own servers.
    Azure,
    /// bitbucket.org.
    BitbucketCloud,
    /// Bitbucket Data Center and Server.
    BitbucketServer,
    /// Gerrit with Gitiles.
    Gerrit,
    /// github.com and GitHub Enterprise.
    Github,
    /// gitlab.com and own GitLab servers.
    Gitlab,
    /// Gitea and Forgejo.
    Gitea,
}

impl Kind {
    /// All kinds, in the order in which they are asked whether a host is theirs.
    pub const ALL: [Self; 7] = [
        Self::Azure,
        Self::BitbucketCloud,
        Self::BitbucketServer,
        Self::Gerrit,
        Self::Github,
        Self::Gitlab,
        Self::Gitea,
    ];

    /// The name in the configuration: `github`, `bitbucketCloud`, ….
    pub fn word(self) -> &'static str {
        match self {
            Self::Azure => "azure",
            Self::BitbucketCloud => "bitbucketCloud",
            Self::BitbucketServer => "bitbucketServer",
            Self::Gerrit => "gerrit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Gitea => "gitea",
        }
    }

    /// The kind with a name in the configuration.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The name as people know it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Azure => "Azure DevOps",
            Self::BitbucketCloud => "Bitbucket Cloud",
            Self::BitbucketServer => "Bitbucket Server",
            Self::Gerrit => "Gerrit",
            Self::Github => "GitHub",
            Self::Gitlab => "GitLab",
            Self::Gitea => "Gitea",
        }
    }

    /// The public host that is understood without being configured.
    pub fn default_host(self) -> Option<&'static str> {
        match self {
            Self::Azure => Some("dev.azure.com"),
            Self::BitbucketCloud => Some("bitbucket.org"),
            Self::Github => Some("github.com"),
            Self::Gitlab => Some("gitlab.com"),
            Self::BitbucketServer | Self::Gerrit | Self::Gitea => None,
        }
    }

    /// What an address of a file looks like on a host of this kind, for messages.
    pub fn example(self) -> &'static str {
        match self {
            Self::Azure => "https://HOST/ORGANIZATION/PROJECT/_git/REPOSITORY?path=/FILE",
            Self::BitbucketCloud => "https://HOST/WORKSPACE/REPOSITORY/src/BRANCH/FILE",
            Self::BitbucketServer => "https://HOST/projects/PROJECT/repos/REPOSITORY/browse/FILE",
            Self::Gerrit => "https://HOST/PROJECT/+/refs/heads/BRANCH/FILE",
            Self::Github => "https://HOST/OWNER/REPOSITORY/blob/BRANCH/FILE",
            Self::Gitlab => "https://HOST/GROUP/REPOSITORY/-/blob/BRANCH/FILE",
            Self::Gitea => "https://HOST/OWNER/REPOSITORY/src/branch/BRANCH/FILE",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}
