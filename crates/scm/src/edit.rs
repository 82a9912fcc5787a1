//! Where a file is edited.

use crate::{Integration, Integrations, Kind, Reference};
use url::Url;

impl Integrations {
    /// The page on which the file at an address is edited; the address itself where there is no such page.
    pub fn edit_url(&self, url: &str) -> String {
        self.of(url).and_then(|one| one.edit_url(url)).unwrap_or_else(|| url.to_owned())
    }
}

impl Integration {
    /// The page on which a file on this host is edited, if there is one.
    fn edit_url(&self, url: &str) -> Option<String> {
        match self.kind {
            Kind::Github => Some(github_view(url, "edit")),
            Kind::Gitlab => Some(gitlab_view(url, "edit")),
            Kind::Azure => None,
            Kind::BitbucketCloud => self.bitbucket_cloud_edit(url),
            // No page of Bitbucket Server edits; the query stands in the way of what adds to the address.
            Kind::BitbucketServer => url.split_once('?').map(|(page, _)| page.to_owned()),
            Kind::Gitea => self.gitea_edit(url),
            Kind::Gerrit => self.gerrit_edit(url),
        }
    }

    fn bitbucket_cloud_edit(&self, url: &str) -> Option<String> {
        let address = self.address(url).ok()?;
        let mut edit = Url::parse(url).ok()?;
        let kept: Vec<(String, String)> = edit
            .query_pairs()
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .filter(|(key, _)| key != "mode" && key != "at")
            .collect();
        edit.query_pairs_mut()
            .clear()
            .extend_pairs(kept)
            .append_pair("mode", "edit")
            .append_pair("at", address.reference_name().unwrap_or_default());
        Some(edit.into())
    }

    fn gitea_edit(&self, url: &str) -> Option<String> {
        let address = self.address(url).ok()?;
        address.reference.as_ref()?;
        // Owner, repository, reference and path as they were written.
        let written = Url::parse(url).ok()?;
        let base = Url::parse(&self.base_url).ok()?;
        let path = written.path().strip_prefix(base.path().trim_end_matches('/'))?;
        let all: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        let kind = usize::from(matches!(all.get(3), Some(&("branch" | "tag" | "commit"))));
        let (reference, path) = all.get(3 + kind..)?.split_first()?;
        Some(format!("{}/{}/{}/_edit/{reference}/{}", self.base_url, all[0], all[1], path.join("/")))
    }

    fn gerrit_edit(&self, url: &str) -> Option<String> {
        let address = self.address(url).ok().filter(|_| self.edits)?;
        let Some(Reference::Branch(branch) | Reference::Any(branch)) = &address.reference else {
            return None;
        };
        let (base, repository, path) = (&self.base_url, &address.repository, &address.path);
        Some(format!("{base}/admin/repos/edit/repo/{repository}/branch/refs/heads/{branch}/file/{path}"))
    }
}

/// `//host/owner/repository/(blob|tree|edit)/…` with another word for what the page shows.
pub(crate) fn github_view(url: &str, word: &str) -> String {
    let Some(start) = url.find("//").map(|at| at + 2) else { return url.to_owned() };
    let parts: Vec<&str> = url[start..].splitn(5, '/').collect();
    match parts.as_slice() {
        [host, owner, repository, "blob" | "tree" | "edit", rest]
            if ![host, owner, repository].iter().any(|part| part.is_empty()) =>
        {
            format!("{}{host}/{owner}/{repository}/{word}/{rest}", &url[..start])
        }
        _ => url.to_owned(),
    }
}

/// The first `/-/(blob|tree|edit)/` with another word for what the page shows.
fn gitlab_view(url: &str, word: &str) -> String {
    let marks = url.match_indices("/-/").filter_map(|(at, mark)| {
        let rest = &url[at + mark.len()..];
        ["blob/", "tree/", "edit/"]
            .iter()
            .find_map(|view| rest.strip_prefix(view))
            .map(|rest| format!("{}/-/{word}/{rest}", &url[..at]))
    });
    marks.into_iter().next().unwrap_or_else(|| url.to_owned())
}
