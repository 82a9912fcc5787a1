//! A bare clone of one commit on disk. It is a cache: what is wrong with it is thrown away, and comes again.

use super::{
    access::Access,
    command::{Call, CallError, size_of},
    limits::{FACT_BYTES, FOUND_BYTES, GitLimits, LISTING_BYTES, PACKS},
    said::{not_installed, remote_error},
};
use crate::reader::ReadError;
use std::path::{Path, PathBuf};
use tokio::fs;

/// The name that the wanted commit has in the clone.
const CURRENT: &str = "refs/portico/current";
/// A file beside the clone's own whose time says when it was used last.
pub(super) const USED: &str = "portico-used";

/// A clone, which may not be there yet.
pub(super) struct Clone<'a> {
    /// The folder of all clones.
    pub(super) base: &'a Path,
    pub(super) path: PathBuf,
    pub(super) access: &'a Access,
    pub(super) limits: &'a GitLimits,
}

/// Something in the tree of a commit.
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) kind: EntryKind,
    pub(super) is_executable: bool,
    pub(super) id: String,
}

/// What it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Link,
    /// A commit of another repository.
    Module,
}

/// Why something could not be read from the clone.
pub(super) enum CloneError {
    /// The clone is not what it should be.
    Broken(String),
    /// The file with this path is not in it: it is too large, or the clone is broken.
    Missing(String),
    /// It would not help to fetch it again.
    Final(ReadError),
}

impl Clone<'_> {
    fn call<'a>(&'a self, arguments: &[&str]) -> Call<'a> {
        Call {
            folder: self.base,
            repository: Some(&self.path),
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            input: Vec::new(),
            access: None,
            output: FACT_BYTES,
            size: None,
            time: self.limits.answer_time,
        }
    }

    /// The commit that is there under any name or number, if it is there.
    async fn commit(&self, name: &str) -> Option<String> {
        if !self.exists().await {
            return None;
        }
        let name = format!("{name}^{{commit}}");
        let output = self.call(&["rev-parse", "--verify", "--quiet", "--end-of-options", &name]).run().await;
        let output = String::from_utf8(output.ok()?).ok()?;
        // A name that is a number is believed without looking.
        let commit = output.trim().to_owned();
        let there = self.call(&["cat-file", "-e", &format!("{commit}^{{tree}}")]).run().await;
        there.is_ok().then_some(commit)
    }

    /// Whether a commit is there.
    pub(super) async fn has(&self, commit: &str) -> bool {
        self.commit(commit).await.is_some()
    }

    pub(super) async fn exists(&self) -> bool {
        fs::try_exists(&self.path).await.unwrap_or_default()
    }

    /// Makes sure that a commit is there; it is fetched by the reference that leads to it. Returns the commit that is
    /// there, which is another one if the reference moved on in between, and whether everything was fetched anew.
    pub(super) async fn bring(&self, reference: &str, commit: &str) -> Result<(String, bool), ReadError> {
        let found = self.commit(commit).await;
        self.mark_used().await;
        if let Some(commit) = found {
            return Ok((commit, false));
        }
        if self.exists().await && self.packs().await < PACKS {
            match self.fetch(reference).await {
                Ok(commit) => return Ok((commit, false)),
                // Fetching anew would take as long.
                Err(error @ ReadError::Unreachable(_)) => return Err(error),
                // The server answered a moment before: the clone is broken, or full.
                Err(_) => {}
            }
        }
        Ok((self.anew(reference).await?, true))
    }

    /// Fetches everything anew.
    pub(super) async fn anew(&self, reference: &str) -> Result<String, ReadError> {
        self.throw_away().await?;
        let result = async {
            self.call(&["init", "--quiet", "--bare", "--template="]).run().await.map_err(
                |error| match error {
                    CallError::NotInstalled => not_installed(&self.access.url),
                    CallError::Said(text) => self.disk(&text),
                    other => self.disk(&format!("{other:?}")),
                },
            )?;
            self.fetch(reference).await
        };
        let result = result.await;
        match &result {
            Ok(_) => self.mark_used().await,
            Err(_) => self.throw_away().await?,
        }
        result
    }

    async fn fetch(&self, reference: &str) -> Result<String, ReadError> {
        let filter = format!("--filter=blob:limit={}", self.limits.file_bytes.saturating_add(1));
        let refspec = format!("+{reference}:{CURRENT}");
        let arguments = [
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-recurse-submodules",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            &filter,
            "--end-of-options",
            &self.access.url,
            &refspec,
        ];
        let mut call = self.call(&arguments);
        call.access = Some(self.access);
        call.size = Some(self.limits.repository_bytes);
        call.time = self.limits.fetch_time;
        let fetched = call.run().await.map_err(|error| remote_error(error, self.access));
        if size_of(&self.path).await > self.limits.repository_bytes {
            return Err(remote_error(CallError::TooMuch, self.access));
        }
        fetched?;
        let none = || ReadError::Failed(format!("{} could not be read: it sent no commit", self.access.url));
        self.commit(CURRENT).await.ok_or_else(none)
    }

    /// Everything at a path in a commit: one entry for a file, all files below for a folder, all for an empty path.
    pub(super) async fn list(&self, commit: &str, path: &str) -> Result<Vec<Entry>, CloneError> {
        let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", commit];
        if !path.is_empty() {
            arguments.extend(["--", path]);
        }
        let mut call = self.call(&arguments);
        call.output = LISTING_BYTES;
        let output = call.run().await.map_err(|error| self.broken(error))?;
        let lines = output.split(|byte| *byte == 0).filter_map(|line| std::str::from_utf8(line).ok());
        Ok(lines.filter_map(entry).collect())
    }

    /// What is in some files, in their order.
    pub(super) async fn contents(&self, entries: &[Entry]) -> Result<Vec<Vec<u8>>, CloneError> {
        let ids: String = entries.iter().map(|entry| format!("{}\n", entry.id)).collect();
        let mut call = self.call(&["cat-file", "--batch-check=%(objectsize)"]);
        call.input = ids.clone().into_bytes();
        call.output = LISTING_BYTES;
        let sizes = call.run().await.map_err(|error| self.broken(error))?;
        let sizes = String::from_utf8_lossy(&sizes).into_owned();
        let mut total = 0;
        let mut known = Vec::with_capacity(entries.len());
        let mut lines = sizes.lines();
        for entry in entries {
            let size = lines.next().and_then(|line| line.trim().parse::<u64>().ok());
            let size = size.ok_or_else(|| CloneError::Missing(entry.path.clone()))?;
            if size > self.limits.file_bytes {
                return Err(CloneError::Final(self.too_large(&entry.path)));
            }
            total += size;
            known.push(size);
        }
        if total > FOUND_BYTES {
            let text = format!(
                "the files found in {} have more than {FOUND_BYTES} bytes together; write a pattern that matches less",
                self.access.url
            );
            return Err(CloneError::Final(ReadError::TooLarge(text)));
        }
        let mut call = self.call(&["cat-file", "--batch"]);
        call.input = ids.into_bytes();
        // Before each file stands a line with its number, kind and size.
        call.output = usize::try_from(total).unwrap_or(usize::MAX).saturating_add(entries.len() * 128);
        let output = call.run().await.map_err(|error| self.broken(error))?;
        let cut = || CloneError::Broken("git printed less than it said".to_owned());
        let mut rest = output.as_slice();
        let mut contents = Vec::with_capacity(entries.len());
        for size in known {
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            let start = rest.iter().position(|byte| *byte == b'\n').ok_or_else(cut)? + 1;
            let end = start.saturating_add(size);
            contents.push(rest.get(start..end).ok_or_else(cut)?.to_owned());
            rest = rest.get(end + 1..).ok_or_else(cut)?;
        }
        Ok(contents)
    }

    pub(super) fn too_large(&self, path: &str) -> ReadError {
        let (url, most) = (&self.access.url, self.limits.file_bytes);
        ReadError::TooLarge(format!(
            "{path} in {url} has more than {most} bytes, which is the most that is read"
        ))
    }

    /// What went wrong with a clone that was just made.
    pub(super) fn disk(&self, what: &str) -> ReadError {
        let what = what.trim();
        ReadError::Failed(format!("{} could not be kept on disk: {what}", self.access.url))
    }

    fn broken(&self, error: CallError) -> CloneError {
        match error {
            CallError::NotInstalled => CloneError::Final(not_installed(&self.access.url)),
            CallError::TooMuch => CloneError::Final(ReadError::TooLarge(format!(
                "{} has more files than can be listed",
                self.access.url
            ))),
            CallError::Said(text) => CloneError::Broken(text),
            other => CloneError::Broken(format!("{other:?}")),
        }
    }

    pub(super) async fn throw_away(&self) -> Result<(), ReadError> {
        let removed = match fs::symlink_metadata(&self.path).await {
            Ok(data) if data.is_dir() => fs::remove_dir_all(&self.path).await,
            Ok(_) => fs::remove_file(&self.path).await,
            Err(_) => Ok(()),
        };
        removed.map_err(|error| self.disk(&error.to_string()))
    }

    async fn packs(&self) -> usize {
        let mut count = 0;
        if let Ok(mut packs) = fs::read_dir(self.path.join("objects").join("pack")).await {
            while let Ok(Some(file)) = packs.next_entry().await {
                count += usize::from(file.path().extension().is_some_and(|end| end == "pack"));
            }
        }
        count
    }

    async fn mark_used(&self) {
        if self.exists().await {
            // A clone without the mark counts as unused from the time of its folder.
            let _unmarked = fs::write(self.path.join(USED), b"").await;
        }
    }
}

/// One entry of `ls-tree`: `100644 blob <id>\t<path>`.
fn entry(line: &str) -> Option<Entry> {
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split(' ');
    let (mode, kind, id) = (facts.next()?, facts.next()?, facts.next()?);
    let kind = match (mode, kind) {
        ("120000", _) => EntryKind::Link,
        (_, "commit") => EntryKind::Module,
        (_, "blob") => EntryKind::File,
        _ => return None,
    };
    let is_executable = mode == "100755";
    Some(Entry { path: path.to_owned(), kind, is_executable, id: id.to_owned() })
}
