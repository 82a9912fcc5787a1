//! The folders that tasks work in.
//!
//! All of them lie in one folder, which has an identifier of its own: a task that goes on in another place, on another
//! machine, finds nothing of what it did to files, and what it finds there under its name is not its own.

use crate::workspace::Workspace;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Name of the file that holds the place's identifier.
const NAME: &str = ".place";

/// Where workspaces are.
#[derive(Clone, Debug)]
pub(super) struct Places {
    root: PathBuf,
    id: String,
}

impl Places {
    /// The place in this folder, which is made if it is not there.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        let file = root.join(NAME);
        let id = match fs::read_to_string(&file) {
            Ok(id) if uuid::Uuid::try_parse(&id).is_ok() => id,
            Ok(_) => Self::mark(&file)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::mark(&file)?,
            Err(error) => return Err(error),
        };
        Ok(Self { root: root.to_owned(), id })
    }

    fn mark(file: &Path) -> io::Result<String> {
        let id = uuid::Uuid::new_v4().to_string();
        let draft = file.with_extension("new");
        fs::write(&draft, &id)?;
        fs::rename(&draft, file)?;
        Ok(id)
    }

    /// Its identifier.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Whether the files of a task are here.
    pub(super) fn has(&self, task: &str) -> bool {
        self.folder(task).is_some_and(|folder| folder.is_dir())
    }

    /// The workspace of a task; an empty one unless it is to be kept.
    pub(super) fn workspace(&self, task: &str, keep: bool) -> io::Result<Workspace> {
        let folder =
            self.folder(task).ok_or_else(|| io::Error::other("the task has no proper identifier"))?;
        if !keep {
            remove(&folder)?;
        }
        Workspace::open(&folder)
    }

    /// Removes the files of a task.
    pub(super) fn remove(&self, task: &str) -> io::Result<()> {
        self.folder(task).map_or(Ok(()), |folder| remove(&folder))
    }

    /// The tasks that have files here.
    pub(super) fn tasks(&self) -> io::Result<Vec<String>> {
        let mut tasks = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let name = entry?.file_name();
            tasks.extend(name.to_str().filter(|name| uuid::Uuid::try_parse(name).is_ok()).map(str::to_owned));
        }
        Ok(tasks)
    }

    /// Only what looks like one of ours: everything else in this folder is left alone.
    fn folder(&self, task: &str) -> Option<PathBuf> {
        uuid::Uuid::try_parse(task).is_ok().then(|| self.root.join(task))
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn a_place_keeps_its_name_and_removes_only_what_is_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::open(folder.path()).unwrap();
        assert_eq!(Places::open(folder.path()).unwrap().id(), places.id());
        let task = uuid::Uuid::new_v4().to_string();
        assert!(!places.has(&task));
        places.workspace(&task, false).unwrap().write("a.txt", b"a").unwrap();
        std::fs::create_dir(folder.path().join("not-ours")).unwrap();
        assert_eq!(places.tasks().unwrap(), [task.as_str()]);
        assert_eq!(places.workspace(&task, true).unwrap().read("a.txt").unwrap(), b"a");
        assert!(places.workspace(&task, false).unwrap().read("a.txt").is_err());
        places.remove(&task).unwrap();
        places.remove(&task).unwrap();
        assert!(!places.has(&task));
        for other in ["..", "not-ours", ""] {
            places.remove(other).unwrap();
            assert!(places.workspace(other, true).is_err());
        }
        assert!(folder.path().join("not-ours").exists());
    }
}
