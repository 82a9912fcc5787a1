//! A large pass: look at every source, decide who each entity belongs to, and bring the records up to date. The small
//! one is in `touch`.
//!
//! First all Locations are followed, from the configured ones down, and every document that claims to be an entity
//! is noted. Then each reference gets one winner: the source that had it before, else the first good one. Last come
//! the entities that nobody claims: kept if their source could not be read, otherwise orphans.

use crate::{
    batch::{Batch, ChangeKind, Row, StatedReference},
    config::Root,
    discover::{From, id_of},
    engine::{Engine, Record},
    names::Name,
    process::{Outcome, Processed},
    read::{self, LocationSpec, Origin, Stamp},
    watch::FileEvents,
};
use portico_entity::Diagnostic;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    path::Path,
    path::PathBuf,
    sync::Arc,
};

/// A source that says: this entity is mine.
pub(crate) struct Claim {
    /// Identifier of the source; for a root, its location.
    pub(crate) location_key: String,
    /// The Location that leads to the source; none for a root.
    pub(crate) parent: Option<String>,
    pub(crate) line: u32,
    pub(crate) hash: String,
    pub(crate) good: bool,
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
    pub(crate) outcomes: HashMap<String, HashMap<String, Outcome>>,
    pub(crate) roots: HashMap<String, Root>,
    /// Locations that were followed, and where their chain started.
    pub(crate) reached: HashMap<String, Origin>,
    pub(crate) queue: VecDeque<Step>,
    /// Sources that something leads to.
    pub(crate) read: HashSet<String>,
    /// Remotes that something leads to.
    pub(crate) remotes: HashSet<String>,
    /// Files of remotes whose stored form is another now.
    pub(crate) fresh_sources: HashSet<String>,
    /// Locations that lead to a remote of which nothing is known yet.
    pub(crate) pending: HashSet<String>,
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
    /// Sources that a small pass took in.
    pub(crate) touched: Vec<String>,
    pub(crate) changed: BTreeMap<String, ChangeKind>,
}

/// A Location to follow.
pub(crate) struct Step {
    pub(crate) entity_ref: String,
    pub(crate) spec: LocationSpec,
    pub(crate) from: From,
    pub(crate) line: u32,
    pub(crate) origin: Origin,
    pub(crate) depth: usize,
}

impl Engine {
    /// Brings everything up to date. `at_ms` is the time, in milliseconds since 1970. With events or deliveries, only
    /// what they touch is looked at, if that is enough; without, everything is.
    pub fn pass(&mut self, events: &FileEvents, at_ms: i64) -> Batch {
        let mut pass = Pass::default();
        let mut batch = Batch { at_ms, ..Batch::default() };
        let is_look = events.is_empty();
        let events = &self.relevant(events);
        if !is_look && events.is_empty() && !self.has_work() {
            return batch;
        }
        let dirty_remotes = std::mem::take(&mut self.dirty_remotes);
        let is_small = !self.look_at_all && self.touch(events, &dirty_remotes, &mut pass, &mut batch);
        if !is_small {
            self.look(events, &mut pass, &mut batch);
        }
        let affected = std::mem::take(&mut pass.affected);
        self.stitch(&affected, &pass.fresh, &mut batch);
        self.log_changes(&pass, &mut batch);
        if is_small {
            self.survey_some(&affected, &pass, &mut batch);
        } else {
            self.survey(&pass, &mut batch);
        }
        batch.remotes = dirty_remotes.iter().filter_map(|location| self.remote_row(location)).collect();
        let fresh = pass.fresh_sources.iter().filter(|id| !batch.dropped_sources.contains(id));
        batch.sources = fresh.filter_map(|id| self.source_row(id)).collect();
        batch.again = std::mem::take(&mut self.again).into_iter().collect();
        self.forgotten.clear();
        self.look_at_all = false;
        batch
    }

    /// The large pass.
    fn look(&mut self, events: &FileEvents, pass: &mut Pass, batch: &mut Batch) {
        for (id, source) in &mut self.sources {
            if file_of(id).is_some_and(|path| events.concerns(path, &source.inputs))
                && !pass.outcomes.contains_key(id)
            {
                source.stamp = Stamp::UNKNOWN;
            }
        }
        let wanted_before: BTreeSet<String> = self.remotes.keys().cloned().collect();
        self.discover(events, pass);
        self.contested.clear();
        let contested = pass.claims.iter().filter(|(_, claims)| claims.len() > 1);
        self.contested.extend(contested.map(|(entity_ref, _)| entity_ref.clone()));
        self.take_forgotten(pass, batch);
        self.settle(pass, batch);
        self.retire(pass, batch);
        self.note_stale(pass, batch);
        self.drop_sources(pass, batch);
        let is_first = !self.has_looked;
        let wanted: BTreeSet<String> = self.remotes.keys().cloned().collect();
        if is_first || wanted != wanted_before {
            batch.wanted = Some(wanted.into_iter().collect());
        }
        if is_first || self.watched != pass.watched {
            self.watched = std::mem::take(&mut pass.watched);
            batch.watched = Some(self.watched.clone());
        }
        self.has_looked = true;
    }

    /// Forgets the sources and remotes that nothing leads to any more.
    fn drop_sources(&mut self, pass: &Pass, batch: &mut Batch) {
        let gone = self.sources.extract_if(.., |id, _| !pass.read.contains(id));
        batch.dropped_sources.extend(gone.filter(|(_, source)| source.remote.is_some()).map(|(id, _)| id));
        let gone = self.remotes.extract_if(.., |location, _| !pass.remotes.contains(location));
        batch.dropped_remotes.extend(gone.map(|(location, _)| location));
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
                    && record.pending == pass.pending.contains(&entity_ref)
                    && run_before.eq(run.iter())
            });
            let same_document = record.is_some_and(|record| {
                record.hash == claim.hash
                    && record.line == claim.line
                    && record.location_key == claim.location_key
                    && !record.orphan
                    && record.shown.is_some()
            });
            if !unchanged && same_document {
                self.adjust(&entity_ref, claim, run, pass, batch);
            } else if !unchanged {
                if claim.parent.is_none() {
                    self.take_root(&entity_ref, claim, run, pass, batch);
                } else if let Some(outcome) = self.outcome(&claim.location_key, &entity_ref, pass) {
                    self.take_over(&entity_ref, claim, outcome, run, pass, batch);
                }
            }
            // Kept, so that retiring knows what was claimed.
            pass.claims.insert(entity_ref, claims);
        }
    }

    /// Brings what stands around a document up to date, when the document itself is as it was: who leads to it, and
    /// how following it went. Its text is not needed for that, and that of a remote is not there.
    fn adjust(
        &mut self,
        entity_ref: &str,
        claim: &Claim,
        run: Vec<Diagnostic>,
        pass: &mut Pass,
        batch: &mut Batch,
    ) {
        let Some(record) = self.records.get_mut(entity_ref) else { return };
        record.parent.clone_from(&claim.parent);
        record.pending = pass.pending.contains(entity_ref);
        record.diagnostics.retain(|diagnostic| !is_run_problem(diagnostic));
        record.diagnostics.extend(run);
        batch.rows.push(row(entity_ref, record, String::new(), None));
        pass.affected.extend(self.names.get(entity_ref));
    }

    /// The file of a claim as it is shown, and the line in it.
    fn place(&self, claim: &Claim) -> (String, u32) {
        match claim.parent {
            None => (claim.location_key.clone(), claim.line),
            Some(_) => (self.shown_source(&claim.location_key), claim.line),
        }
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

    /// What became of a document in this pass; its file is read again if that was not necessary so far. A remote's
    /// text is not kept: it is asked for again, and the document waits for it.
    fn outcome(&mut self, id: &str, entity_ref: &str, pass: &mut Pass) -> Option<Outcome> {
        if let Some(outcome) = pass.outcomes.get_mut(id).and_then(|outcomes| outcomes.remove(entity_ref)) {
            return Some(outcome);
        }
        let source = self.sources.get(id)?;
        if let Some(remote) = source.remote.clone() {
            let document = source.documents.iter().find(|document| document.entity_ref == entity_ref)?;
            let waiting =
                self.waiting.get(entity_ref).filter(|waiting| waiting.hash == document.hash).cloned();
            if waiting.is_none() {
                self.ask_again(&remote);
            }
            return waiting;
        }
        let path = file_of(id)?;
        let shown = self.shown_path(path);
        let (_, outcomes) = read::read_file(&self.config, path, &shown, &source.origin, source.folder);
        let held = pass.outcomes.entry(id_of(path)).or_default();
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
        let Some(root) = pass.roots.get(entity_ref) else { return };
        let key = root.location.to_string();
        let mut entity = root.location.entity(&key, &key, root.optional.then_some("optional"));
        entity["metadata"]["name"] = root.entity_name().into();
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

    pub(crate) fn take_over(
        &mut self,
        entity_ref: &str,
        claim: &Claim,
        outcome: Outcome,
        run: Vec<Diagnostic>,
        pass: &mut Pass,
        batch: &mut Batch,
    ) {
        let name = self.names.number(entity_ref);
        self.waiting.remove(entity_ref);
        let known = self.records.remove(entity_ref);
        let was_shown = known.as_ref().is_some_and(|record| record.shown.is_some());
        if let Some(shown) = known.as_ref().and_then(|record| record.shown.as_ref()) {
            pass.before.insert(entity_ref.to_owned(), Arc::clone(&shown.json));
        }
        // A Location that has never been followed with success is not shown, as the contract wants it.
        let is_pending = pass.pending.contains(entity_ref);
        let leads_on = run.is_empty() && !is_pending;
        let shows = leads_on || was_shown || !outcome.kind.eq_ignore_ascii_case("location");
        if !shows && claim.parent.is_some() {
            self.waiting.insert(entity_ref.to_owned(), outcome.clone());
        }
        let good = outcome.good.filter(|_| shows);
        let mut record = known.unwrap_or_else(|| Record::new((self.new_uid)()));
        record.location_key.clone_from(&claim.location_key);
        record.parent.clone_from(&claim.parent);
        record.file = match claim.parent {
            None => String::new(),
            Some(_) => self.shown_source(&claim.location_key),
        };
        record.pending = is_pending;
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
        batch.rows.push(row(entity_ref, &record, outcome.source, good.map(|good| good.references)));
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
            pending: false,
            shown: None,
        }
    }
}

pub(crate) fn row(
    entity_ref: &str,
    record: &Record,
    source: String,
    references: Option<Vec<StatedReference>>,
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
pub(crate) fn is_run_problem(diagnostic: &Diagnostic) -> bool {
    matches!(
        diagnostic.code.as_str(),
        "not-found" | "unreachable" | "location-type" | "location-target" | "location-depth"
    )
}
