//! The problems page.

use super::{Portal, limits::PROBLEMS};
use crate::{
    Caller,
    views::problems::{FileProblems, ProblemsView},
};
use portico_entity::Severity;

impl Portal {
    /// Problems by file, files with errors first. With a severity, only those of that one.
    pub fn problems(&self, _caller: Caller, only: Option<Severity>) -> ProblemsView {
        let all = self.all_problems();
        let count = |severity| all.iter().filter(|problem| problem.severity == severity).count();
        let mut files: Vec<FileProblems> = Vec::new();
        for problem in all.iter().filter(|problem| only.is_none_or(|only| problem.severity == only)) {
            match files.last_mut() {
                Some(last) if last.file == problem.file => last.diagnostics.push(problem.clone()),
                _ => files.push(FileProblems {
                    file: problem.file.clone(),
                    diagnostics: vec![problem.clone()],
                    known: Vec::new(),
                }),
            }
        }
        files.sort_by_key(|file| file.diagnostics.iter().map(|problem| problem.severity).min());
        let mut listed = 0;
        let mut more = 0;
        for file in &mut files {
            let keep = file.diagnostics.len().min(PROBLEMS - listed);
            more += file.diagnostics.len() - keep;
            file.diagnostics.truncate(keep);
            listed += keep;
        }
        files.retain(|file| !file.diagnostics.is_empty());
        let index = self.index();
        for file in &mut files {
            let about = file.diagnostics.iter().filter_map(|problem| problem.entity_ref.clone());
            file.known = about.filter(|about| index.get(about).is_some()).collect();
            file.known.dedup();
        }
        ProblemsView {
            files,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            more,
            loading: !self.status().ready,
        }
    }
}
