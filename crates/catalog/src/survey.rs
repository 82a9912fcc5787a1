//! Every problem there is: those of files and documents, and those that only the whole shows.
//!
//! Problems are kept by what they are found in: a source, an entity, or a conflict. A small pass renews only those of
//! what it touched.

use crate::{
    batch::Batch,
    discover::PROVIDER,
    engine::{Engine, Record},
    limits::SUGGESTIONS,
    names::Name,
    pass::{Conflict, Pass},
    remote::Remote,
};
use portico_entity::{Diagnostic, Severity, kinds, suggest::did_you_mean};
use std::collections::{BTreeMap, BTreeSet};

/// Code of the diagnostic of an entity that is older than its file.
pub const STALE: &str = "stale";

impl Engine {
    /// Brings all problems up to date.
    pub(crate) fn survey(&mut self, pass: &Pass, batch: &mut Batch) {
        let mut all: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        let mut suggestions = SUGGESTIONS;
        for id in self.sources.keys() {
            let problems = self.problems_of_source(id);
            if !problems.is_empty() {
                all.insert(of_source(id), problems);
            }
        }
        for (entity_ref, record) in &self.records {
            let problems = self.problems_of(entity_ref, record, &mut suggestions);
            if !problems.is_empty() {
                all.insert(entity_ref.clone(), problems);
            }
        }
        for (location, remote) in &self.remotes {
            let problems = self.problems_of_remote(location, remote);
            if !problems.is_empty() {
                all.insert(format!("remote {location}"), problems);
            }
        }
        // What was left out before a restart is told again by the next delivery; until then it stays.
        for (owner, problems) in &self.problems {
            let remote = owner.strip_prefix("remote ").and_then(|location| self.remotes.get(location));
            if remote.is_some_and(|remote| !remote.delivered) {
                all.entry(owner.clone()).or_insert_with(|| problems.clone());
            }
        }
        for conflict in &pass.conflicts {
            let owner = format!("conflict {}", conflict.entity_ref);
            all.entry(owner).or_default().extend(both_sides(conflict));
        }
        let gone = self.problems.keys().filter(|owner| !all.contains_key(*owner));
        batch.problems.extend(gone.map(|owner| (owner.clone(), Vec::new())));
        let other = all.iter().filter(|(owner, problems)| self.problems.get(*owner) != Some(problems));
        batch.problems.extend(other.map(|(owner, problems)| (owner.clone(), problems.clone())));
        self.problems = all;
    }

    /// Brings the problems of what a small pass touched up to date.
    pub(crate) fn survey_some(&mut self, affected: &[Name], pass: &Pass, batch: &mut Batch) {
        let mut suggestions = SUGGESTIONS;
        let names: BTreeSet<Name> = affected.iter().copied().collect();
        let mut news: Vec<(String, Vec<Diagnostic>)> =
            pass.touched.iter().map(|id| (of_source(id), self.problems_of_source(id))).collect();
        for name in names {
            let entity_ref = self.names.text(name);
            let problems = match self.records.get(entity_ref) {
                Some(record) => self.problems_of(entity_ref, record, &mut suggestions),
                None => Vec::new(),
            };
            news.push((entity_ref.to_owned(), problems));
        }
        for (owner, problems) in news {
            let before = match problems.is_empty() {
                true => self.problems.remove(&owner),
                false => self.problems.insert(owner.clone(), problems.clone()),
            };
            if before.unwrap_or_default() != problems {
                batch.problems.push((owner, problems));
            }
        }
    }

    /// What is wrong with a file beside its entities, and with documents in it whose entity another source has: they
    /// are wrong all the same.
    fn problems_of_source(&self, id: &str) -> Vec<Diagnostic> {
        let Some(source) = self.sources.get(id) else { return Vec::new() };
        let lost = source.documents.iter().filter(|document| {
            let record = self.records.get(&document.entity_ref);
            record.is_some_and(|record| record.location_key != id)
        });
        let of_lost = lost.flat_map(|document| document.diagnostics.iter());
        source.diagnostics.iter().chain(of_lost).cloned().collect()
    }

    /// What is wrong with a source elsewhere as a whole: what was left out, and why a provider does not answer. That an
    /// address does not is told with the Location that leads to it.
    fn problems_of_remote(&self, location: &str, remote: &Remote) -> Vec<Diagnostic> {
        let shown = self.shown_source(location);
        let failure = remote.failure.iter().filter(|_| location.starts_with(PROVIDER)).map(|failure| {
            let mut diagnostic = Diagnostic::error("unreachable", &shown, (0, 0), &failure.message);
            diagnostic.help.clone_from(&failure.help);
            diagnostic
        });
        let skipped = remote.skipped.iter().map(|one| {
            let message = format!("{} was left out: {}", one.place, one.message);
            Diagnostic::warning("skipped", &shown, (0, 0), message)
        });
        failure.chain(skipped).collect()
    }

    /// What is wrong with an entity and what it refers to.
    fn problems_of(&self, entity_ref: &str, record: &Record, suggestions: &mut usize) -> Vec<Diagnostic> {
        let mut found = record.diagnostics.clone();
        if record.is_orphan() {
            let message = format!("Nothing lists {entity_ref} any more");
            let help =
                "Put it back into its file, or let the clean-up remove it (catalog.orphanStrategy: delete)";
            let place = (record.line, 0);
            found.push(
                Diagnostic::warning("orphan", &record.file, place, message).help(help).about(entity_ref),
            );
        }
        if let Some(place) = record.stale {
            let message = format!("{entity_ref} is shown as it was before its file broke here");
            let diagnostic = Diagnostic::warning(STALE, &record.file, place, message);
            found.push(diagnostic.help("Repair the file; the entity follows by itself").about(entity_ref));
        }
        self.dangling(entity_ref, record, suggestions, &mut found);
        self.deprecated_uses(entity_ref, record, &mut found);
        found
    }

    fn dangling(
        &self,
        entity_ref: &str,
        record: &Record,
        suggestions: &mut usize,
        found: &mut Vec<Diagnostic>,
    ) {
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
            if *suggestions > 0 {
                *suggestions -= 1;
                diagnostic.help = self.near(kind, target);
            }
            diagnostic
                .help
                .get_or_insert_with(|| "Correct the reference, or add the entity that it means".to_owned());
            found.push(diagnostic);
        }
    }

    /// "Did you mean" among the entities of the same kind that exist.
    fn near(&self, kind: &str, target: &str) -> Option<String> {
        let from = format!("{kind}:");
        let to = format!("{kind};");
        let same_kind = self.records.range(from..to).filter(|(_, record)| record.shown.is_some());
        did_you_mean(shorten(target), same_kind.map(|(entity_ref, _)| shorten(entity_ref)))
    }

    fn deprecated_uses(&self, entity_ref: &str, record: &Record, found: &mut Vec<Diagnostic>) {
        if record.deprecated {
            return;
        }
        for reference in &record.references {
            if !matches!(reference.forward, "dependsOn" | "consumesApi") {
                continue;
            }
            let target = self.names.text(reference.target);
            if self.records.get(target).is_some_and(|target| target.deprecated) {
                let place = (reference.line, reference.column);
                let message = format!("{target} is deprecated");
                let diagnostic = Diagnostic::warning("deprecated-use", &record.file, place, message);
                found.push(diagnostic.help("Ask its owner what replaces it").about(entity_ref));
            }
        }
    }
}

/// What problems of a source are kept under: not its identifier alone, which may read like an entity's.
fn of_source(id: &str) -> String {
    format!("source {id}")
}

/// A reference as people write it where the kind is known: without the kind and the default namespace.
fn shorten(entity_ref: &str) -> &str {
    let name = entity_ref.split_once(':').map_or(entity_ref, |(_, name)| name);
    name.strip_prefix("default/").unwrap_or(name)
}

/// A conflict is shown on both sides: as an error where the entity was refused, as a warning where it stands.
fn both_sides(conflict: &Conflict) -> [Diagnostic; 2] {
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
