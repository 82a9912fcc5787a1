//! What lies in a workspace.

use crate::{action::Failure, limits::WORKSPACE_ENTRIES, workspace::Workspace};
use std::{fs, io, path::Path, path::PathBuf};

/// Something in a folder of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From the folder that was asked for, with `/` between segments.
    pub path: String,
    /// On the disk.
    pub place: PathBuf,
    /// What it is.
    pub kind: EntryKind,
}

/// What lies in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file that cannot be run.
    File,
    /// A file that can be run.
    Executable,
    /// A symbolic link, which is not followed.
    Link,
    /// A folder.
    Folder,
}

impl Workspace {
    /// Everything below a folder, in the order of the paths. Links are told and not followed.
    ///
    /// # Errors
    /// If the path leads out of the workspace, is no folder, or there is more in it than is looked at.
    pub fn entries(&self, path: &str) -> Result<Vec<Entry>, Failure> {
        self.below(path, true)
    }

    /// What lies directly in a folder, in the order of the names.
    ///
    /// # Errors
    /// As [`Workspace::entries`].
    pub fn children(&self, path: &str) -> Result<Vec<Entry>, Failure> {
        self.below(path, false)
    }

    fn below(&self, path: &str, is_deep: bool) -> Result<Vec<Entry>, Failure> {
        let root = self.resolve(path)?;
        if !root.is_dir() {
            return Err(Failure::new(
                crate::FailureKind::NotFound,
                format!("There is no folder `{path}` in the workspace"),
            ));
        }
        let failed =
            |error: io::Error| Failure::other(format!("`{path}` in the workspace cannot be read: {error}"));
        let mut found = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).map_err(failed)? {
                let entry = entry_of(&root, &entry.map_err(failed)?).map_err(failed)?;
                if is_deep && entry.kind == EntryKind::Folder {
                    folders.push(entry.place.clone());
                }
                found.push(entry);
                if found.len() > WORKSPACE_ENTRIES {
                    return Err(Failure::input(format!(
                        "`{path}` in the workspace has more than {WORKSPACE_ENTRIES} files and folders; name a smaller folder"
                    )));
                }
            }
        }
        found.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(found)
    }
}

fn entry_of(root: &Path, entry: &fs::DirEntry) -> io::Result<Entry> {
    let place = entry.path();
    let data = fs::symlink_metadata(&place)?;
    let kind = match data.file_type() {
        kind if kind.is_symlink() => EntryKind::Link,
        kind if kind.is_dir() => EntryKind::Folder,
        _ if is_executable(&data) => EntryKind::Executable,
        _ => EntryKind::File,
    };
    let inside = place.strip_prefix(root).unwrap_or(&place);
    let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
    let parts =
        parts.ok_or_else(|| io::Error::other(format!("the name of {} is not UTF-8", inside.display())))?;
    Ok(Entry { path: parts.join("/"), place, kind })
}

#[cfg(unix)]
fn is_executable(data: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    data.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_data: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::EntryKind;
    use crate::{FailureKind, Workspace};
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn everything_is_listed_and_links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::open(folder.path()).unwrap();
        workspace.write("a/run.sh", b"").unwrap();
        workspace.write("a/.hidden/x", b"").unwrap();
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(workspace.root().join("a/run.sh"), mode).unwrap();
        symlink("/etc", workspace.root().join("a/etc")).unwrap();
        let told = |found: Vec<super::Entry>| -> Vec<(String, EntryKind)> {
            found.into_iter().map(|entry| (entry.path, entry.kind)).collect()
        };
        let expect = [
            (".hidden".to_owned(), EntryKind::Folder),
            (".hidden/x".to_owned(), EntryKind::File),
            ("etc".to_owned(), EntryKind::Link),
            ("run.sh".to_owned(), EntryKind::Executable),
        ];
        assert_eq!(told(workspace.entries("a").unwrap()), expect);
        assert_eq!(told(workspace.children(".").unwrap()), [("a".to_owned(), EntryKind::Folder)]);
        assert_eq!(workspace.entries("nothing").unwrap_err().kind, FailureKind::NotFound);
        assert_eq!(workspace.entries("..").unwrap_err().kind, FailureKind::NotAllowed);
    }
}
