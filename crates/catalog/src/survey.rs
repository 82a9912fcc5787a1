//! Every problem there is, by file and line: those of files and documents, and those that only the whole shows.

use crate::{engine::Engine, limits::SUGGESTIONS, pass::Conflict};
use portico_entity::{Diagnostic, LocationRef, Severity, kinds, suggest::did_you_mean};
use std::sync::Arc;

/// Code of the diagnostic of an entity that is older than its file.
pub const STALE: &str = "stale";

impl Engine {
    /// Brings the list of all problems up to date.
    pub(crate) fn survey(&mut self, conflicts: &[Conflict]) {
        let mut all: Vec<Diagnostic> =
            self.files.values().flat_map(|file| file.diagnostics.iter().cloned()).collect();
        all.extend(self.records.values().flat_map(|record| record.diagnostics.iter().cloned()));
        all.extend(self.faults_of_losers());
        all.extend(self.orphans());
        all.extend(self.stale());
        all.extend(self.dangling());
        all.extend(self.deprecated_uses());
        all.extend(conflicts.iter().flat_map(conflict));
        all.sort_by(|a, b| {
            (&a.file, a.line, a.column, a.severity).cmp(&(&b.file, b.line, b.column, b.severity))
        });
        all.dedup();
        self.problems = Arc::new(all);
    }

    /// What is wrong with documents whose entity another source has: it is wrong all the same.
    fn faults_of_losers(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        self.files.iter().flat_map(move |(path, file)| {
            let key = LocationRef::new("file", path.to_string_lossy()).to_string();
            let lost = file.documents.iter().filter(move |document| {
                let record = self.records.get(&document.entity_ref);
                record.is_some_and(|record| record.location_key != key)
            });
            lost.flat_map(|document| document.diagnostics.iter().cloned())
        })
    }

    fn orphans(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        self.records.iter().filter(|(_, record)| record.is_orphan()).map(|(entity_ref, record)| {
            let message = format!("Nothing lists {entity_ref} any more");
            let help =
                "Put it back into its file, or let the clean-up remove it (catalog.orphanStrategy: delete)";
            Diagnostic::warning("orphan", &record.file, (record.line, 0), message)
                .help(help)
                .about(entity_ref)
        })
    }

    fn stale(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        self.records.iter().filter_map(|(entity_ref, record)| {
            let message = format!("{entity_ref} is shown as it was before its file broke here");
            let diagnostic = Diagnostic::warning(STALE, &record.file, record.stale?, message);
            Some(diagnostic.help("Repair the file; the entity follows by itself").about(entity_ref))
        })
    }

    fn dangling(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (entity_ref, record) in &self.records {
            for reference in &record.references {
                if self.graph.has(reference.target) {
                    continue;
                }
                let target = self.names.text(reference.target);
                let kind = target.split(':').next().unwrap_or_default();
                let name = shorten(target);
                let what = match reference.forward {
                    "ownedBy" => format!("The owner {name} does not exist"),
                    _ => format!("The {} {name} does not exist", kinds::spelling(kind)),
                };
                let place = (reference.line, reference.column);
                let mut diagnostic =
                    Diagnostic::warning("unknown-reference", &record.file, place, what).about(entity_ref);
                if found.len() < SUGGESTIONS {
                    diagnostic.help = self.near(kind, target);
                }
                diagnostic.help.get_or_insert_with(|| {
                    "Correct the reference, or add the entity that it means".to_owned()
                });
                found.push(diagnostic);
            }
        }
        found
    }

    /// "Did you mean" among the entities of the same kind that exist.
    fn near(&self, kind: &str, target: &str) -> Option<String> {
        let from = format!("{kind}:");
        let to = format!("{kind};");
        let same_kind = self.records.range(from..to).filter(|(_, record)| record.shown.is_some());
        did_you_mean(shorten(target), same_kind.map(|(entity_ref, _)| shorten(entity_ref)))
    }

    fn deprecated_uses(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (entity_ref, record) in self.records.iter().filter(|(_, record)| !record.deprecated) {
            for reference in &record.references {
                if !matches!(reference.forward, "dependsOn" | "consumesApi") {
                    continue;
                }
                let target = self.names.text(reference.target);
                if self.records.get(target).is_some_and(|target| target.deprecated) {
                    let place = (reference.line, reference.column);
                    let message = format!("{target} is deprecated");
                    let help = "Ask its owner what replaces it".to_owned();
                    let mut diagnostic =
                        Diagnostic::warning("deprecated-use", &record.file, place, message).about(entity_ref);
                    diagnostic.help = Some(help);
                    found.push(diagnostic);
                }
            }
        }
        found
    }
}

/// A reference as people write it where the kind is known: without the kind and the default namespace.
fn shorten(entity_ref: &str) -> &str {
    let name = entity_ref.split_once(':').map_or(entity_ref, |(_, name)| name);
    name.strip_prefix("default/").unwrap_or(name)
}

/// A conflict is shown on both sides: as an error where the entity was refused, as a warning where it stands.
fn conflict(conflict: &Conflict) -> [Diagnostic; 2] {
    let Conflict { entity_ref, winner, loser } = conflict;
    let place = |(file, line): &(String, u32)| format!("{file}:{line}");
    let message = format!("{entity_ref} is already described in {}", place(winner));
    let mut refused = Diagnostic::error("conflict", &loser.0, (loser.1, 0), message).about(entity_ref);
    refused.class = Some("ConflictError".into());
    refused.help = Some("Remove one of the two, or give this one another name or namespace".into());
    let message = format!("{entity_ref} is described again in {}, which does not count", place(loser));
    let stands = Diagnostic {
        severity: Severity::Warning,
        ..Diagnostic::warning("conflict", &winner.0, (winner.1, 0), message).about(entity_ref)
    };
    [refused, stands.help("Remove one of the two, or give the other one another name or namespace")]
}
