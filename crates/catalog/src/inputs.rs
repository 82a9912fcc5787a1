//! The texts that placeholders bring in.

use crate::{files::normal, read::Stamp};
use portico_entity::{Path as EntityPath, Problem, limits::PLACEHOLDER_BYTES};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Finds what a placeholder of a catalog file means.
pub(crate) trait Inputs {
    /// The text behind what is written in the placeholder, or what hinders.
    fn read(&mut self, target: &str) -> Result<String, Problem>;
}

/// Files beside a file on disk.
pub(crate) struct OnDisk<'a> {
    path: &'a Path,
    /// Placeholders may bring in files from here and below.
    folder: &'a Path,
    /// What was brought in, with its state when read.
    pub(crate) seen: Vec<(PathBuf, Stamp)>,
}

impl<'a> OnDisk<'a> {
    pub(crate) fn new(path: &'a Path, folder: &'a Path) -> Self {
        Self { path, folder, seen: Vec::new() }
    }
}

/// Texts that were fetched together with the file.
pub(crate) struct Delivered<'a>(pub(crate) &'a BTreeMap<String, Result<String, String>>);

fn wrong(message: String) -> Problem {
    Problem::input("bad-placeholder", EntityPath::root(), message)
}

impl Inputs for Delivered<'_> {
    fn read(&mut self, target: &str) -> Result<String, Problem> {
        match self.0.get(target) {
            Some(Ok(text)) => Ok(text.clone()),
            Some(Err(message)) => Err(wrong(message.clone())),
            None => Err(wrong(format!("{target} was not fetched with this file"))),
        }
    }
}

impl Inputs for OnDisk<'_> {
    /// The file must lie in the folder of the entity's origin or below, so that a catalog file can bring in its
    /// neighbours but not, say, the machine's passwords.
    fn read(&mut self, target: &str) -> Result<String, Problem> {
        if target.contains("://") {
            return Err(wrong(format!(
                "{target} is a web address; files from a folder can only bring in files"
            )));
        }
        let folder = self.path.parent().unwrap_or(self.path);
        let path = normal(&folder.join(target));
        if !path.starts_with(self.folder) {
            let message = format!("{target} lies outside {}", self.folder.display());
            return Err(
                wrong(message).help("Move the file below the folder of the location that is registered")
            );
        }
        // A link may lead on only to where its target could have been named.
        let real = |path: &Path| std::fs::canonicalize(path);
        if let (Ok(file), Ok(folder)) = (real(&path), real(self.folder))
            && !file.starts_with(&folder)
        {
            return Err(wrong(format!("{target} leads to a file outside {}", self.folder.display())));
        }
        let missing = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => wrong(format!("There is no file {target} beside this one")),
            _ => wrong(format!("{target} cannot be read: {error}")),
        };
        let stamp = Stamp::of(&path);
        self.seen.push((path.clone(), stamp));
        let length = std::fs::metadata(&path).map_err(missing)?.len();
        if length > PLACEHOLDER_BYTES as u64 {
            let most = PLACEHOLDER_BYTES / (1024 * 1024);
            return Err(wrong(format!("{target} has {length} bytes; at most {most} MB are brought in")));
        }
        let bytes = std::fs::read(&path).map_err(missing)?;
        String::from_utf8(bytes).map_err(|_| wrong(format!("{target} is not UTF-8 text")))
    }
}
