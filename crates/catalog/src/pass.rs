//! A pass: look at every source, decide who each entity belongs to, and bring the records up to date.
//!
//! First all Locations are followed, from the configured ones down, and every document that claims to be an entity
//! is noted. Then each reference gets one winner: the source that had it before, else the first good one. Last come
//! the entities that nobody claims: kept if their source could not be read, otherwise orphans.

use crate::{
    engine::{Batch, ChangeKind, Engine, Record, Row, StatedReference},
    names::Name,
    process::{Outcome, Processed},
    read::{self, LocationSpec, Origin},
    watch::FileEvents,
};
use portico_entity::{Diagnostic, LocationRef};
use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    path::{Path, PathBuf},
    sync::Arc,
};

/// A source that says: this entity is mine.
pub(crate) struct Claim {
    pub(crate) location_key: String,
    pub(crate) parent: Option<String>,
    pub(crate) line: u32,
    pub(crate) hash: String,
    pub(crate) good: bool,
    /// The file; none for a Location that the configuration names.
    pub(crate) path: Option<PathBuf>,
}

/// Two sources that claim the same entity.
pub(crate) struct Conflict {
    pub(crate) entity_ref: String,
    pub(crate) winner: (String, u32),
    pub(crate) loser: (String, u32),
}

#[derive(Default)]
pub(crate) struct Pass {
    pub(crate) claims: BTreeMap<String, Vec<Claim>>,
    pub(crate) outcomes: HashMap<PathBuf, HashMap<String, Outcome>>,
    pub(crate) roots: HashMap<String, LocationRef>,
    /// Locations that were followed, and where their chain started.
    pub(crate) reached: HashMap<String, Origin>,
    pub(crate) queue: VecDeque<Step>,
    pub(crate) read: HashSet<PathBuf>,
    /// Problems with following a Location.
    pub(crate) problems: HashMap<String, Vec<Diagnostic>>,
    /// Locations that could not be read, so that what came from them earlier is kept.
    pub(crate) unreadable: HashSet<String>,
    /// Locations that are kept and followed although nobody lists them: because their own source cannot be read.
    pub(crate) kept: HashSet<String>,
    /// Final forms before this pass, of the entities that it touches.
    pub(crate) before: HashMap<String, Arc<str>>,
    pub(crate) watched: BTreeMap<PathBuf, bool>,
    pub(crate) fresh: BTreeMap<String, Arc<str>>,
    pub(crate) affected: Vec<Name>,
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) changed: BTreeMap<String, ChangeKind>,
}

/// A Location to follow.
pub(crate) struct Step {
    pub(crate) entity_ref: String,
    pub(crate) spec: LocationSpec,
    /// Its file; none for one that the configuration names.
    pub(crate) file: Option<PathBuf>,
    pub(crate) line: u32,
    pub(crate) origin: Origin,
    pub(crate) depth: usize,
}

impl Engine {
    /// Looks at all sources and brings everything up to date. `at_ms` is the time, in milliseconds since 1970.
    pub fn pass(&mut self, events: &FileEvents, at_ms: i64) -> Batch {
        for file in self.files.iter_mut().filter(|(path, file)| events.concerns(path, &file.inputs)) {
            file.1.stamp = read::Stamp::UNKNOWN;
        }
        let mut pass = Pass::default();
        let mut batch = Batch { at_ms, ..Batch::default() };
        self.discover(events, &mut pass);
        self.settle(&mut pass, &mut batch);
        self.retire(&mut pass, &mut batch);
        self.note_stale(&mut pass, &mut batch);
        self.files.retain(|path, _| pass.read.contains(path));
        let affected = std::mem::take(&mut pass.affected);
        self.stitch(&affected, &pass.fresh, &mut batch);
        self.log_changes(&pass, &mut batch);
        self.survey(&pass.conflicts);
        batch.problems = Arc::clone(&self.problems);
        batch.watched = pass.watched;
        batch
    }

    /// Gives every claimed entity to one source and takes over what changed.
    fn settle(&mut self, pass: &mut Pass, batch: &mut Batch) {
        for (entity_ref, claims) in std::mem::take(&mut pass.claims) {
            let record = self.records.get(&entity_ref);
            let owner = record
                .and_then(|record| claims.iter().position(|claim| claim.location_key == record.location_key));
            if let Some(record) =
                record.filter(|record| owner.is_none() && self.is_kept(&entity_ref, record, pass))
            {
                // Its source cannot be read just now; that does not make it another's.
                self.note_conflicts(
                    &entity_ref,
                    &claims,
                    &record.location_key,
                    (&record.file, record.line),
                    pass,
                );
                continue;
            }
            let winner = owner.or_else(|| claims.iter().position(|claim| claim.good)).unwrap_or_default();
            let claim = &claims[winner];
            let (file, line) = self.place(claim);
            self.note_conflicts(&entity_ref, &claims, &claim.location_key, (&file, line), pass);
            let run = pass.problems.get(&entity_ref).cloned().unwrap_or_default();
            let unchanged = record.is_some_and(|record| {
                let run_before = record.diagnostics.iter().filter(|diagnostic| is_run_problem(diagnostic));
                record.hash == claim.hash
                    && !record.orphan
                    && record.line == claim.line
                    && record.parent == claim.parent
                    && record.location_key == claim.location_key
                    && run_before.eq(run.iter())
            });
            if !unchanged {
                match &claim.path {
                    Some(path) => {
                        if let Some(outcome) = self.outcome(path, &entity_ref, pass) {
                            self.take_over(&entity_ref, claim, outcome, run, pass, batch);
                        }
                    }
                    None => self.take_root(&entity_ref, claim, run, pass, batch),
                }
            }
            // Kept, so that retiring knows what was claimed.
            pass.claims.insert(entity_ref, claims);
        }
    }

    /// The file of a claim as it is shown, and the line in it.
    fn place(&self, claim: &Claim) -> (String, u32) {
        let file = claim.path.as_deref().map(|path| self.shown_path(path));
        (file.unwrap_or_else(|| claim.location_key.clone()), claim.line)
    }

    /// Notes every claim that is not the winner's.
    fn note_conflicts(
        &self,
        entity_ref: &str,
        claims: &[Claim],
        winner_key: &str,
        winner: (&str, u32),
        pass: &mut Pass,
    ) {
        for claim in claims.iter().filter(|claim| claim.good && claim.location_key != winner_key) {
            let winner = (winner.0.to_owned(), winner.1);
            pass.conflicts.push(Conflict { entity_ref: entity_ref.into(), winner, loser: self.place(claim) });
        }
    }

    /// What became of a document in this pass; its file is read again if that was not necessary so far.
    fn outcome(&mut self, path: &Path, entity_ref: &str, pass: &mut Pass) -> Option<Outcome> {
        if let Some(outcome) = pass.outcomes.get_mut(path).and_then(|outcomes| outcomes.remove(entity_ref)) {
            return Some(outcome);
        }
        let file = self.files.get(path)?;
        let (_, outcomes) = read::read(&self.config, path, &self.shown_path(path), &file.origin, file.folder);
        let held = pass.outcomes.entry(path.to_owned()).or_default();
        held.extend(outcomes.into_iter().filter_map(|outcome| Some((outcome.entity_ref.clone()?, outcome))));
        held.remove(entity_ref)
    }

    fn take_root(
        &mut self,
        entity_ref: &str,
        claim: &Claim,
        run: Vec<Diagnostic>,
        pass: &mut Pass,
        batch: &mut Batch,
    ) {
        let Some(location) = pass.roots.get(entity_ref) else { return };
        let key = location.to_string();
        let mut entity = location.entity(&key, &key, None);
        entity["metadata"]["namespace"] = "default".into();
        let outcome = Outcome {
            entity_ref: Some(entity_ref.to_owned()),
            kind: "Location".into(),
            line: 0,
            source: String::new(),
            hash: claim.hash.clone(),
            good: Some(Processed::of(&entity, Vec::new())),
            diagnostics: Vec::new(),
        };
        self.take_over(entity_ref, claim, outcome, run, pass, batch);
    }

    fn take_over(
        &mut self,
        entity_ref: &str,
        claim: &Claim,
        outcome: Outcome,
        run: Vec<Diagnostic>,
        pass: &mut Pass,
        batch: &mut Batch,
    ) {
        let name = self.names.number(entity_ref);
        let known = self.records.remove(entity_ref);
        let was_shown = known.as_ref().is_some_and(|record| record.shown.is_some());
        if let Some(shown) = known.as_ref().and_then(|record| record.shown.as_ref()) {
            pass.before.insert(entity_ref.to_owned(), Arc::clone(&shown.json));
        }
        // A Location that has never been followed with success is not shown, as the contract wants it.
        let good = outcome.good.filter(|_| run.is_empty() || was_shown || outcome.kind != "Location");
        let mut record = known.unwrap_or_else(|| Record::new((self.new_uid)()));
        record.location_key.clone_from(&claim.location_key);
        record.parent.clone_from(&claim.parent);
        record.file = claim.path.as_deref().map(|path| self.shown_path(path)).unwrap_or_default();
        record.line = claim.line;
        record.hash = outcome.hash;
        record.orphan = false;
        record.diagnostics = outcome.diagnostics;
        record.diagnostics.extend(run);
        pass.affected.push(name);
        if let Some(good) = &good {
            pass.affected.extend(self.graph.neighbours(name));
            self.graph.remove(name, &record.references);
            record.references = self.references(&good.references);
            self.graph.add(name, &record.references);
            self.graph.exists(name, true);
            pass.affected.extend(self.graph.neighbours(name));
            record.location.clone_from(&good.location);
            record.deprecated = good.deprecated;
            record.marked = good.marked;
            pass.fresh.insert(entity_ref.to_owned(), Arc::clone(&good.json));
            let change = if was_shown { ChangeKind::Updated } else { ChangeKind::Added };
            pass.changed.insert(entity_ref.to_owned(), change);
        }
        let (json, stated) = good.map(|good| (good.json, good.references)).unzip();
        batch.rows.push(row(entity_ref, &record, outcome.source, json, stated.unwrap_or_default()));
        self.records.insert(entity_ref.to_owned(), record);
    }
}

impl Record {
    fn new(uid: String) -> Self {
        Self {
            uid,
            location_key: String::new(),
            parent: None,
            file: String::new(),
            line: 0,
            hash: String::new(),
            orphan: false,
            references: Vec::new(),
            diagnostics: Vec::new(),
            location: None,
            deprecated: false,
            marked: false,
            stale: None,
            shown: None,
        }
    }
}

pub(crate) fn row(
    entity_ref: &str,
    record: &Record,
    source: String,
    entity: Option<Arc<str>>,
    references: Vec<StatedReference>,
) -> Row {
    Row {
        entity_ref: entity_ref.to_owned(),
        uid: record.uid.clone(),
        location_key: record.location_key.clone(),
        parent: record.parent.clone(),
        file: record.file.clone(),
        line: record.line,
        hash: record.hash.clone(),
        orphan: record.orphan,
        source,
        entity,
        references,
        diagnostics: record.diagnostics.clone(),
        stale: record.stale,
    }
}

/// The path in a location key of type `file`.
pub(crate) fn file_of(location_key: &str) -> Option<&Path> {
    location_key.strip_prefix("file:").map(Path::new)
}

/// Whether a diagnostic of a Location is about following it, not about its document.
fn is_run_problem(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code.as_str(), "not-found" | "location-type" | "location-depth")
}
