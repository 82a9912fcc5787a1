//! What a relative address means beside another one.

use crate::{Integration, Integrations, Kind, ScmError, address::leads_out, edit};
use percent_encoding::percent_decode_str;
use url::{Position, Url};

impl Integrations {
    /// The address that `url` means in a file at `base`. Absolute addresses stay as they are; `/x` begins at the root of
    /// the repository. On GitHub the outcome is an address of kind `tree`, which leads to files and folders.
    ///
    /// # Errors
    /// If `url` is relative and `base` is no address, or hides `..` in its path.
    pub fn resolve(&self, url: &str, base: &str) -> Result<String, ScmError> {
        let integration = self.of(base);
        let resolved = match integration {
            _ if Url::parse(url).is_ok() => url.to_owned(),
            Some(one) if one.kind == Kind::Azure => azure(one, url, base)?,
            Some(one) if one.kind == Kind::Gerrit && url.starts_with('/') => {
                format!("{}{url}", one.address(base)?.root)
            }
            _ if url.starts_with('/') => from_root(integration, url, base)?,
            _ => beside(url, base)?,
        };
        let github = integration.is_some_and(|one| one.kind == Kind::Github);
        Ok(if github { edit::github_view(&resolved, "tree") } else { resolved })
    }
}

fn parse(base: &str) -> Result<Url, ScmError> {
    Url::parse(base).map_err(|_| ScmError::NotAnAddress { text: base.to_owned() })
}

/// `x`, `./x`, `../x`: as browsers join them, but with the query of the base, which may hold the branch.
fn beside(url: &str, base: &str) -> Result<String, ScmError> {
    let base = parse(base)?;
    let mut joined = base.join(url).map_err(|_| ScmError::NotAnAddress { text: url.to_owned() })?;
    joined.set_query(base.query().filter(|query| !query.is_empty()));
    Ok(joined.into())
}

/// `/x`: below the repository's root at the same reference, else below the base itself.
fn from_root(integration: Option<&Integration>, url: &str, base: &str) -> Result<String, ScmError> {
    let mut joined = parse(base)?;
    let root = match integration.map(|one| one.address(base)) {
        Some(Ok(address)) => address.root[joined[..Position::BeforePath].len()..].to_owned(),
        Some(Err(error @ ScmError::Traversal { .. })) => return Err(error),
        _ => usual_root(joined.path(), base)?.trim_end_matches('/').to_owned(),
    };
    joined.set_path(&format!("{root}{url}"));
    let query = joined.query().filter(|query| !query.is_empty()).map(str::to_owned);
    joined.set_query(query.as_deref());
    Ok(joined.into())
}

/// The root folder's part of a path on a host that nobody configured: what stands before the file if the path looks like
/// one of the usual hosts', else all of it.
fn usual_root<'a>(path: &'a str, base: &str) -> Result<&'a str, ScmError> {
    let inner = path.trim_matches('/');
    let all: Vec<&str> = inner.split('/').collect();
    let position = |word: &str| all.iter().skip(2).position(|part| *part == word).map(|at| at + 2);
    let pages = match (position("blob"), position("tree")) {
        (Some(blob), Some(tree)) => Some(blob.min(tree)),
        (blob, tree) => blob.or_else(|| position("issues")).or(tree),
    };
    let pages = pages.or_else(|| ["commit", "src", "raw", "edit"].into_iter().find_map(position));
    let view = position("-").map(|dash| dash + 1).or(pages);
    let is_view = |at: &usize| matches!(all.get(*at), Some(&("raw" | "src" | "blob" | "tree" | "edit")));
    let file = match view.filter(is_view) {
        Some(view) => all.get(view + 2..).unwrap_or_default().join("/"),
        None => return Ok(path),
    };
    if leads_out(&file) {
        return Err(ScmError::Traversal { url: base.to_owned() });
    }
    let path = path.trim_end_matches('/');
    Ok(&path[..path.len() - file.len()])
}

/// The path is a part of the query.
fn azure(integration: &Integration, url: &str, base: &str) -> Result<String, ScmError> {
    let address = match integration.address(base) {
        Ok(address) => address,
        Err(error @ (ScmError::NotAnAddress { .. } | ScmError::Traversal { .. })) => return Err(error),
        Err(_) => {
            let joined = parse(base)?.join(url);
            return joined.map(Into::into).map_err(|_| ScmError::NotAnAddress { text: url.to_owned() });
        }
    };
    let mut joined = parse(base)?;
    let pairs: Vec<(String, String)> =
        joined.query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    // An invented host does the joining; the path as written says whether it is a folder.
    let written = pairs.iter().find(|(key, _)| key == "path").map_or("", |(_, value)| value.as_str());
    let mut file = parse("https://host.invalid")?;
    file.set_path(&written.replace('%', "%25"));
    let file =
        file.join(url).map_err(|_| ScmError::NotAnAddress { text: format!("{}{url}", address.root) })?;
    let path = percent_decode_str(file.path()).decode_utf8_lossy();
    let mut query = joined.query_pairs_mut();
    query.clear();
    let mut placed = false;
    for (key, value) in &pairs {
        if key != "path" {
            query.append_pair(key, value);
        } else if !std::mem::replace(&mut placed, true) {
            query.append_pair("path", &path);
        }
    }
    if !placed {
        query.append_pair("path", &path);
    }
    drop(query);
    Ok(joined.into())
}
