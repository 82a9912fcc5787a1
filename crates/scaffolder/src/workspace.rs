//! The folder that a task works in, and that nothing gets out of.
//!
//! Every path of a template goes through [`Workspace::resolve`]: it may not be absolute, may not climb out, and may not
//! lead through a link that points elsewhere. Only the task itself writes here, so that what was checked stays true.

use crate::{
    action::Failure,
    limits::{FILE_BYTES, PATH_BYTES},
};
use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// The folder of a task.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace in this folder, which is made if it is not there.
    ///
    /// # Errors
    /// If the folder cannot be made or looked at.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { root: folder.canonicalize()? })
    }

    /// The folder itself, without links on the way to it.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a path of a template is on the disk. It need not exist.
    ///
    /// # Errors
    /// [`FailureKind::NotAllowed`](crate::FailureKind::NotAllowed) if it leads out of the workspace.
    pub fn resolve(&self, path: &str) -> Result<PathBuf, Failure> {
        if path.len() > PATH_BYTES || path.contains('\0') {
            return Err(Failure::input(format!(
                "A path in the workspace has at most {PATH_BYTES} bytes and no NUL"
            )));
        }
        let mut resolved = self.root.clone();
        for component in Path::new(path).components() {
            match component {
                Component::CurDir => {}
                Component::Normal(name) => resolved.push(name),
                Component::ParentDir if resolved != self.root => {
                    resolved.pop();
                }
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                    return Err(outside(path));
                }
            }
        }
        self.without_links_out(&resolved).then_some(resolved).ok_or_else(|| outside(path))
    }

    /// Whether no link on the way to this place leads out of the workspace.
    fn without_links_out(&self, place: &Path) -> bool {
        // What exists of the way is followed; a link that leads nowhere would be followed by whoever writes there.
        for ancestor in place.ancestors().take_while(|ancestor| *ancestor != self.root) {
            match ancestor.canonicalize() {
                Ok(real) => return real.starts_with(&self.root),
                Err(_) if ancestor.is_symlink() => return false,
                Err(_) => {}
            }
        }
        true
    }

    /// A place on the disk as templates write it: relative, with `/`.
    pub fn relative(&self, place: &Path) -> String {
        let inside = place.strip_prefix(&self.root).unwrap_or(place);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }

    /// What a file holds.
    ///
    /// # Errors
    /// If the path leads out, there is no such file, or it is too large.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let place = self.resolve(path)?;
        let size = fs::metadata(&place).map_err(|error| failed("read", path, &error))?.len();
        if size > FILE_BYTES {
            let most = FILE_BYTES / (1024 * 1024);
            return Err(Failure::input(format!("`{path}` in the workspace is larger than {most} MB")));
        }
        fs::read(&place).map_err(|error| failed("read", path, &error))
    }

    /// Writes a file, and the folders on the way to it.
    ///
    /// # Errors
    /// If the path leads out, or cannot be written.
    pub fn write(&self, path: &str, content: &[u8]) -> Result<(), Failure> {
        let place = self.resolve(path)?;
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|error| failed("write", path, &error))?;
        }
        fs::write(&place, content).map_err(|error| failed("write", path, &error))
    }
}

fn outside(path: &str) -> Failure {
    Failure::not_allowed(format!(
        "`{path}` leads out of the task's workspace: paths are relative to it and may not leave it, with `..` or through links"
    ))
}

fn failed(what: &str, path: &str, error: &io::Error) -> Failure {
    Failure::other(format!(
        "`{path}` in the workspace cannot be {}: {error}",
        if what == "read" { "read" } else { "written" }
    ))
}

#[cfg(test)]
mod tests {
    use super::Workspace;
    use crate::FailureKind;
    use std::path::Path;

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::open(&folder.path().join("task")).unwrap();
        (folder, workspace)
    }

    #[track_caller]
    fn refused(workspace: &Workspace, path: &str) {
        assert_eq!(workspace.resolve(path).unwrap_err().kind, FailureKind::NotAllowed, "{path}");
    }

    #[test]
    fn paths_stay_inside() {
        let (_folder, workspace) = workspace();
        assert_eq!(workspace.resolve("./a/../b/c.txt").unwrap(), workspace.root().join("b/c.txt"));
        assert_eq!(workspace.resolve("").unwrap(), workspace.root());
        for path in ["..", "../x", "a/../../x", "/etc/passwd", "./../task2"] {
            refused(&workspace, path);
        }
    }

    #[test]
    fn links_lead_nowhere_else() {
        let (folder, workspace) = workspace();
        std::fs::write(folder.path().join("secret"), "s").unwrap();
        let link =
            |to: &Path, name: &str| std::os::unix::fs::symlink(to, workspace.root().join(name)).unwrap();
        link(folder.path(), "out");
        link(Path::new("/nowhere/at/all"), "dangling");
        workspace.write("inside/a.txt", b"a").unwrap();
        link(Path::new("inside"), "in");
        for path in ["out/secret", "out", "out/new/file", "dangling", "dangling/x"] {
            refused(&workspace, path);
        }
        assert_eq!(workspace.read("in/a.txt").unwrap(), b"a");
    }

    #[test]
    fn files_are_written_with_their_folders() {
        let (_folder, workspace) = workspace();
        workspace.write("deep/er/file.txt", b"text").unwrap();
        assert_eq!(workspace.read("deep/er/file.txt").unwrap(), b"text");
        assert_eq!(workspace.relative(&workspace.resolve("deep/er/file.txt").unwrap()), "deep/er/file.txt");
        assert!(workspace.read("nothing").unwrap_err().message.contains("`nothing`"));
    }
}
