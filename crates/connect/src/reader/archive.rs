//! Files out of a tar.gz archive, in memory and within limits.

use super::{
    error::ReadError,
    limits::{Limits, UNPACKED_BYTES},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, ErrorKind, Read},
};

/// What came out of an archive.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    /// By path.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The paths of those that can be run.
    pub(super) executable: BTreeSet<String>,
    /// Links, and where they lead as they are written.
    pub(super) links: BTreeMap<String, String>,
}

/// The files of an archive that `keep` wants, by their paths. `strip_first` takes the folder away that
/// hosts put around everything. Links are told and not followed; paths that lead elsewhere are passed over.
pub(super) fn unpack(
    bytes: &[u8],
    strip_first: bool,
    keep: &dyn Fn(&str) -> bool,
    limits: &Limits,
    place: &str,
) -> Result<Unpacked, ReadError> {
    let broken = |error: io::Error| match error.kind() {
        ErrorKind::QuotaExceeded => too_large(place, "unpacks to more than can be read"),
        _ => ReadError::Failed(format!("the archive of {place} is broken: {error}")),
    };
    let plain = Bounded { inner: flate2::read::MultiGzDecoder::new(bytes), left: UNPACKED_BYTES };
    let mut archive = tar::Archive::new(plain);
    let mut found = Unpacked::default();
    let mut total = 0;
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = entry.path_bytes();
        let Some(path) = std::str::from_utf8(&name).ok().and_then(|path| inner_path(path, strip_first))
        else {
            continue;
        };
        let kind = entry.header().entry_type();
        if !(kind.is_file() || kind.is_symlink()) || !keep(&path) {
            continue;
        }
        if found.files.len() + found.links.len() == limits.tree_files {
            return Err(too_large(place, &format!("has more than {} files", limits.tree_files)));
        }
        if kind.is_symlink() {
            let target = entry.link_name_bytes().and_then(|name| String::from_utf8(name.into_owned()).ok());
            found.links.extend(target.map(|target| (path, target)));
            continue;
        }
        let room = limits.tree_bytes.saturating_sub(total);
        let mut body = Vec::new();
        entry.by_ref().take(room as u64 + 1).read_to_end(&mut body).map_err(broken)?;
        total += body.len();
        if body.len() > room {
            return Err(too_large(place, &format!("has more than {} bytes of files", limits.tree_bytes)));
        }
        if entry.header().mode().is_ok_and(|mode| mode & 0o111 != 0) {
            found.executable.insert(path.clone());
        }
        found.files.insert(path, body);
    }
    Ok(found)
}

pub(super) fn too_large(place: &str, what: &str) -> ReadError {
    ReadError::TooLarge(format!("{place} {what}; name a smaller folder, or a pattern that matches less"))
}

/// A path in the repository; none if it names nothing in it.
fn inner_path(path: &str, strip_first: bool) -> Option<String> {
    let mut segments: Vec<&str> =
        path.split('/').filter(|segment| !segment.is_empty() && *segment != ".").collect();
    if segments.contains(&"..") || path.starts_with('/') {
        return None;
    }
    if strip_first && !segments.is_empty() {
        segments.remove(0);
    }
    (!segments.is_empty()).then(|| segments.join("/"))
}

/// Gives an error after so many bytes, where [`Read::take`] would pretend that the end is there.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left =
            self.left.checked_sub(count as u64).ok_or_else(|| io::Error::from(ErrorKind::QuotaExceeded))?;
        Ok(count)
    }
}
