//! File events of the operating system, as hints that a pass is due.

use crate::read::Stamp;
use notify::{
    EventKind, RecommendedWatcher, RecursiveMode, Watcher as _, event::ModifyKind, event::RenameMode,
};
use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
};

/// What happened to files since the last pass.
#[derive(Clone, Debug, Default)]
pub struct FileEvents {
    /// Files that were written or appeared.
    pub changed: HashSet<PathBuf>,
    /// Files that were seen to be deleted or moved away.
    pub deleted: HashSet<PathBuf>,
}

impl FileEvents {
    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.deleted.is_empty()
    }

    /// Adds later events to these.
    pub fn merge(&mut self, later: Self) {
        self.deleted.retain(|path| !later.changed.contains(path));
        self.changed.extend(later.changed);
        self.deleted.extend(later.deleted);
    }

    /// Whether a file, or one that its placeholders bring in, was touched.
    pub(crate) fn concerns(&self, path: &Path, inputs: &[(PathBuf, Stamp)]) -> bool {
        self.changed.contains(path) || inputs.iter().any(|(input, _)| self.changed.contains(input))
    }
}

/// Watches folders.
pub struct Watcher {
    inner: RecommendedWatcher,
    watched: BTreeMap<PathBuf, Watch>,
    wanted: BTreeMap<PathBuf, bool>,
}

struct Watch {
    deep: bool,
    /// Tells a folder from one of the same name that took its place, which the watch does not follow.
    identity: Option<u64>,
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|data| data.ino())
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<u64> {
    path.exists().then_some(0)
}

impl Watcher {
    /// A watcher that calls `tell` for every event, from a thread of its own.
    ///
    /// # Errors
    /// If the operating system offers no file events (any more).
    pub fn new(tell: impl Fn(FileEvents) + Send + 'static) -> Result<Self, notify::Error> {
        let inner =
            notify::recommended_watcher(move |event: Result<notify::Event, notify::Error>| match event {
                Ok(event) => {
                    if let Some(events) = sort(event) {
                        tell(events);
                    }
                }
                Err(error) => tracing::warn!(%error, "a file event was lost; the next regular look finds it"),
            })?;
        Ok(Self { inner, watched: BTreeMap::new(), wanted: BTreeMap::new() })
    }

    /// Watches the same folders again, where another of the same name took the place of one. Returns whether there was
    /// any; see [`Self::watch`].
    pub fn renew(&mut self) -> bool {
        let same = self.wanted.clone();
        self.watch(&same)
    }

    /// Watches exactly these folders from now on; `true` means with everything below. Returns whether any of them
    /// is new: what changed there before was not heard, so the files must be looked at once more.
    pub fn watch(&mut self, folders: &BTreeMap<PathBuf, bool>) -> bool {
        let mut is_new = false;
        self.wanted.clone_from(folders);
        let gone: Vec<PathBuf> = self
            .watched
            .iter()
            .filter(|(path, watch)| {
                folders.get(*path) != Some(&watch.deep) || identity(path) != watch.identity
            })
            .map(|(path, _)| path.clone())
            .collect();
        for path in gone {
            // It may not exist any more, which is as good as not watching it.
            let _ = self.inner.unwatch(&path);
            self.watched.remove(&path);
        }
        for (path, deep) in folders {
            if self.watched.contains_key(path) {
                continue;
            }
            let mode = if *deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            match self.inner.watch(path, mode) {
                Ok(()) => {
                    self.watched.insert(path.clone(), Watch { deep: *deep, identity: identity(path) });
                    is_new = true;
                }
                Err(error) => {
                    tracing::debug!(path = %path.display(), %error, "this folder cannot be watched")
                }
            }
        }
        is_new
    }
}

fn sort(event: notify::Event) -> Option<FileEvents> {
    let paths: HashSet<PathBuf> = event.paths.into_iter().collect();
    match event.kind {
        EventKind::Access(_) => None,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
            Some(FileEvents { deleted: paths, ..FileEvents::default() })
        }
        _ => Some(FileEvents { changed: paths, ..FileEvents::default() }),
    }
}
