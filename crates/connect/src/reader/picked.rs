//! A few files of a folder by their names: which of them are there is known from the host's list, or by asking for each.

use super::{
    Answer, Content, Reader,
    error::{self, ReadError},
    limits::PICKED,
    tree::Wanted,
};
use portico_scm::{Address, Integration};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Which files of a folder are wanted, by their paths from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Paths of files.
    pub paths: BTreeSet<String>,
    /// Ends of the names of files right in the folder, such as `.csproj`. Hosts without a list of their files are not
    /// asked for these.
    pub ends: Vec<String>,
    /// Largest file that is read, in bytes, if the reader takes that much: all that is picked is held at the same time.
    pub file_bytes: usize,
}

/// What was picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// What is there of it, by path from the folder. What is too large says so.
    pub files: BTreeMap<String, Result<Vec<u8>, String>>,
    /// What to send along the next time.
    pub etag: Option<String>,
}

impl Pick {
    /// Whether a path from the folder is wanted.
    fn wants(&self, path: &str) -> bool {
        let is_end = |end: &String| path.len() > end.len() && path.ends_with(end.as_str());
        self.paths.contains(path) || !path.contains('/') && self.ends.iter().any(is_end)
    }
}

impl Reader {
    /// The wanted files of the folder at an address; none is an answer, too. Only on hosts with an integration. `etag` is
    /// what an earlier answer said; it holds for the same folder and the same wishes.
    ///
    /// # Errors
    /// If the repository cannot be read.
    pub async fn pick(
        &self,
        folder: &str,
        pick: &Pick,
        etag: Option<&str>,
    ) -> Result<Answer<Picked>, ReadError> {
        self.pick_inner(folder, pick, etag).await.map_err(ReadError::cut)
    }

    async fn pick_inner(
        &self,
        folder: &str,
        pick: &Pick,
        etag: Option<&str>,
    ) -> Result<Answer<Picked>, ReadError> {
        let place = error::place(folder);
        let Some((one, at)) = self.on_host(folder)? else {
            return Err(ReadError::NotAllowed(format!(
                "{place} cannot be read as a folder: its host has no integration; add one below `integrations`"
            )));
        };
        let Some(commit) = self.inner.newer_commit(one, &at, &place, etag).await? else {
            return Ok(Answer::NotModified);
        };
        let prefix = if at.path.is_empty() { String::new() } else { format!("{}/", at.path) };
        let wanted = Wanted {
            one,
            at: &at,
            commit: &commit,
            folder: &at.path,
            place: &place,
            keep: Arc::new(|_| true),
        };
        // What has a name is asked for by it: the list of a large folder costs more than a few questions.
        let listed = if pick.ends.is_empty() { None } else { self.inner.listed_here(&wanted).await? };
        let most = pick.file_bytes.min(self.inner.limits.file_bytes);
        // Whether each is known to be there.
        let paths: Vec<(String, bool)> = match listed {
            Some(all) => {
                let inner = all.into_iter().filter_map(|path| path.strip_prefix(&prefix).map(str::to_owned));
                let deeper = pick.paths.iter().filter(|path| path.contains('/')).cloned();
                let here = inner.filter(|path| !path.contains('/') && pick.wants(path));
                here.map(|path| (path, true)).chain(deeper.map(|path| (path, false))).take(PICKED).collect()
            }
            None => pick.paths.iter().take(PICKED).map(|path| (path.clone(), false)).collect(),
        };
        let mut files = BTreeMap::new();
        for (path, is_there) in paths {
            if let Some(content) = self.picked(&wanted, &format!("{prefix}{path}"), is_there, most).await? {
                files.insert(path, content);
            }
        }
        Ok(Answer::New(Picked { files, etag: Some(commit) }))
    }

    /// One file at the commit; none if it is not there, which only a list could have told before.
    async fn picked(
        &self,
        wanted: &Wanted<'_>,
        path: &str,
        is_there: bool,
        most: usize,
    ) -> Result<Option<Result<Vec<u8>, String>>, ReadError> {
        let (one, at): (&Integration, Address) = (wanted.one, wanted.at_commit(path));
        let place = format!("{path} of {}", wanted.place);
        match self.inner.file_up_to(one, &at, &place, None, most).await {
            Ok(Answer::New(Content { bytes, .. })) => Ok(Some(Ok(bytes))),
            Ok(Answer::NotModified) => Err(ReadError::Failed(format!("{place} was answered with nothing"))),
            Err(ReadError::NotFound(_)) if !is_there => Ok(None),
            Err(ReadError::TooLarge(_)) => Ok(Some(Err(format!("The file is larger than {}", size(most))))),
            Err(error) => Err(error),
        }
    }
}

/// A limit as people say it.
fn size(bytes: usize) -> String {
    const MEGABYTE: usize = 1024 * 1024;
    if bytes > 0 && bytes.is_multiple_of(MEGABYTE) {
        format!("{} MB", bytes / MEGABYTE)
    } else {
        format!("{bytes} bytes")
    }
}
