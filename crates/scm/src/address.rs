//! The parts of an address: repository, reference and path.

use crate::{Integration, Kind, ScmError};
use percent_encoding::percent_decode_str;
use url::{Position, Url};

/// An address in a repository, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The host's kind.
    pub kind: Kind,
    /// Who owns the repository: an owner, a group with its parents (`a/b`), a workspace, a Bitbucket project (`P`, or
    /// `~name` for a person's), an Azure organisation. Empty for Gerrit.
    pub owner: String,
    /// The project between organisation and repository; Azure DevOps only.
    pub project: Option<String>,
    /// The repository; for Gerrit with the folders it lies in.
    pub repository: String,
    /// The branch, tag or commit; none means the repository's default branch.
    pub reference: Option<Reference>,
    /// The path of the file or folder, without `/` at both ends; empty for the root.
    pub path: String,
    /// The address of the root folder, as it was written, without `/` at its end and without query.
    pub root: String,
}

/// What version of a repository an address means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A branch.
    Branch(String),
    /// A tag.
    Tag(String),
    /// A commit.
    Commit(String),
    /// Branch, tag or commit: the address does not say which.
    Any(String),
}

impl Reference {
    /// The name of the branch or tag, or the commit's hash.
    pub fn name(&self) -> &str {
        match self {
            Self::Branch(name) | Self::Tag(name) | Self::Commit(name) | Self::Any(name) => name,
        }
    }
}

impl Address {
    /// Owner, project and repository with `/` between them.
    pub fn slug(&self) -> String {
        let parts = [Some(&self.owner), self.project.as_ref(), Some(&self.repository)];
        let parts: Vec<&str> =
            parts.into_iter().flatten().map(String::as_str).filter(|part| !part.is_empty()).collect();
        parts.join("/")
    }

    /// The name of the reference, if there is one.
    pub fn reference_name(&self) -> Option<&str> {
        self.reference.as_ref().map(Reference::name)
    }
}

impl Integration {
    /// The parts of an address on this host.
    ///
    /// # Errors
    /// If it is no address, does not lead into a repository, or hides `..` in its path.
    pub fn address(&self, url: &str) -> Result<Address, ScmError> {
        let parsed = Url::parse(url).map_err(|_| ScmError::NotAnAddress { text: url.to_owned() })?;
        let path = parsed.path().trim_end_matches('/');
        let below = self.below_base(path);
        let found = match self.kind {
            Kind::Github => github(below),
            Kind::Gitlab => gitlab(below),
            Kind::Azure => azure(&parsed),
            Kind::BitbucketCloud => bitbucket_cloud(below),
            Kind::BitbucketServer => bitbucket_server(below, &parsed),
            Kind::Gitea => gitea(below),
            Kind::Gerrit => gerrit(below),
        };
        let parts =
            found.ok_or_else(|| ScmError::NotInARepository { kind: self.kind, url: url.to_owned() })?;
        if leads_out(&parts.path) || leads_out(&parts.owner) || leads_out(&parts.repository) {
            return Err(ScmError::Traversal { url: url.to_owned() });
        }
        let root_end = path.len() - parts.tail.unwrap_or_default();
        let root = format!("{}{}", &parsed[..Position::BeforePath], &path[..root_end]);
        Ok(Address {
            kind: self.kind,
            owner: parts.owner,
            project: parts.project,
            repository: parts.repository,
            reference: parts.reference.filter(|reference| !reference.name().is_empty()),
            path: parts.path.trim_matches('/').to_owned(),
            root: root.trim_end_matches('/').to_owned(),
        })
    }

    /// The part of a path behind the path of the host's pages.
    fn below_base<'a>(&self, path: &'a str) -> &'a str {
        let base = self.gitiles_base_url.as_ref().unwrap_or(&self.base_url);
        let base =
            Url::parse(base).map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default();
        let path = if self.kind == Kind::Gerrit && path.starts_with("/a/") { &path[2..] } else { path };
        match path.strip_prefix(base.as_str()) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
            _ => path,
        }
    }
}

#[derive(Default)]
struct Parts {
    owner: String,
    project: Option<String>,
    repository: String,
    reference: Option<Reference>,
    path: String,
    /// How many bytes at the end of the address's path are the file's path.
    tail: Option<usize>,
}

impl Parts {
    fn new(owner: &[&str], repository: &str) -> Option<Self> {
        let repository = decode(repository);
        let repository = repository.strip_suffix(".git").unwrap_or(&repository).to_owned();
        let owner = decode(&owner.join("/"));
        (!repository.is_empty()).then(|| Self { owner, repository, ..Self::default() })
    }

    /// At a reference, with the segments of the path.
    fn at(mut self, reference: Option<Reference>, path: &[&str]) -> Self {
        let path = path.join("/");
        self.reference = reference;
        self.tail = Some(path.len());
        self.path = decode(&path);
        self
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn segments(path: &str) -> Vec<&str> {
    path.strip_prefix('/').unwrap_or(path).split('/').collect()
}

fn any(name: &str) -> Option<Reference> {
    Some(Reference::Any(decode(name)))
}

/// `owner/repository/(blob|tree|edit|raw|blame)/ref/path`
fn github(path: &str) -> Option<Parts> {
    match segments(path).as_slice() {
        [owner, repository, "blob" | "tree" | "edit" | "raw" | "blame", reference, path @ ..] => {
            Some(Parts::new(&[owner], repository)?.at(any(reference), path))
        }
        [owner, repository, ..] if !owner.is_empty() => Parts::new(&[owner], repository),
        _ => None,
    }
}

/// `group/…/repository/-/(blob|tree|edit|raw)/ref/path`; old addresses have no `/-`.
fn gitlab(path: &str) -> Option<Parts> {
    let all = segments(path);
    let is_view = |word: &&str| matches!(*word, "blob" | "tree" | "edit" | "raw" | "blame");
    let dash = all.iter().position(|word| *word == "-").filter(|at| *at >= 2);
    let view = match dash {
        Some(at) => Some(at + 1).filter(|at| all.get(*at).is_some_and(is_view)),
        None => all.iter().skip(2).position(is_view).map(|at| at + 2),
    };
    let project = &all[..dash.or(view).unwrap_or(all.len())];
    let (repository, owner) = project.split_last().filter(|(_, owner)| !owner.is_empty())?;
    let parts = Parts::new(owner, repository)?;
    let Some(view) = view else { return Some(parts) };
    let reference = all.get(view + 1).and_then(|name| any(name));
    Some(parts.at(reference, all.get(view + 2..).unwrap_or_default()))
}

/// `organisation/[project/]_git/repository?path=…&version=GBbranch`; own servers have `server/collection` for the
/// organisation, and old addresses the organisation in the host.
fn azure(url: &Url) -> Option<Parts> {
    let all = segments(url.path().trim_end_matches('/'));
    let host = url.host_str().unwrap_or_default();
    let legacy = host.strip_suffix(".visualstudio.com");
    let at = all.iter().position(|word| *word == "_git")?;
    let repository = all.get(at + 1)?;
    let (owner, project): (Vec<&str>, &str) = match (&all[..at], legacy) {
        ([], Some(owner)) => (vec![owner], repository),
        ([project], Some(owner)) => (vec![owner], project),
        ([owner], None) => (vec![owner], repository),
        ([owner, project], None) => (vec![owner], project),
        ([server, collection, project], _) => (vec![server, collection], project),
        _ => return None,
    };
    let mut parts = Parts::new(&owner, repository)?;
    parts.project = Some(decode(project));
    for (key, value) in url.query_pairs() {
        match key.as_ref() {
            "path" => parts.path = value.into_owned(),
            "version" => {
                parts.reference = match value.split_at_checked(2) {
                    Some(("GB", name)) => Some(Reference::Branch(name.to_owned())),
                    Some(("GT", name)) => Some(Reference::Tag(name.to_owned())),
                    Some(("GC", name)) => Some(Reference::Commit(name.to_owned())),
                    _ => return None,
                };
            }
            _ => {}
        }
    }
    Some(parts)
}

/// `workspace/repository/(src|raw)/ref/path`
fn bitbucket_cloud(path: &str) -> Option<Parts> {
    match segments(path).as_slice() {
        [workspace, repository, "src" | "raw", reference, path @ ..] => {
            Some(Parts::new(&[workspace], repository)?.at(any(reference), path))
        }
        [workspace, repository, ..] if !workspace.is_empty() => Parts::new(&[workspace], repository),
        _ => None,
    }
}

/// `(projects|users)/name/repos/repository/(browse|raw)/path?at=ref`, below any path.
fn bitbucket_server(path: &str, url: &Url) -> Option<Parts> {
    let all = segments(path);
    let at = all.windows(3).position(|w| matches!(w[0], "projects" | "users") && w[2] == "repos")?;
    let (owner, repository) = (all[at + 1], all.get(at + 3)?);
    let person = format!("~{owner}");
    let owner = if all[at] == "users" { person.as_str() } else { owner };
    let reference = url.query_pairs().find(|(key, _)| key == "at").map(|(_, value)| {
        let name = |prefix| value.strip_prefix(prefix).map(str::to_owned);
        let branch = name("refs/heads/").map(Reference::Branch);
        branch
            .or_else(|| name("refs/tags/").map(Reference::Tag))
            .unwrap_or_else(|| Reference::Any(value.clone().into_owned()))
    });
    let path = match all.get(at + 4) {
        Some(&("browse" | "raw")) => &all[at + 5..],
        _ => &[],
    };
    Some(Parts::new(&[owner], repository)?.at(reference, path))
}

/// `owner/repository/(src|raw)/(branch|tag|commit)/ref/path`; the edit page has neither kind nor `src`.
fn gitea(path: &str) -> Option<Parts> {
    match segments(path).as_slice() {
        [owner, repository, "src" | "raw", kind @ ("branch" | "tag" | "commit"), reference, path @ ..] => {
            let name = decode(reference);
            let reference = match *kind {
                "branch" => Reference::Branch(name),
                "tag" => Reference::Tag(name),
                _ => Reference::Commit(name),
            };
            Some(Parts::new(&[owner], repository)?.at(Some(reference), path))
        }
        [owner, repository, "src" | "raw" | "_edit", reference, path @ ..] => {
            Some(Parts::new(&[owner], repository)?.at(any(reference), path))
        }
        [owner, repository, ..] if !owner.is_empty() => Parts::new(&[owner], repository),
        _ => None,
    }
}

/// `repository/+/(refs/heads/branch|refs/tags/tag|commit|HEAD)/path`
fn gerrit(path: &str) -> Option<Parts> {
    let all = segments(path);
    let Some(plus) = all.iter().position(|word| *word == "+") else {
        return Parts::new(&[], &all.join("/"));
    };
    let parts = Parts::new(&[], &all[..plus].join("/"))?;
    let is_hash = |word: &str| word.len() == 40 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let (reference, path): (Option<Reference>, &[&str]) = match &all[plus + 1..] {
        ["refs", "heads", name, path @ ..] => (Some(Reference::Branch(decode(name))), path),
        ["refs", "tags", name, path @ ..] => (Some(Reference::Tag(decode(name))), path),
        [name, path @ ..] if is_hash(name) => (Some(Reference::Commit((*name).to_owned())), path),
        ["HEAD", path @ ..] => (None, path),
        [name, path @ ..] => (any(name), path),
        [] => (None, &[]),
    };
    Some(parts.at(reference, path))
}

/// Whether a path has a segment that leads elsewhere, however often it is encoded.
pub(crate) fn leads_out(path: &str) -> bool {
    let mut text = path.to_owned();
    loop {
        if text.split('/').any(|segment| matches!(segment, "." | "..")) {
            return true;
        }
        let next = decode(&text);
        if next == text {
            return false;
        }
        text = next;
    }
}
