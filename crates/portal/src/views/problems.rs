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
    #[serde(with = "super::parts::diagnostics")]
    pub diagnostics: Vec<Diagnostic>,
    /// Those of the entities that they are about which there are.
    pub known: Vec<String>,
}

/// What the engine advises when it knows nothing better.
const NO_ADVICE: &str = "Check the address";

/// A problem whose advice stands where advice belongs: about a host that is not allowed, the message says how to allow
/// it.
#[must_use]
pub fn advised(mut problem: Diagnostic) -> Diagnostic {
    const ADVICE: &str = ". To allow it, ";
    if let Some((message, advice)) = problem.message.split_once(ADVICE) {
        let (message, advice) = (message.to_owned(), format!("To allow it, {advice}"));
        problem.message = message;
        problem.help = Some(advice);
    } else if problem.code == "unreachable" && problem.help.as_deref() == Some(NO_ADVICE) {
        let advice = "Check the address, and whether Portico may read it from where it runs; it is tried again by itself.";
        problem.help = Some(advice.to_owned());
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::advised;
    use portico_entity::Diagnostic;

    #[test]
    fn advice_inside_a_message_becomes_help() {
        let message = "x may not be read. To allow it, write into the configuration:\nbackend:";
        let problem = Diagnostic::error("unreachable", "url:x", (0, 0), message).help("Check the address");
        let problem = advised(problem);
        assert_eq!(problem.message, "x may not be read");
        assert_eq!(problem.help.as_deref(), Some("To allow it, write into the configuration:\nbackend:"));
        let plain = Diagnostic::error("syntax", "x", (1, 1), "no YAML").help("Check the address");
        assert_eq!(advised(plain.clone()), plain);
    }
}
