//! Many files: from the host's archive, or from its list and one by one.

use super::{
    Answer, Inner,
    archive::{Unpacked, too_large, unpack},
    error::ReadError,
    host::{self, Depth},
    limits,
};
use portico_scm::{Address, Integration, Kind, Reference};
use std::{collections::BTreeMap, future::poll_fn, sync::Arc, task::Poll};
use url::Url;

/// Which way suits, where a host has both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Most files of the folder are wanted.
    Archive,
    /// Few files of a large repository are wanted.
    Few,
}

/// Which files of a folder at a commit are wanted.
pub(super) struct Wanted<'a> {
    pub(super) one: &'a Integration,
    /// Where in the repository; its path says nothing here.
    pub(super) at: &'a Address,
    pub(super) commit: &'a str,
    /// From the root of the repository, which is empty.
    pub(super) folder: &'a str,
    /// What messages call it.
    pub(super) place: &'a str,
    /// Whether a path from the root is wanted.
    pub(super) keep: Arc<dyn Fn(&str) -> bool + Send + Sync>,
}

impl Wanted<'_> {
    /// The address of a file at the commit.
    pub(super) fn at_commit(&self, path: &str) -> Address {
        let reference = Some(Reference::Commit(self.commit.to_owned()));
        Address { path: path.to_owned(), reference, ..self.at.clone() }
    }
}

type Files = BTreeMap<String, Vec<u8>>;

impl Inner {
    /// The commit that an address means now; none if it is the one that `etag` names.
    pub(super) async fn newer_commit(
        &self,
        one: &Integration,
        at: &Address,
        place: &str,
        etag: Option<&str>,
    ) -> Result<Option<String>, ReadError> {
        let commit = match &at.reference {
            Some(Reference::Commit(commit)) => commit.clone(),
            _ => {
                let at = self.with_reference(one, at, place).await?;
                let question = self.question(one, &at, place, host::commit(one, &at)?).await?;
                let reply = self.ask(question).await?;
                host::commit_of(one.kind, &reply.body).ok_or_else(|| {
                    ReadError::NotFound(format!(
                        "{place} could not be read: the host names no commit for it; check the branch, and the \
                         addresses of {} below `integrations.{}`",
                        one.host,
                        one.kind.word()
                    ))
                })?
            }
        };
        Ok((Some(commit.as_str()) != etag).then_some(commit))
    }

    /// The wanted files, by their paths from the repository's root.
    pub(super) async fn below(&self, wanted: &Wanted<'_>, way: Way) -> Result<Unpacked, ReadError> {
        let Wanted { one, at, commit, folder, place, keep } = wanted;
        let archive = host::archive(one, at, commit, folder)?;
        if archive.is_none() || way == Way::Few {
            let listed = self.listed(wanted, Depth::All).await?;
            let paths = listed.map(|all| all.into_iter().filter(|path| keep(path)).collect::<Vec<_>>());
            let paths = paths.filter(|paths| archive.is_none() || paths.len() <= limits::SINGLE_FILES);
            if let Some(paths) = paths {
                // Lists say neither which files can be run nor where links lead.
                let files = self.one_by_one(wanted, &paths).await?;
                return Ok(Unpacked { files, ..Unpacked::default() });
            }
        }
        let Some((request, strip_first)) = archive else {
            let text = format!("{place} could not be read: {} gives no complete list of its files", one.host);
            return Err(ReadError::Failed(text));
        };
        let mut question = self.question(one, at, place, request).await?;
        question.limit = self.limits.archive_bytes;
        question.time = self.limits.archive_time;
        let reply = self.ask(question).await?;
        // The work of unpacking must not hold up others on this thread.
        let (sizes, place, keep) = (self.limits.clone(), (*place).to_owned(), Arc::clone(keep));
        let work = move || unpack(&reply.body, strip_first, &*keep, &sizes, &place);
        let files = tokio::task::spawn_blocking(work).await;
        files.map_err(|error| ReadError::Failed(format!("unpacking ended early: {error}")))?
    }

    /// The paths of the files right in a folder, from the root; none if the host has no such list, or not all of it. There
    /// may be deeper ones among them.
    pub(super) async fn listed_here(&self, wanted: &Wanted<'_>) -> Result<Option<Vec<String>>, ReadError> {
        let here = self.listed(wanted, Depth::Folder).await;
        if wanted.one.kind != Kind::Github || wanted.folder.is_empty() {
            return here;
        }
        match here {
            Ok(listed) => Ok(listed.map(|names| {
                let from_root = |name: String| format!("{}/{name}", wanted.folder);
                names.into_iter().map(from_root).collect()
            })),
            // There is no such folder, or this host does not know folders by their names: the whole list tells.
            Err(ReadError::NotFound(_) | ReadError::Failed(_)) => self.listed(wanted, Depth::All).await,
            Err(error) => Err(error),
        }
    }

    /// The paths in a list of a folder; none if the host has no such list, or not all of it.
    async fn listed(&self, wanted: &Wanted<'_>, depth: Depth) -> Result<Option<Vec<String>>, ReadError> {
        let Wanted { one, at, commit, folder, place, .. } = wanted;
        let Some(request) = host::listing(one, at, commit, folder, depth)? else { return Ok(None) };
        let mut question = self.question(one, at, place, request).await?;
        question.limit = limits::LISTING_BYTES;
        let mut files = Vec::new();
        for _ in 0..limits::LISTING_PAGES {
            let reply = self.ask(question.clone()).await?;
            let page = host::page(one.kind, &question.url, &reply.body).ok_or_else(|| {
                ReadError::Failed(format!("{place} was answered with something that is no list of files"))
            })?;
            if page.cut {
                return Ok(None);
            }
            files.extend(page.files);
            match page.next {
                Some(next) => question.url = next,
                None => return Ok(Some(files)),
            }
        }
        Err(too_large(place, "has more files than can be listed"))
    }

    async fn one_by_one(&self, wanted: &Wanted<'_>, paths: &[String]) -> Result<Files, ReadError> {
        let place = wanted.place;
        if paths.len() > self.limits.tree_files {
            return Err(too_large(place, &format!("has more than {} files", self.limits.tree_files)));
        }
        let mut files = Files::new();
        let mut total = 0;
        for some in paths.chunks(limits::AT_ONCE) {
            for answer in all(some.iter().map(|path| self.at_commit(wanted, path))).await {
                let (path, bytes) = answer?;
                total += bytes.len();
                if total > self.limits.tree_bytes {
                    let what = format!("has more than {} bytes of files", self.limits.tree_bytes);
                    return Err(too_large(place, &what));
                }
                files.insert(path, bytes);
            }
        }
        Ok(files)
    }

    async fn at_commit(&self, wanted: &Wanted<'_>, path: &str) -> Result<(String, Vec<u8>), ReadError> {
        let at = wanted.at_commit(path);
        let place = format!("{path} of {}", wanted.place);
        match self.file(wanted.one, &at, &place, None).await? {
            Answer::New(content) => Ok((path.to_owned(), content.bytes)),
            Answer::NotModified => Err(ReadError::Failed(format!("{place} was answered with nothing"))),
        }
    }
}

/// The outcomes of a few futures that run together, in their order.
async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    poll_fn(|context| {
        let mut waiting = false;
        for (future, outcome) in running.iter_mut().filter(|(_, outcome)| outcome.is_none()) {
            match future.as_mut().poll(context) {
                Poll::Ready(value) => *outcome = Some(value),
                Poll::Pending => waiting = true,
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    running.into_iter().filter_map(|(_, outcome)| outcome).collect()
}

/// A path as an address from the root: beginning with `/`, and encoded.
pub(super) fn encoded(path: &str) -> Result<String, ReadError> {
    let wrong = || ReadError::Failed(format!("{path} cannot be written as an address"));
    let mut url = Url::parse("https://host.invalid").map_err(|_| wrong())?;
    url.path_segments_mut().map_err(|()| wrong())?.extend(path.split('/'));
    Ok(url.path().to_owned())
}
