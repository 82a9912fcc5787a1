//! What a `file` target means: one file, all catalog files of a folder, or those that match a glob.

use crate::limits::{FILES, FOLDER_DEPTH};
use globset::GlobBuilder;
use std::{
    io,
    path::{Component, Path, PathBuf},
};
use walkdir::WalkDir;

/// Files behind a target.
#[derive(Debug)]
pub(crate) struct Found {
    /// The files, sorted.
    pub(crate) files: Vec<PathBuf>,
    /// Whether the target names a folder: then files that hold no entity are passed over.
    pub(crate) folder: bool,
}

/// Why a target leads to no files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TargetError {
    #[error("There is no file or folder {}", .0.display())]
    Missing(PathBuf),
    #[error("No file matches {0}")]
    NoMatch(String),
    #[error("There is no YAML file in the folder {}", .0.display())]
    EmptyFolder(PathBuf),
    #[error("More than {FILES} files match {0}")]
    TooMany(String),
    #[error("\"{0}\" is not a glob: {1}")]
    BadGlob(String, globset::Error),
    #[error("{} cannot be read: {}", .0.display(), .1)]
    Unreadable(PathBuf, io::Error),
}

/// Folders that never hold catalog files of their own: version control, dependencies, build results, and the files
/// that a template would write.
const SKIPPED: [&str; 5] = ["node_modules", "target", "vendor", "skeleton", "dist"];

/// Whether a path lies in a folder that is never looked into, or is hidden.
pub(crate) fn is_passed_over(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        matches!(part, Component::Normal(_)) && (name.starts_with('.') || SKIPPED.contains(&&*name))
    })
}

/// Looks up the files behind an absolute target.
pub(crate) fn find(target: &str) -> Result<Found, TargetError> {
    let path = normal(Path::new(target));
    match std::fs::metadata(&path) {
        Ok(data) if data.is_dir() => folder(path),
        Ok(_) => Ok(Found { files: vec![path], folder: false }),
        Err(_) if is_glob(target) => glob(target),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(TargetError::Missing(path)),
        Err(error) => Err(TargetError::Unreadable(path, error)),
    }
}

/// The folder in which a target lies or which it is, whether or not there is anything.
pub(crate) fn base_of(target: &str) -> PathBuf {
    let path = normal(Path::new(target));
    if path.is_dir() {
        return path;
    }
    let mut base = PathBuf::new();
    for part in parent(&path).components() {
        if is_glob(&part.as_os_str().to_string_lossy()) {
            break;
        }
        base.push(part);
    }
    base
}

/// The path without `.` and `..` parts and trailing separators, by its text alone.
pub fn normal(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_owned()
}

fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '{', '['])
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

fn folder(base: PathBuf) -> Result<Found, TargetError> {
    let files = walk(&base, is_yaml, &base.to_string_lossy())?;
    if files.is_empty() {
        return Err(TargetError::EmptyFolder(base));
    }
    Ok(Found { files, folder: true })
}

fn glob(pattern: &str) -> Result<Found, TargetError> {
    let base = base_of(pattern);
    let clean = normal(Path::new(pattern));
    let glob = GlobBuilder::new(&clean.to_string_lossy()).literal_separator(true).build();
    let glob = glob.map_err(|error| TargetError::BadGlob(pattern.to_owned(), error))?.compile_matcher();
    if !base.exists() {
        return Err(TargetError::Missing(base));
    }
    let files = walk(&base, |path| glob.is_match(path), pattern)?;
    if files.is_empty() {
        return Err(TargetError::NoMatch(pattern.to_owned()));
    }
    Ok(Found { files, folder: false })
}

fn walk(base: &Path, wanted: impl Fn(&Path) -> bool, target: &str) -> Result<Vec<PathBuf>, TargetError> {
    let mut files = Vec::new();
    let entries = WalkDir::new(base).max_depth(FOLDER_DEPTH).sort_by_file_name().into_iter();
    let visible = entries.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || SKIPPED.contains(&&*name))
    });
    // A folder that cannot be listed is passed over here; its files were not listed before either.
    for entry in visible.flatten().filter(|entry| entry.file_type().is_file() && wanted(entry.path())) {
        if files.len() == FILES {
            return Err(TargetError::TooMany(target.to_owned()));
        }
        files.push(entry.into_path());
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{TargetError, base_of, find, normal};
    use std::{fs, path::Path};

    fn world() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["a.yaml", "b/c.yml", "b/skeleton/d.yaml", "b/.hidden/e.yaml", "b/readme.md"] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, "").expect("a file");
        }
        folder
    }

    #[track_caller]
    fn check(target: &str, expect: &[&str]) {
        let world = world();
        let root = normal(world.path());
        let found = find(&format!("{}/{target}", root.display())).expect("files");
        let names: Vec<_> =
            found.files.iter().map(|file| file.strip_prefix(&root).expect("inside")).collect();
        assert_eq!(names, expect.iter().map(Path::new).collect::<Vec<_>>(), "{target}");
    }

    #[test]
    fn a_target_is_a_file_a_folder_or_a_glob() {
        check("a.yaml", &["a.yaml"]);
        check("", &["a.yaml", "b/c.yml"]);
        check("b/", &["b/c.yml"]);
        check("*.yaml", &["a.yaml"]);
        check("**/*.{yaml,yml}", &["a.yaml", "b/c.yml"]);
        check("b/../?.yaml", &["a.yaml"]);
    }

    #[test]
    fn a_target_without_files_says_why() {
        let world = world();
        let root = world.path().display();
        assert!(matches!(find(&format!("{root}/none.yaml")), Err(TargetError::Missing(_))));
        assert!(matches!(find(&format!("{root}/*.json")), Err(TargetError::NoMatch(_))));
        assert!(matches!(
            find(&format!("{root}/b/skeleton/../.hidden/../../b/x*.yaml")),
            Err(TargetError::NoMatch(_))
        ));
        assert_eq!(base_of("/srv/a/*/b/*.yaml"), Path::new("/srv/a"));
    }
}
