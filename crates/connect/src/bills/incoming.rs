//! Files while they are read.

use super::files;
use crate::reader::ReadError;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// What the names of fetched files end with.
const ENDING: &str = "portico-fetched";

/// A file to be read; one that was fetched for that is gone when this is dropped.
#[derive(Debug)]
pub struct Incoming {
    path: PathBuf,
    is_ours: bool,
}

impl Incoming {
    /// A file that lies here anyway.
    pub(super) fn there(path: PathBuf) -> Self {
        Self { path, is_ours: false }
    }

    /// A new, empty file in a folder, which is made.
    pub(super) async fn new(folder: &Path) -> Result<(Self, tokio::fs::File), ReadError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{}-{number}.{ENDING}", std::process::id()));
        let failed = |error: io::Error| {
            ReadError::Failed(format!("{} cannot be written: {error}; check the data folder", path.display()))
        };
        tokio::fs::create_dir_all(folder).await.map_err(failed)?;
        let file = tokio::fs::File::create(&path).await.map_err(failed)?;
        Ok((Self { path, is_ours: true }, file))
    }

    /// Whether nobody else can have written to it since it had this mark.
    pub fn is_as(&self, mark: &str) -> bool {
        self.is_ours || files::is_as(&self.path, mark)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if self.is_ours
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(%error, path = %self.path.display(), "a fetched bill could not be removed");
        }
    }
}

/// Removes what was left of fetched files in a folder, and nothing else: people may keep bills there, too.
pub(super) fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == ENDING) {
            // What cannot be removed is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}
