//! Targets in plain git repositories: `https://git.example.com/team/shop.git#main:services/catalog-info.yaml`. What
//! stands before `#` is what `git clone` takes, then come the branch, tag or commit and, after `:`, the path of a file.
//! Both may be left out. Pure: nothing is asked whether any of it exists.

use crate::ScmError;
use std::{fmt, str::FromStr};
use url::Url;

/// The file that a target means which names none.
const DEFAULT_PATH: &str = "catalog-info.yaml";
/// Longest target, in bytes.
const TARGET_BYTES: usize = 8 * 1024;

/// A file, or a pattern of files, in a git repository.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GitTarget {
    /// What to clone: an `https`, `http` or `ssh` address without password, query and fragment.
    pub repository: String,
    /// A branch, a tag, a whole name such as `refs/heads/main`, or a commit; none means the default branch.
    pub reference: Option<String>,
    /// The path from the root, without `/` at both ends and without `.` and `..`; may hold `*` and `**`.
    pub path: String,
}

impl GitTarget {
    /// Takes a target apart.
    ///
    /// # Errors
    /// If the part before `#` is nothing that may be cloned, or the others could not exist in a repository.
    pub fn parse(text: &str) -> Result<Self, ScmError> {
        let wrong = |why| ScmError::NotAGitTarget { text: shown(text), why };
        if text.len() > TARGET_BYTES {
            return Err(wrong("it is too long"));
        }
        let (repository, rest) = text.split_once('#').unwrap_or((text, ""));
        let (reference, path) = rest.split_once(':').unwrap_or((rest, ""));
        if !(reference.is_empty() || is_reference(reference)) {
            return Err(wrong("what follows `#` cannot be the name of a branch or tag"));
        }
        let path = path.trim_matches('/');
        let path = if path.is_empty() { DEFAULT_PATH } else { path };
        let path = joined("", path).ok_or_else(|| wrong("its path leads out of the repository"))?;
        Ok(Self {
            repository: repository_of(repository).map_err(wrong)?,
            reference: Some(reference.to_owned()).filter(|reference| !reference.is_empty()),
            path,
        })
    }

    /// What `relative` means in the file that this target names: `x`, `./x` and `../x` are beside it, `/x` begins at the
    /// root, at the same branch, tag or commit. A whole target stays what it is.
    ///
    /// # Errors
    /// If it leads out of the repository, or is a whole target that is wrong.
    pub fn resolve(&self, relative: &str) -> Result<Self, ScmError> {
        if relative.contains("://") {
            return Self::parse(relative);
        }
        let folder = match relative.starts_with('/') {
            true => "",
            false => self.path.rsplit_once('/').map_or("", |(folder, _)| folder),
        };
        let path = joined(folder, relative).ok_or_else(|| ScmError::NotAGitTarget {
            text: shown(relative),
            why: "its path leads out of the repository",
        })?;
        Ok(self.at(path))
    }

    /// Another file of the same repository, at the same branch, tag or commit.
    #[must_use]
    pub fn at(&self, path: impl Into<String>) -> Self {
        Self { path: path.into(), ..self.clone() }
    }
}

impl fmt::Display for GitTarget {
    /// The one way of writing this target, with its path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reference = self.reference.as_deref().unwrap_or_default();
        write!(f, "{}#{reference}:{}", self.repository, self.path)
    }
}

impl FromStr for GitTarget {
    type Err = ScmError;

    fn from_str(text: &str) -> Result<Self, ScmError> {
        Self::parse(text)
    }
}

/// What messages repeat of a target: without what may be a user and a password.
fn shown(text: &str) -> String {
    let text: String = text.chars().take(200).filter(|c| !c.is_control()).collect();
    let Some((scheme, rest)) = text.split_once("://") else { return text };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => text,
    }
}

/// The address of a repository in its one spelling, or what is wrong with it.
fn repository_of(text: &str) -> Result<String, &'static str> {
    let form = "write the address of the repository whole, beginning with https:// or ssh://";
    let url = Url::parse(text).map_err(|_| form)?;
    if !matches!(url.scheme(), "https" | "http" | "ssh") || !text.contains("://") {
        return Err(form);
    }
    if url.password().is_some() || (url.scheme() != "ssh" && !url.username().is_empty()) {
        return Err("addresses must not hold a user or password");
    }
    let is_plain = |text: &str, more: &[u8]| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
            && !text.starts_with('-')
    };
    let host = url.host_str().unwrap_or_default();
    if host.is_empty() || !is_plain(host, b".-_[]:") || !is_plain(url.username(), b".-_") {
        return Err("its host is none");
    }
    if url.path().trim_matches('/').is_empty() {
        return Err("it names a host, but no repository");
    }
    if url.query().is_some() {
        return Err("addresses of repositories have no `?`");
    }
    if url.path().contains("%00") || url.path().contains("%0a") || url.path().contains("%0A") {
        return Err("there is a line end in the address");
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Whether a text can name a reference, by git's own rules, or part of one.
fn is_reference(text: &str) -> bool {
    let is_bad = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\#".contains(c);
    !text.contains(is_bad)
        && !text.contains("..")
        && !text.contains("@{")
        && text != "@"
        && !text.starts_with(['-', '+'])
        && text.split('/').all(|part| {
            !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.ends_with(".lock")
        })
}

/// A path beside a folder, without `.` and `..`; none if it leads out, or to nothing.
fn joined(folder: &str, relative: &str) -> Option<String> {
    if relative.contains(|c: char| c.is_control()) {
        return None;
    }
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in relative.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            _ => segments.push(segment),
        }
    }
    (!segments.is_empty()).then(|| segments.join("/"))
}
