//! Files from plain git repositories, for servers that have no API which we speak: a shallow clone of each repository
//! and branch is kept on disk, and asked with the program `git`.
//!
//! Only hosts that have an integration, or that `backend.reading.allow` names, are asked. Credentials go to the origin
//! of the integration alone, in git's environment, never in its arguments. Nothing in a repository is run or followed:
//! no hooks, no links, no submodules, no filters. Commits are pushed in the same way: see [`GitWriter`].

mod access;
mod clone;
mod command;
pub mod limits;
mod push;
mod said;
mod turns;

pub use limits::GitLimits;
pub use push::{Commit, CommitFile, FileKind, GitWriter, PushError, Pushed, Remote};

use crate::reader::{Allow, Answer, Found, FoundFile, ReadError, Tree, glob::Glob};
use access::Access;
use clone::{Clone as Local, CloneError, Entry, EntryKind};
use command::Call;
use portico_scm::{GitTarget, Integrations};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

/// Reads files from git repositories. Cheap to clone.
#[derive(Clone)]
pub struct GitReader {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    allow: Allow,
    integrations: Arc<Integrations>,
    limits: GitLimits,
    turns: turns::Turns,
}

impl GitReader {
    /// A reader with the usual limits. It keeps its clones in `folder`, which belongs to it alone and is made when it is
    /// needed first.
    pub fn new(folder: PathBuf, allow: Allow, integrations: Arc<Integrations>) -> Self {
        Self::with_limits(folder, allow, integrations, GitLimits::default())
    }

    /// A reader with other limits.
    pub fn with_limits(
        folder: PathBuf,
        allow: Allow,
        integrations: Arc<Integrations>,
        limits: GitLimits,
    ) -> Self {
        let turns = turns::Turns::default();
        Self { inner: Arc::new(Inner { folder, allow, integrations, limits, turns }) }
    }

    /// The file that a target names, or all files that it matches if there are `*` in its path. `etag`, the commit, is
    /// what an earlier answer said.
    ///
    /// # Errors
    /// If it cannot be read, or nothing matches.
    pub async fn search(&self, target: &GitTarget, etag: Option<&str>) -> Result<Answer<Found>, ReadError> {
        self.inner.search(target, etag).await.map_err(ReadError::cut)
    }

    /// All files and links below the folder that a target names.
    ///
    /// # Errors
    /// If it cannot be read, or there is no file.
    pub async fn tree(&self, target: &GitTarget) -> Result<Tree, ReadError> {
        self.inner.tree(target).await.map_err(ReadError::cut)
    }

    /// The file that a target names, at the commit that an answer named: what belongs together is read from one state
    /// of the repository, and mostly without asking the server.
    ///
    /// # Errors
    /// If it cannot be read, or the repository has moved on to another commit.
    pub async fn read(&self, target: &GitTarget, commit: &str) -> Result<Vec<u8>, ReadError> {
        self.inner.read(target, commit).await.map_err(ReadError::cut)
    }
}

/// A reference on the server and the commit it leads to.
struct Head {
    reference: String,
    commit: String,
}

impl Inner {
    async fn search(&self, target: &GitTarget, etag: Option<&str>) -> Result<Answer<Found>, ReadError> {
        let Some((found, commit)) = self.newest(target, etag, Wanted::Files).await? else {
            return Ok(Answer::NotModified);
        };
        let url = |entry: &Entry| match Glob::is_pattern(&target.path) {
            true => target.at(&entry.path).to_string(),
            false => target.to_string(),
        };
        let files = found.into_iter().map(|(entry, bytes)| FoundFile { url: url(&entry), bytes }).collect();
        Ok(Answer::New(Found { files, etag: Some(commit) }))
    }

    async fn tree(&self, target: &GitTarget) -> Result<Tree, ReadError> {
        let found = self.newest(target, None, Wanted::Folder).await?;
        let (found, commit) = found.unwrap_or_default();
        let mut tree = Tree {
            files: BTreeMap::new(),
            executable: BTreeSet::new(),
            links: BTreeMap::new(),
            etag: Some(commit),
        };
        for (entry, bytes) in found {
            let path = entry.path.strip_prefix(&target.path).unwrap_or(&entry.path).trim_start_matches('/');
            if entry.kind == EntryKind::Link {
                tree.links.insert(path.to_owned(), String::from_utf8_lossy(&bytes).into_owned());
                continue;
            }
            if entry.is_executable {
                tree.executable.insert(path.to_owned());
            }
            tree.files.insert(path.to_owned(), bytes);
        }
        Ok(tree)
    }

    /// What is wanted of the commit that a target means now, and that commit; none if it is the one that `etag` names.
    async fn newest(
        &self,
        target: &GitTarget,
        etag: Option<&str>,
        wanted: Wanted,
    ) -> Result<Option<(Contents, String)>, ReadError> {
        let access = Access::to(target, &self.allow, &self.integrations)?;
        let base = self.base(target).await?;
        let name = name_of(target);
        let _turn = self.turns.take(&name).await;
        let head = self.head(&base, &access, target).await?;
        if etag == Some(head.commit.as_str()) {
            return Ok(None);
        }
        let clone = Local { path: base.join(&name), base: &base, access: &access, limits: &self.limits };
        if !clone.exists().await {
            self.remove_unused(&base).await;
        }
        let (mut commit, mut is_new) = clone.bring(&head.reference, &head.commit).await?;
        let files = loop {
            match wanted.of(&clone, &commit, target).await {
                Ok(files) => break files,
                Err(CloneError::Final(error)) => return Err(error),
                // Both may be the disk's fault as long as the clone is an old one.
                Err(_) if !is_new => {
                    commit = clone.anew(&head.reference).await?;
                    is_new = true;
                }
                Err(CloneError::Missing(path)) => return Err(clone.too_large(&path)),
                Err(CloneError::Broken(what)) => return Err(clone.disk(&what)),
            }
        };
        Ok(Some((files, commit)))
    }

    async fn read(&self, target: &GitTarget, commit: &str) -> Result<Vec<u8>, ReadError> {
        let access = Access::to(target, &self.allow, &self.integrations)?;
        let base = self.base(target).await?;
        let name = name_of(target);
        let _turn = self.turns.take(&name).await;
        let clone = Local { path: base.join(&name), base: &base, access: &access, limits: &self.limits };
        if !clone.has(commit).await {
            let head = self.head(&base, &access, target).await?;
            if clone.bring(&head.reference, &head.commit).await?.0 != commit {
                let text = format!("{target} changed while it was read; it is read again the next time");
                return Err(ReadError::Unreachable(text));
            }
        }
        let one = match listed(&clone, commit, &target.path, target).await {
            Ok(one) => clone.contents(&[one]).await,
            Err(error) => Err(error),
        };
        let bytes = one.map_err(|error| match error {
            CloneError::Final(error) => error,
            CloneError::Missing(path) => clone.too_large(&path),
            CloneError::Broken(what) => clone.disk(&what),
        })?;
        bytes.into_iter().next().ok_or_else(|| clone.disk("git printed nothing"))
    }

    /// What the server says that a target's reference means now. A commit means itself.
    async fn head(&self, base: &Path, access: &Access, target: &GitTarget) -> Result<Head, ReadError> {
        let wanted = match target.reference.as_deref() {
            None => vec!["HEAD".to_owned()],
            Some(commit) if is_commit(commit) => {
                return Ok(Head { reference: commit.to_owned(), commit: commit.to_ascii_lowercase() });
            }
            Some(whole) if whole.starts_with("refs/") => vec![whole.to_owned()],
            Some(name) => vec![format!("refs/heads/{name}"), format!("refs/tags/{name}")],
        };
        let mut arguments = vec!["ls-remote".to_owned(), "--quiet".to_owned(), "--end-of-options".to_owned()];
        arguments.push(access.url.clone());
        // For a tag the server names its own object, and with `^{}` the commit behind it.
        arguments.extend(wanted.iter().flat_map(|name| [name.clone(), format!("{name}^{{}}")]));
        let call = Call {
            folder: base,
            repository: None,
            arguments,
            input: Vec::new(),
            access: Some(access),
            output: limits::FACT_BYTES,
            size: None,
            time: self.limits.answer_time,
        };
        let output = call.run().await.map_err(|error| said::remote_error(error, access))?;
        let output = String::from_utf8_lossy(&output);
        let told: Vec<(&str, &str)> = output.lines().filter_map(|line| line.split_once('\t')).collect();
        let commit_of = |name: &str| {
            let of = |name: &str| told.iter().find(|(_, told)| *told == name).map(|(commit, _)| *commit);
            of(&format!("{name}^{{}}")).or_else(|| of(name)).filter(|commit| is_commit(commit))
        };
        let head = wanted.into_iter().find_map(|reference| {
            let commit = commit_of(&reference)?.to_owned();
            Some(Head { reference, commit })
        });
        head.ok_or_else(|| {
            ReadError::NotFound(match &target.reference {
                Some(name) => format!("{} has no branch or tag {name}", access.url),
                None => format!("{} has no default branch, or nothing in it yet; name a branch", access.url),
            })
        })
    }

    /// The folder of all clones, which is made if it is not there, without links in its path.
    async fn base(&self, target: &GitTarget) -> Result<PathBuf, ReadError> {
        let wrong = |error: std::io::Error| {
            let folder = self.folder.display();
            let text =
                format!("{target} could not be read: the folder {folder} for it cannot be used: {error}");
            ReadError::Failed(text)
        };
        tokio::fs::create_dir_all(&self.folder).await.map_err(wrong)?;
        tokio::fs::canonicalize(&self.folder).await.map_err(wrong)
    }

    /// Removes clones that nobody used for long. What cannot be removed stays for the next time.
    async fn remove_unused(&self, base: &Path) {
        let Ok(mut clones) = tokio::fs::read_dir(base).await else { return };
        while let Ok(Some(clone)) = clones.next_entry().await {
            let name = clone.file_name().to_string_lossy().into_owned();
            let is_ours = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !is_ours {
                continue;
            }
            let marked = tokio::fs::metadata(clone.path().join(clone::USED)).await;
            let time = match marked {
                Ok(data) => data.modified(),
                Err(_) => clone.metadata().await.and_then(|data| data.modified()),
            };
            let age = time.ok().and_then(|time| SystemTime::now().duration_since(time).ok());
            if age.is_some_and(|age| age > limits::UNUSED_TIME)
                && let Some(_turn) = self.turns.try_take(&name)
                && let Err(error) = tokio::fs::remove_dir_all(clone.path()).await
            {
                tracing::debug!("an unused clone of a git repository stays: {error}");
            }
        }
    }
}

/// Files with what is in them.
type Contents = Vec<(Entry, Vec<u8>)>;

/// What is wanted of a commit.
#[derive(Clone, Copy)]
enum Wanted {
    /// The file that a target names, or those that it matches.
    Files,
    /// Everything below the folder that it names.
    Folder,
}

impl Wanted {
    async fn of(self, clone: &Local<'_>, commit: &str, target: &GitTarget) -> Result<Contents, CloneError> {
        let entries = match self {
            Self::Folder => below(clone, commit, target).await?,
            Self::Files if Glob::is_pattern(&target.path) => matching(clone, commit, target).await?,
            Self::Files => vec![listed(clone, commit, &target.path, target).await?],
        };
        let contents = clone.contents(&entries).await?;
        Ok(entries.into_iter().zip(contents).collect())
    }
}

/// The files and links below a folder.
async fn below(clone: &Local<'_>, commit: &str, target: &GitTarget) -> Result<Vec<Entry>, CloneError> {
    let mut entries = clone.list(commit, &target.path).await?;
    entries.retain(|entry| entry.kind != EntryKind::Module && entry.path != target.path);
    if entries.is_empty() {
        return Err(CloneError::Final(ReadError::NotFound(format!(
            "{target} is no folder with files in it"
        ))));
    }
    few(entries, target)
}

/// The files that a pattern matches.
async fn matching(clone: &Local<'_>, commit: &str, target: &GitTarget) -> Result<Vec<Entry>, CloneError> {
    let pattern = Glob::new(&target.path).ok_or_else(|| {
        let text = format!("the braces in {target} make too many patterns; write several targets");
        CloneError::Final(ReadError::Failed(text))
    })?;
    let mut entries = clone.list(commit, Glob::folder(&target.path)).await?;
    entries.retain(|entry| entry.kind == EntryKind::File && pattern.matches(&entry.path));
    if entries.is_empty() {
        return Err(CloneError::Final(ReadError::NotFound(format!("nothing matches {target}"))));
    }
    few(entries, target)
}

/// The same in the order of their paths, if they are not too many.
fn few(mut entries: Vec<Entry>, target: &GitTarget) -> Result<Vec<Entry>, CloneError> {
    if entries.len() > limits::FOUND_FILES {
        let most = limits::FOUND_FILES;
        let text = format!("{target} matches more than {most} files; write a pattern that matches less");
        return Err(CloneError::Final(ReadError::TooLarge(text)));
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// The one file at a path.
async fn listed(
    clone: &Local<'_>,
    commit: &str,
    path: &str,
    target: &GitTarget,
) -> Result<Entry, CloneError> {
    let entries = clone.list(commit, path).await?;
    let is_folder = !entries.is_empty();
    let why = match entries.into_iter().find(|entry| entry.path == path) {
        Some(entry) if entry.kind == EntryKind::File => return Ok(entry),
        Some(entry) if entry.kind == EntryKind::Link => "is a symbolic link, which is not followed",
        Some(_) => "lies in another repository, which has to be named itself",
        None if is_folder => "is a folder; name a file in it, or a pattern such as **/catalog-info.yaml",
        None => "is not there",
    };
    Err(CloneError::Final(ReadError::NotFound(format!("{target} {why}"))))
}

/// What the clone of a target's repository and reference is called on disk.
fn name_of(target: &GitTarget) -> String {
    let reference = target.reference.as_deref().unwrap_or_default();
    let text = format!("{}\0{reference}", target.repository);
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text is the number of a commit.
fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
