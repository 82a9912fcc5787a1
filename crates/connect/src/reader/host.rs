//! What each kind of host is asked: addresses of its API and what its answers mean.

use super::error::ReadError;
use portico_scm::{Address, Integration, Kind, Reference};
use serde_json::Value;
use url::{Position, Url};

/// A question to a host's API.
pub(super) struct Request {
    pub(super) url: Url,
    pub(super) accept: &'static str,
}

const ANYTHING: &str = "*/*";
const JSON: &str = "application/json";

/// An address from its beginning, segments and query; each of them is encoded.
pub(super) fn address(base: &str, path: &[&str], query: &[(&str, &str)]) -> Result<Url, ReadError> {
    let wrong =
        || ReadError::Failed(format!("{base} is not an address that can be asked; check `integrations`"));
    let mut url = Url::parse(base).map_err(|_| wrong())?;
    url.path_segments_mut().map_err(|()| wrong())?.pop_if_empty().extend(path);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Ok(url)
}

/// The segments of the repository's part of the API.
fn repository<'a>(one: &Integration, at: &'a Address, slug: &'a str) -> Vec<&'a str> {
    match one.kind {
        Kind::Github | Kind::Gitea => vec!["repos", &at.owner, &at.repository],
        Kind::Gitlab => vec!["projects", slug, "repository"],
        Kind::BitbucketCloud => vec!["repositories", &at.owner, &at.repository],
        Kind::BitbucketServer => vec!["projects", &at.owner, "repos", &at.repository],
        Kind::Gerrit => at.repository.split('/').chain(["+"]).collect(),
        Kind::Azure => {
            // Old addresses have the organisation in the host.
            let organization = at.owner.split('/').filter(|_| !one.host.ends_with(".visualstudio.com"));
            let project = at.project.as_deref().unwrap_or(&at.repository);
            organization.chain([project, "_apis", "git", "repositories", &at.repository]).collect()
        }
    }
}

/// Where the host's API begins; for Gerrit, where its Gitiles does, with the mark of signed-in questions.
fn base(one: &Integration) -> Result<String, ReadError> {
    let Some(gitiles) = &one.gitiles_base_url else { return Ok(one.api_base_url.clone()) };
    if one.credentials.password.is_none() {
        return Ok(gitiles.clone());
    }
    let below = gitiles.strip_prefix(one.base_url.as_str()).filter(|rest| rest.starts_with('/'));
    below.map(|rest| format!("{}/a{rest}", one.base_url)).ok_or_else(|| {
        ReadError::Failed(format!(
            "{gitiles} does not lie below {}, so it cannot be asked with a password; check `gitilesBaseUrl` and \
             `baseUrl` of {} below `integrations.gerrit`",
            one.base_url, one.host
        ))
    })
}

fn reference(at: &Address) -> &str {
    at.reference_name().unwrap_or("HEAD")
}

/// The reference as Gitiles writes it.
fn gitiles_reference(at: &Address) -> Vec<&str> {
    match &at.reference {
        Some(Reference::Branch(name)) => vec!["refs", "heads", name],
        Some(Reference::Tag(name)) => vec!["refs", "tags", name],
        _ => vec![reference(at)],
    }
}

/// The reference as Azure DevOps writes it, below a prefix; nothing for the default branch.
fn azure_version<'a>(prefix: &'a [&'static str; 2], at: &'a Address) -> Vec<(&'a str, &'a str)> {
    let kind = match &at.reference {
        None => return Vec::new(),
        Some(Reference::Tag(_)) => "tag",
        Some(Reference::Commit(_)) => "commit",
        Some(_) => "branch",
    };
    vec![(prefix[0], reference(at)), (prefix[1], kind)]
}

const AZURE_ITEM: [&str; 2] = ["versionDescriptor.version", "versionDescriptor.versionType"];
const AZURE_COMMIT: [&str; 2] =
    ["searchCriteria.itemVersion.version", "searchCriteria.itemVersion.versionType"];

/// One file, as it is. Who asks GitHub without credentials is sent to where it hands out plain files: its API answers
/// strangers only a few times in an hour.
pub(super) fn file(one: &Integration, at: &Address, anonymous: bool) -> Result<Request, ReadError> {
    if let (Kind::Github, true, Some(base)) = (one.kind, anonymous, &one.raw_base_url) {
        let path = [at.owner.as_str(), &at.repository].into_iter();
        let path: Vec<&str> = path.chain(reference(at).split('/')).chain(at.path.split('/')).collect();
        return Ok(Request { url: address(base, &path, &[])?, accept: ANYTHING });
    }
    let slug = at.slug();
    let mut path = repository(one, at, &slug);
    let mut query: Vec<(&str, &str)> = Vec::new();
    let mut accept = ANYTHING;
    let inner = at.path.split('/');
    let given = at.reference_name().map(|name| match one.kind {
        Kind::BitbucketServer => ("at", name),
        _ => ("ref", name),
    });
    let rooted = format!("/{}", at.path);
    match one.kind {
        Kind::Github => {
            path.extend(["contents"].into_iter().chain(inner));
            query.extend(given);
            accept = "application/vnd.github.v3.raw";
        }
        Kind::Gitlab => {
            path.extend(["files", &at.path, "raw"]);
            query.push(("ref", reference(at)));
        }
        Kind::Azure => {
            path.push("items");
            query.extend([("path", rooted.as_str()), ("api-version", "6.0"), ("download", "true")]);
            query.extend(azure_version(&AZURE_ITEM, at));
            accept = "application/octet-stream";
        }
        Kind::BitbucketCloud => path.extend(["src", reference(at)].into_iter().chain(inner)),
        Kind::BitbucketServer | Kind::Gitea => {
            path.extend(["raw"].into_iter().chain(inner));
            query.extend(given);
        }
        Kind::Gerrit => {
            path.extend(gitiles_reference(at).into_iter().chain(inner));
            query.push(("format", "TEXT"));
        }
    }
    Ok(Request { url: address(&base(one)?, &path, &query)?, accept })
}

/// The headers of a file on GitLab, which name its version.
pub(super) fn gitlab_version(one: &Integration, at: &Address) -> Result<Request, ReadError> {
    let slug = at.slug();
    let path = ["projects", &slug, "repository", "files", &at.path];
    Ok(Request { url: address(&one.api_base_url, &path, &[("ref", reference(at))])?, accept: ANYTHING })
}

/// The name of the default branch on Bitbucket Cloud, whose other addresses need one.
pub(super) fn main_branch(one: &Integration, at: &Address) -> Result<Request, ReadError> {
    let path = ["repositories", &at.owner, &at.repository];
    Ok(Request { url: address(&one.api_base_url, &path, &[])?, accept: JSON })
}

/// The commit that an address means now.
pub(super) fn commit(one: &Integration, at: &Address) -> Result<Request, ReadError> {
    let slug = at.slug();
    let mut path = repository(one, at, &slug);
    let mut query: Vec<(&str, &str)> = Vec::new();
    let mut accept = JSON;
    match one.kind {
        Kind::Github => {
            path.extend(["commits", reference(at)]);
            accept = "application/vnd.github.sha";
        }
        Kind::Gitlab => {
            path.push("commits");
            query.extend([("ref_name", reference(at)), ("per_page", "1")]);
        }
        Kind::Azure => {
            path.push("commits");
            query.extend([("searchCriteria.$top", "1"), ("api-version", "6.0")]);
            query.extend(azure_version(&AZURE_COMMIT, at));
        }
        Kind::BitbucketCloud => {
            path.extend(["commits", reference(at)]);
            query.push(("pagelen", "1"));
        }
        Kind::BitbucketServer => {
            path.push("commits");
            query.push(("limit", "1"));
            query.extend(at.reference_name().map(|name| ("until", name)));
        }
        Kind::Gitea => {
            path.push("commits");
            query.extend([("limit", "1"), ("stat", "false")]);
            query.extend(at.reference_name().map(|name| ("sha", name)));
        }
        Kind::Gerrit => {
            path.extend(gitiles_reference(at));
            query.push(("format", "JSON"));
        }
    }
    Ok(Request { url: address(&base(one)?, &path, &query)?, accept })
}

/// The commit's hash in the answer.
pub(super) fn commit_of(kind: Kind, body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let hash = if kind == Kind::Github {
        text.trim().to_owned()
    } else {
        // Gerrit protects its JSON with a line in front.
        let json: Value = serde_json::from_str(text.strip_prefix(")]}'").unwrap_or(text)).ok()?;
        let value = match kind {
            Kind::Gitlab => &json[0]["id"],
            Kind::Gitea => &json[0]["sha"],
            Kind::Azure => &json["value"][0]["commitId"],
            Kind::BitbucketCloud => &json["values"][0]["hash"],
            Kind::BitbucketServer => &json["values"][0]["id"],
            Kind::Gerrit | Kind::Github => &json["commit"],
        };
        value.as_str()?.to_owned()
    };
    let is_hash = (7..=64).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then_some(hash)
}

/// The archive of a folder at a commit, and whether the host puts a folder around everything; none where archives are not
/// to be had.
pub(super) fn archive(
    one: &Integration,
    at: &Address,
    commit: &str,
    folder: &str,
) -> Result<Option<(Request, bool)>, ReadError> {
    let slug = at.slug();
    let mut path = repository(one, at, &slug);
    let name = format!("{commit}.tar.gz");
    let mut query: Vec<(&str, &str)> = Vec::new();
    let part = Some(("path", folder)).filter(|(_, folder)| !folder.is_empty());
    match one.kind {
        Kind::Github => path.extend(["tarball", commit]),
        Kind::Gitlab => {
            path.push("archive.tar.gz");
            query.push(("sha", commit));
            query.extend(part);
        }
        Kind::BitbucketServer => {
            path.push("archive");
            query.extend([("format", "tgz"), ("at", commit)]);
            query.extend(part);
        }
        Kind::Gitea => path.extend(["archive", &name]),
        Kind::Gerrit => {
            path.pop();
            path.extend(["+archive", &name]);
        }
        Kind::Azure | Kind::BitbucketCloud => return Ok(None),
    }
    let strip = !matches!(one.kind, Kind::BitbucketServer | Kind::Gerrit);
    Ok(Some((Request { url: address(&base(one)?, &path, &query)?, accept: ANYTHING }, strip)))
}

/// How much of a folder a list tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// What lies right in it; on GitHub by paths from there.
    Folder,
    /// Everything below it.
    All,
}

/// The list of the files of a folder at a commit; none where there is only the archive.
pub(super) fn listing(
    one: &Integration,
    at: &Address,
    commit: &str,
    folder: &str,
    depth: Depth,
) -> Result<Option<Request>, ReadError> {
    let slug = at.slug();
    let mut path = repository(one, at, &slug);
    let rooted = format!("/{folder}");
    let inner = format!("{commit}:{folder}");
    let mut query: Vec<(&str, &str)> = Vec::new();
    match one.kind {
        Kind::Github => {
            // Whatever git takes for a tree: a commit, or a folder of it.
            let is_inner = depth == Depth::Folder && !folder.is_empty();
            path.extend(["git", "trees", if is_inner { &inner } else { commit }]);
            query.extend(Some(("recursive", "1")).filter(|_| depth == Depth::All));
        }
        Kind::Azure => {
            path.push("items");
            query.extend([
                ("scopePath", rooted.as_str()),
                ("recursionLevel", if depth == Depth::All { "Full" } else { "OneLevel" }),
                ("api-version", "6.0"),
            ]);
            query.extend([(AZURE_ITEM[0], commit), (AZURE_ITEM[1], "commit")]);
        }
        Kind::BitbucketCloud => {
            path.extend(["src", commit]);
            path.extend(folder.split('/').filter(|part| !part.is_empty()));
            // Without `/` at the end the folder itself is described.
            path.push("");
            let most = if depth == Depth::All { "32" } else { "1" };
            query.extend([("pagelen", "100"), ("max_depth", most), ("q", "type=\"commit_file\"")]);
        }
        _ => return Ok(None),
    }
    Ok(Some(Request { url: address(&base(one)?, &path, &query)?, accept: JSON }))
}

/// A page of such a list.
pub(super) struct Page {
    /// Paths from the root, without `/` at the beginning.
    pub(super) files: Vec<String>,
    /// Whether the host left something out.
    pub(super) cut: bool,
    /// The next page.
    pub(super) next: Option<Url>,
}

/// The page in an answer; none if it is none.
pub(super) fn page(kind: Kind, asked: &Url, body: &[u8]) -> Option<Page> {
    let json: Value = serde_json::from_slice(body).ok()?;
    let (list, is_file): (&Value, fn(&Value) -> bool) = match kind {
        Kind::Github => (&json["tree"], |item| item["type"] == "blob"),
        Kind::Azure => (&json["value"], |item| item["isFolder"] != true && item["gitObjectType"] != "tree"),
        _ => (&json["values"], |item| item["type"] == "commit_file"),
    };
    let files = list.as_array()?.iter().filter(|item| is_file(item)).filter_map(|item| item["path"].as_str());
    let files = files.map(|path| path.trim_start_matches('/').to_owned()).collect();
    // The next page is asked with credentials: it must be the same host's.
    let next = json["next"].as_str().map(Url::parse).transpose().ok()?;
    if next.as_ref().is_some_and(|next| next[..Position::BeforePath] != asked[..Position::BeforePath]) {
        return None;
    }
    Some(Page { files, cut: json["truncated"] == true, next })
}
