//! Where an index lies: a folder of this process alone, or memory.

use crate::{
    error::SearchError,
    form::{FORM, Fields},
    limits,
};
use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
};
use tantivy::{Index, directory::MmapDirectory};

/// File that tells which form the index beside it has.
const FORM_FILE: &str = "portico-form";
/// File that tells other processes that the folder is taken.
const LOCK_FILE: &str = "portico-search.lock";

/// An open index and what keeps its folder for this process.
pub(crate) struct Place {
    pub(crate) index: Index,
    /// Let go of when the process ends, however it ends.
    pub(crate) lock: Option<File>,
}

/// An index in memory.
pub(crate) fn in_memory() -> Place {
    Place { index: Index::create_in_ram(Fields::build().0), lock: None }
}

/// The index in a folder, or in the one beside it whose name ends in `-2` and so on, if others use those before.
/// What is there is taken up if it is whole and of this form, else it is made anew.
pub(crate) fn open(folder: &Path) -> Result<Place, SearchError> {
    for number in 1..=limits::FOLDERS {
        let folder = numbered(folder, number);
        let unusable = |source| SearchError::Folder { path: folder.clone(), source };
        fs::create_dir_all(&folder).map_err(unusable)?;
        let lock = File::create(folder.join(LOCK_FILE)).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {
                let index = match take_up(&folder) {
                    Some(index) => index,
                    None => make_anew(&folder)?,
                };
                return Ok(Place { index, lock: Some(lock) });
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
    }
    Err(SearchError::Taken(folder.to_owned()))
}

fn numbered(folder: &Path, number: usize) -> PathBuf {
    if number == 1 {
        return folder.to_owned();
    }
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    folder.with_file_name(name)
}

/// The index that is there, if it can be relied upon.
fn take_up(folder: &Path) -> Option<Index> {
    let form = fs::read_to_string(folder.join(FORM_FILE)).ok()?;
    if form.trim() != FORM.to_string() {
        tracing::info!(folder = %folder.display(), "the search index has another form and is made anew");
        return None;
    }
    let whole = || -> tantivy::Result<Index> {
        // Looked through with an index of its own, whose pages of memory go when it does.
        let broken = Index::open_in_dir(folder)?.validate_checksum()?;
        if let Some(path) = broken.into_iter().next() {
            return Err(tantivy::TantivyError::InternalError(format!("{} is damaged", path.display())));
        }
        let index = Index::open_in_dir(folder)?;
        index.reader()?;
        Ok(index)
    };
    match whole() {
        Ok(index) if index.schema() == Fields::build().0 => Some(index),
        Ok(_) => None,
        Err(error) => {
            tracing::warn!(folder = %folder.display(), %error, "the search index is broken and is made anew");
            None
        }
    }
}

/// An empty index. Only what lies directly in the folder is removed, and not the lock that this process holds.
fn make_anew(folder: &Path) -> Result<Index, SearchError> {
    let unusable = |source| SearchError::Folder { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(unusable)? {
        let entry = entry.map_err(unusable)?;
        if entry.file_type().map_err(unusable)?.is_file() && entry.file_name() != LOCK_FILE {
            fs::remove_file(entry.path()).map_err(unusable)?;
        }
    }
    let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
    let index = Index::open_or_create(directory, Fields::build().0)?;
    fs::write(folder.join(FORM_FILE), format!("{FORM}\n")).map_err(unusable)?;
    Ok(index)
}
