//! Files on this machine's disk.

use super::{Bill, Fetched, Found, Incoming, is_bill, limits, time};
use crate::reader::{ReadError, glob::Glob};
use std::{
    fs::{self, Metadata},
    io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// The file at a path, those below a folder, or those that match a pattern.
pub(super) async fn list(target: String) -> Result<Vec<Found>, ReadError> {
    let listing = tokio::task::spawn_blocking(move || list_now(&target));
    listing
        .await
        .map_err(|_| ReadError::Failed("listing files ended unexpectedly; the log says why".into()))?
}

fn list_now(target: &str) -> Result<Vec<Found>, ReadError> {
    let failed = |path: &Path, error: &io::Error| {
        let text = format!("{} cannot be read: {error}", path.display());
        match error.kind() {
            io::ErrorKind::NotFound => {
                ReadError::NotFound(format!("{text}; what was read from there earlier still counts"))
            }
            _ => ReadError::Failed(text),
        }
    };
    if !target.contains(['*', '?', '{']) {
        let path = PathBuf::from(target);
        let metadata = fs::metadata(&path).map_err(|error| failed(&path, &error))?;
        if metadata.is_file() {
            return Ok(vec![found(&path, &metadata)]);
        }
        return below(&path, &|path| is_bill(path));
    }
    let pattern = Glob::new(target).ok_or_else(|| {
        ReadError::Failed(format!("the braces in {target} make too many patterns; write several sources"))
    })?;
    let folder = PathBuf::from(match Glob::folder(target) {
        "" => "/",
        folder => folder,
    });
    fs::metadata(&folder).map_err(|error| failed(&folder, &error))?;
    below(&folder, &|path| pattern.matches(path.trim_start_matches('/')))
}

/// The files below a folder that are wanted.
fn below(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Found>, ReadError> {
    let mut all = Vec::new();
    let mut looked_at = 0_usize;
    let mut folders = vec![(folder.to_owned(), 0_usize)];
    while let Some((folder, depth)) = folders.pop() {
        let failed =
            |error: io::Error| ReadError::Failed(format!("{} cannot be read: {error}", folder.display()));
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            looked_at += 1;
            if looked_at > limits::NAMES || all.len() > limits::FILES {
                return Err(ReadError::TooLarge(format!(
                    "{} holds more than {} files; name a folder or a pattern with fewer",
                    folder.display(),
                    limits::FILES
                )));
            }
            let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            // A file that vanished since, or a link that leads nowhere, is not there.
            let Ok(metadata) = fs::metadata(&path) else { continue };
            if metadata.is_dir() && depth < limits::DEPTH && !is_hidden {
                folders.push((path, depth + 1));
            } else if metadata.is_file() && path.to_str().is_some_and(wanted) {
                all.push(found(&path, &metadata));
            }
        }
    }
    Ok(all)
}

fn found(path: &Path, metadata: &Metadata) -> Found {
    Found {
        path: path.to_string_lossy().into_owned(),
        mark: Some(mark(metadata)),
        bytes: Some(metadata.len()),
        modified_ms: Some(modified_ms(metadata)),
    }
}

/// Size and time: whoever writes a file changes one of them.
fn mark(metadata: &Metadata) -> String {
    let modified = metadata.modified().ok().and_then(|moment| moment.duration_since(UNIX_EPOCH).ok());
    format!("{}:{}", metadata.len(), modified.unwrap_or_default().as_nanos())
}

fn modified_ms(metadata: &Metadata) -> i64 {
    metadata.modified().map(time::since_1970_ms).unwrap_or_default()
}

/// Whether a file is as it was when it had this mark.
pub(super) fn is_as(path: &Path, mark_then: &str) -> bool {
    fs::metadata(path).is_ok_and(|metadata| mark(&metadata) == mark_then)
}

/// A file as it is now.
pub(super) fn open(found: &Found) -> Result<Fetched, ReadError> {
    let metadata = fs::metadata(&found.path)
        .map_err(|error| ReadError::Failed(format!("{} cannot be read: {error}", found.path)))?;
    Ok(Fetched::New(Bill {
        place: Incoming::there(PathBuf::from(&found.path)),
        mark: mark(&metadata),
        modified_ms: modified_ms(&metadata),
    }))
}
