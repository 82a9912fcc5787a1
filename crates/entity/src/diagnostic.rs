//! A problem with its place in a file: what people read on the problems page and in `portico check`.

use crate::{Problem, yaml::Node};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How bad a diagnostic is. Ordered from bad to mild.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something was not taken into the catalog, or is kept in an older state.
    Error,
    /// It was taken, but probably does not mean what its author thinks.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// Lower-case word, as in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One problem at one place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable short code, such as `duplicate-key`; for filters and for the rule ids of SARIF.
    pub code: String,
    /// File (or other source) in which it stands; empty when there is none.
    pub file: String,
    /// Line, counted from 1; 0 when the whole file is meant.
    pub line: u32,
    /// Column in characters, counted from 1; 0 when the whole line is meant.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The entity that it concerns, as a full reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity_ref: Option<String>,
    /// Name of the error class for clients of the API; absent for warnings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

impl Diagnostic {
    /// An error about a file as a whole or at a known place.
    pub fn error(code: &str, file: &str, place: (u32, u32), message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code: code.to_owned(),
            file: file.to_owned(),
            line: place.0,
            column: place.1,
            message: message.into(),
            help: None,
            entity_ref: None,
            class: Some("InputError".to_owned()),
        }
    }

    /// A warning.
    pub fn warning(code: &str, file: &str, place: (u32, u32), message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, class: None, ..Self::error(code, file, place, message) }
    }

    /// The same diagnostic with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same diagnostic, about an entity.
    #[must_use]
    pub fn about(mut self, entity_ref: &str) -> Self {
        self.entity_ref = Some(entity_ref.to_owned());
        self
    }

    /// Gives a problem its place: the line and column of its path in the document that it was found in. A path
    /// that is not there (a missing field) is placed at its nearest ancestor.
    pub fn locate(problem: &Problem, severity: Severity, file: &str, document: &Node) -> Self {
        let (line, column) = document.position(&problem.path);
        Self {
            severity,
            code: problem.code.to_owned(),
            file: file.to_owned(),
            line,
            column,
            message: problem.message.clone(),
            help: problem.help.clone(),
            entity_ref: None,
            class: (severity == Severity::Error).then(|| problem.class.name().to_owned()),
        }
    }

    /// The path of a place, for messages: `file:line:column`, as editors and terminals understand it.
    pub fn place(&self) -> String {
        match (self.line, self.column) {
            (0, _) => self.file.clone(),
            (line, 0) => format!("{}:{line}", self.file),
            (line, column) => format!("{}:{line}:{column}", self.file),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}[{}]: {}", self.place(), self.severity, self.code, self.message)
    }
}
