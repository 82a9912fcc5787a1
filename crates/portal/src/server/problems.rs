//! What is wrong: kept by what it is found in, shown by file.

use super::{Portal, limits::PROBLEMS};
use crate::{
    Caller,
    views::problems::{FileProblems, ProblemsView},
};
use portico_catalog::in_order;
use portico_entity::{Diagnostic, Severity};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

/// Every problem there is.
#[derive(Default)]
pub(super) struct Problems {
    by_owner: BTreeMap<String, Vec<Diagnostic>>,
    /// How many are more than remarks.
    serious: usize,
    /// By file and line, made when somebody asks.
    sorted: OnceLock<Arc<Vec<Diagnostic>>>,
}

impl Problems {
    /// Replaces the problems of some owners; an empty list means none any more.
    pub(super) fn update(&mut self, news: &[(String, Vec<Diagnostic>)]) {
        if news.is_empty() {
            return;
        }
        let serious = |list: &[Diagnostic]| list.iter().filter(|one| one.severity != Severity::Info).count();
        for (owner, problems) in news {
            let before = match problems.is_empty() {
                true => self.by_owner.remove(owner),
                false => self.by_owner.insert(owner.clone(), problems.clone()),
            };
            self.serious -= before.as_deref().map_or(0, serious);
            self.serious += serious(problems);
        }
        self.sorted = OnceLock::new();
    }

    /// How many are more than remarks.
    pub(super) fn serious(&self) -> usize {
        self.serious
    }

    /// All, by file and line.
    pub(super) fn sorted(&self) -> Arc<Vec<Diagnostic>> {
        Arc::clone(self.sorted.get_or_init(|| Arc::new(in_order(self.by_owner.values()))))
    }
}

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
