//! The same judgement for files that are not in the catalog yet: what `portico check` says.

use crate::{
    config::{CatalogConfig, Root},
    engine::Engine,
    watch::FileEvents,
};
use portico_entity::{Diagnostic, LocationRef, Severity};
use std::{collections::BTreeSet, path::Path};

/// What was found.
#[derive(Debug)]
pub struct Report {
    /// Problems in the checked files, by file and line.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of files that were checked.
    pub files: usize,
    /// Number of entities in them that are good.
    pub entities: usize,
}

impl Report {
    /// Number of problems of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// Checks the files behind absolute targets. With `catalog` targets, references are resolved against all of these
/// sources; without, only against nothing: then a reference to an unknown entity is no problem, since the entity may
/// well live in another repository. `base` shortens paths for display.
pub fn check(targets: &[String], catalog: &[String], config: CatalogConfig, base: &Path) -> Report {
    let root = |target: &String| Root { trusted: true, ..Root::new(LocationRef::new("file", target)) };
    let roots = targets.iter().chain(catalog).map(root).collect();
    let mut number = 0_u64;
    let uid = move || {
        number += 1;
        number.to_string()
    };
    let mut engine = Engine::new(CatalogConfig { roots, ..config }, base, Box::new(uid));
    engine.pass(&FileEvents::default(), 0);
    let mine = |target: &str| targets.iter().any(|mine| mine == target);
    let checked: Vec<(&String, usize)> = engine
        .sources
        .iter()
        .filter(|(_, file)| mine(&file.origin.location.target))
        .map(|(id, file)| (id, file.documents.iter().filter(|document| document.good).count()))
        .collect();
    let mut shown: BTreeSet<String> = checked.iter().map(|(id, _)| engine.shown_source(id)).collect();
    shown.extend(targets.iter().map(|target| LocationRef::new("file", target).to_string()));
    let across = |code: &str| matches!(code, "unknown-reference" | "deprecated-use");
    let diagnostics = engine.problems().into_iter().filter(|diagnostic| {
        shown.contains(&diagnostic.file) && (!catalog.is_empty() || !across(&diagnostic.code))
    });
    Report {
        diagnostics: diagnostics.collect(),
        files: checked.len(),
        entities: checked.iter().map(|(_, count)| count).sum(),
    }
}
