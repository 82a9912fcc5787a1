//! Names of repositories, for annotations and for entities that are made from an address.

use crate::{Integrations, Kind};
use percent_encoding::percent_decode_str;
use url::Url;

impl Integrations {
    /// The annotation that names the repository of an address, and its value; none where no annotation is usual.
    pub fn project_slug(&self, url: &str) -> Option<(&'static str, String)> {
        let address = self.address(url).ok()?;
        let key = match address.kind {
            Kind::Github => "github.com/project-slug",
            Kind::Gitlab => "gitlab.com/project-slug",
            Kind::BitbucketCloud => "bitbucket.org/project-slug",
            Kind::Azure => {
                let project = address.project.as_deref().unwrap_or(&address.owner);
                return Some(("dev.azure.com/project-repo", format!("{project}/{}", address.repository)));
            }
            Kind::BitbucketServer | Kind::Gitea | Kind::Gerrit => return None,
        };
        Some((key, address.slug()))
    }

    /// The name of the repository of an address; on hosts without integration the last part of the path that names
    /// something.
    pub fn repository_name(&self, url: &str) -> Option<String> {
        if let Ok(address) = self.address(url) {
            return address.repository.rsplit('/').next().map(str::to_owned);
        }
        let url = Url::parse(url).ok()?;
        let last = url.path().trim_end_matches('/').rsplit('/').next()?;
        let name = percent_decode_str(last).decode_utf8_lossy();
        let name = name.strip_suffix(".git").unwrap_or(&name);
        (!name.is_empty()).then(|| name.to_owned())
    }
}
