//! The problems page.

use portico_entity::Diagnostic;
use serde::{Deserialize, Serialize};

/// What the problems page shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProblemsView {
    /// Files with problems, those with errors first.
    pub files: Vec<FileProblems>,
    /// Number of errors, over all files.
    pub errors: usize,
    /// Number of warnings, over all files.
    pub warnings: usize,
    /// Number of hints, over all files.
    pub infos: usize,
    /// Number of problems that are not listed.
    pub more: usize,
    /// Whether sources are still being read for the first time.
    pub loading: bool,
}

/// The problems of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileProblems {
    /// File as shown.
    pub file: String,
    /// Its problems, by line.
    pub diagnostics: Vec<Diagnostic>,
    /// Those of the entities that they are about which there are.
    pub known: Vec<String>,
}
