//! The same judgement for files that are not in the catalog yet: what `portico check` says.

use crate::{
    batch::Shown,
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

/// The entities of the files behind absolute targets, processed in memory, and the number of errors in the files.
/// What the files refer to elsewhere is not read.
pub fn entities(targets: &[String], config: CatalogConfig, base: &Path) -> (Vec<(String, Shown)>, usize) {
    let mut engine = engine(targets, &[], config, base);
    let shown = engine.pass(&FileEvents::default(), 0).shown;
    let errors = engine.problems().into_iter().filter(|problem| problem.severity == Severity::Error);
    (shown, errors.count())
}

/// Checks the files behind absolute targets. With `catalog` targets, references are resolved against all of these
/// sources; without, only against nothing: then a reference to an unknown entity is no problem, since the entity may
/// well live in another repository. `base` shortens paths for display.
pub fn check(targets: &[String], catalog: &[String], config: CatalogConfig, base: &Path) -> Report {
    let mut engine = engine(targets, catalog, config, base);
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

/// An engine that has read nothing yet.
fn engine(targets: &[String], catalog: &[String], config: CatalogConfig, base: &Path) -> Engine {
    let root = |target: &String| Root { trusted: true, ..Root::new(LocationRef::new("file", target)) };
    let roots = targets.iter().chain(catalog).map(root).collect();
    let mut number = 0_u64;
    let uid = move || {
        number += 1;
        number.to_string()
    };
    Engine::new(CatalogConfig { roots, ..config }, base, Box::new(uid))
}
