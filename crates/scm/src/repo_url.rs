//! What a form picks for a repository that may not exist yet: `github.com?owner=acme&repo=shop`.

use crate::{Integration, Integrations, Kind, ScmError};
use url::{Position, Url};

/// The place of a repository, taken apart. What a host has no use for may be there nevertheless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepoUrl {
    /// The host, with its port if that is not the scheme's own.
    pub host: String,
    /// An owner, or a group with its parents.
    pub owner: Option<String>,
    /// The repository's name. Empty where GitLab is told the number of a project instead.
    pub repo: String,
    /// An organisation of Azure DevOps.
    pub organization: Option<String>,
    /// A workspace of Bitbucket Cloud.
    pub workspace: Option<String>,
    /// A project of Azure DevOps or Bitbucket, or the number of one of GitLab.
    pub project: Option<String>,
}

impl Integrations {
    /// Takes apart what a form picked, and finds its host.
    ///
    /// # Errors
    /// If it is nothing that a form makes, its host has no integration, or something is missing that the host needs.
    pub fn repo_url(&self, text: &str) -> Result<(RepoUrl, &Integration), ScmError> {
        let wrong = |why: String| ScmError::NotARepoUrl { text: shown(text), why };
        let form = || wrong("write it as HOST?owner=OWNER&repo=REPOSITORY, without https://".to_owned());
        let url = Url::parse(&format!("https://{text}")).map_err(|_| form())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(form());
        }
        let host = url[Position::BeforeHost..Position::AfterPort].to_owned();
        let one = self.of_host(&host).ok_or_else(|| {
            wrong(format!("there is no integration for its host {host}; add one below `integrations`"))
        })?;
        let part = |name: &str| {
            let found = url.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.trim_matches('/').to_owned()).filter(|value| !value.is_empty())
        };
        let parts = RepoUrl {
            owner: part("owner"),
            repo: part("repo").unwrap_or_default(),
            organization: part("organization"),
            workspace: part("workspace"),
            project: part("project"),
            host,
        };
        match missing(one.kind, &parts) {
            Some(name) => Err(wrong(format!("`{name}` is missing, which {} needs", one.kind))),
            None => Ok((parts, one)),
        }
    }
}

impl RepoUrl {
    /// Owner and repository, or project and repository where that is what the host has, with `/` between them.
    pub fn slug(&self) -> String {
        let owner = self.owner.as_ref().or(self.workspace.as_ref()).or(self.project.as_ref());
        match owner {
            Some(owner) if self.repo.is_empty() => owner.clone(),
            Some(owner) => format!("{owner}/{}", self.repo),
            None => self.repo.clone(),
        }
    }
}

/// The first thing that is missing.
fn missing(kind: Kind, parts: &RepoUrl) -> Option<&'static str> {
    let owner = parts.owner.as_ref();
    let needed: &[(&'static str, bool)] = &match kind {
        Kind::BitbucketCloud => [
            ("workspace", parts.workspace.is_some()),
            ("project", parts.project.is_some()),
            ("repo", !parts.repo.is_empty()),
        ],
        Kind::BitbucketServer | Kind::Azure => {
            [("project", parts.project.is_some()), ("repo", !parts.repo.is_empty()), ("", true)]
        }
        Kind::Gitlab if parts.project.is_some() => [("", true); 3],
        Kind::Gitea | Kind::Gerrit => [("repo", !parts.repo.is_empty()), ("", true), ("", true)],
        Kind::Github | Kind::Gitlab => {
            [("owner", owner.is_some()), ("repo", !parts.repo.is_empty()), ("", true)]
        }
    };
    needed.iter().find(|(_, there)| !there).map(|(name, _)| *name)
}

/// What messages repeat: without what may be a user and a password.
fn shown(text: &str) -> String {
    let text: String = text.chars().take(200).filter(|c| !c.is_control()).collect();
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    text[..end].rfind('@').map_or(text.clone(), |at| text[at + 1..].to_owned())
}
