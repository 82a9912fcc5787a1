//! A pass: look at every source, decide who each entity belongs to, and bring the records up to date.
//!
//! First all Locations are followed, from the configured ones down, and every document that claims to be an entity
//! is noted. Then each reference gets one winner: the source that had it before, else the first good one. Last come
//! the entities that nobody claims: kept if their source could not be read, otherwise orphans.

use crate::{
    config::OrphanStrategy,
    engine::{Batch, Change, ChangeKind, Engine, Record, Row, StatedReference, is_deprecated, is_marked},
    files::{self, TargetError, normal},
    limits::LOCATION_DEPTH,
    names::Name,
    process::Outcome,
    read::{self, LocationSpec, Origin},
    watch::FileEvents,
};
use portico_entity::{Diagnostic, LocationRef, location::sha1_hex};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    path::{Path, PathBuf},
    sync::Arc,
};

/// A source that says: this entity is mine.
pub(crate) struct Claim {
    pub(crate) location_key: String,
    pub(crate) parent: Option<String>,
    pub(crate) line: u32,
    hash: String,
    good: bool,
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
struct Pass {
    claims: BTreeMap<String, Vec<Claim>>,
    outcomes: HashMap<PathBuf, HashMap<String, Outcome>>,
    roots: HashMap<String, LocationRef>,
    /// Locations that were followed, and where their chain started.
    reached: HashMap<String, Origin>,
    queue: VecDeque<Step>,
    read: HashSet<PathBuf>,
    /// Problems with following a Location.
    problems: HashMap<String, Vec<Diagnostic>>,
    watched: BTreeMap<PathBuf, bool>,
    fresh: BTreeMap<String, Value>,
    affected: Vec<Name>,
    conflicts: Vec<Conflict>,
    changed: BTreeMap<String, ChangeKind>,
}

/// A Location to follow.
struct Step {
    entity_ref: String,
    spec: LocationSpec,
    /// Its file; none for one that the configuration names.
    file: Option<PathBuf>,
    line: u32,
    origin: Origin,
    depth: usize,
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
        let before = self.shown_before(&pass);
        self.settle(&mut pass, &mut batch);
        self.retire(&mut pass, &mut batch, &before);
        self.files.retain(|path, _| pass.read.contains(path));
        let affected = std::mem::take(&mut pass.affected);
        self.stitch(&affected, &mut pass.fresh, &mut batch);
        self.log_changes(&pass, &before, &mut batch);
        let locations: Vec<_> =
            pass.roots.iter().map(|(entity_ref, root)| (entity_ref.clone(), root.clone())).collect();
        self.survey(&pass.conflicts, &locations);
        batch.problems = Arc::clone(&self.problems);
        self.watched = std::mem::take(&mut pass.watched);
        batch.watched.clone_from(&self.watched);
        batch
    }

    fn discover(&mut self, events: &FileEvents, pass: &mut Pass) {
        for root in self.config.roots.clone() {
            let entity_ref = format!("location:default/{}", root.location.entity_name());
            let key = root.location.to_string();
            let claim = Claim {
                location_key: key.clone(),
                parent: None,
                line: 0,
                hash: sha1_hex(key.as_bytes()),
                good: true,
                path: None,
            };
            pass.claims.entry(entity_ref.clone()).or_default().push(claim);
            pass.roots.insert(entity_ref.clone(), root.location.clone());
            let folder = files::base_of(&root.location.target);
            let origin = Origin { location: root.location.clone(), trusted: root.trusted, folder };
            let targets = vec![root.location.target.clone()];
            let spec = LocationSpec { kind: Some(root.location.kind), targets, optional: false };
            pass.queue.push_back(Step { entity_ref, spec, file: None, line: 0, origin, depth: 0 });
        }
        loop {
            while let Some(step) = pass.queue.pop_front() {
                self.follow(step, events, pass);
            }
            let kept: Vec<Step> = self.kept_locations(pass);
            if kept.is_empty() {
                return;
            }
            pass.queue.extend(kept);
        }
    }

    /// Locations that nobody lists in this pass but that are kept because their own source could not be read.
    fn kept_locations(&self, pass: &Pass) -> Vec<Step> {
        let unclaimed = self.records.iter().filter(|(entity_ref, record)| {
            !pass.claims.contains_key(*entity_ref)
                && !pass.reached.contains_key(*entity_ref)
                && self.is_kept(record, pass)
        });
        unclaimed
            .filter_map(|(entity_ref, record)| {
                let origin = pass.reached.get(record.parent.as_ref()?)?.clone();
                let file = file_of(&record.location_key).map(Path::to_owned);
                let spec = record.location.clone()?;
                Some(Step { entity_ref: entity_ref.clone(), spec, file, line: record.line, origin, depth: 1 })
            })
            .collect()
    }

    fn follow(&mut self, step: Step, events: &FileEvents, pass: &mut Pass) {
        if pass.reached.contains_key(&step.entity_ref) {
            return;
        }
        pass.reached.insert(step.entity_ref.clone(), step.origin.clone());
        if step.depth > LOCATION_DEPTH {
            let message = format!("More than {LOCATION_DEPTH} locations lead to one another here");
            self.location_problem(&step, "location-depth", message, None, pass);
            return;
        }
        let kind = step.spec.kind.clone().unwrap_or_else(|| "file".into());
        if kind != "file" {
            let message = format!("Locations of the type \"{kind}\" cannot be read by this version");
            let help = "Use type: file with the path of a file, folder or glob".to_owned();
            self.location_problem(&step, "location-type", message, Some(help), pass);
            return;
        }
        for target in step.spec.targets.clone() {
            self.follow_target(&step, &target, events, pass);
        }
    }

    fn follow_target(&mut self, step: &Step, target: &str, events: &FileEvents, pass: &mut Pass) {
        let absolute = match &step.file {
            // As in the format that we read: only a target that begins with a dot is relative to its file.
            Some(file) if target.starts_with('.') => file.parent().unwrap_or(file).join(target),
            Some(_) => self.base.join(target),
            None => PathBuf::from(target),
        };
        let absolute = normal(&absolute).to_string_lossy().into_owned();
        let base = files::base_of(&absolute);
        let below =
            base != files::normal(Path::new(&absolute)).parent().unwrap_or(&base) || absolute.contains('*');
        let recursive = pass.watched.entry(base.clone()).or_default();
        *recursive |= below || Path::new(&absolute).is_dir();
        match files::find(&absolute) {
            Ok(found) => {
                for path in found.files {
                    self.take_file(step, path, found.folder, pass);
                }
            }
            Err(error) if self.was_deleted(&error, &base, events) => {
                tracing::info!(target, "the files of this location were deleted");
            }
            Err(TargetError::Missing(_) | TargetError::NoMatch(_) | TargetError::EmptyFolder(_))
                if step.spec.optional => {}
            Err(error) => {
                let beside =
                    step.file.as_ref().and_then(|file| file.parent()).map(|folder| folder.join(target));
                let help = match beside.filter(|beside| !target.starts_with('.') && beside.exists()) {
                    Some(_) => format!("Write ./{target}: only then it is looked for beside this file"),
                    None => "Check the path; what was read from it earlier is kept until then".to_owned(),
                };
                self.location_problem(step, "not-found", error.to_string(), Some(help), pass);
            }
        }
    }

    /// Whether a target leads nowhere because its files were seen to be deleted just now, while their folder is
    /// still there. Files that are gone without that (a disk that is not mounted) are not treated as deleted.
    fn was_deleted(&self, error: &TargetError, base: &Path, events: &FileEvents) -> bool {
        match error {
            TargetError::Missing(path) => {
                events.deleted.contains(path) && path.parent().is_some_and(Path::exists)
            }
            TargetError::NoMatch(_) | TargetError::EmptyFolder(_) => {
                let mut deleted = events.deleted.iter();
                base.exists() && deleted.any(|path| path.starts_with(base) && self.files.contains_key(path))
            }
            _ => false,
        }
    }

    fn take_file(&mut self, step: &Step, path: PathBuf, folder: bool, pass: &mut Pass) {
        if !pass.read.insert(path.clone()) {
            return;
        }
        if !self
            .files
            .get(&path)
            .is_some_and(|file| file.folder == folder && file.is_fresh(&path, &step.origin))
        {
            self.read_file(&path, &step.origin, folder, pass);
        }
        let Some(file) = self.files.get(&path) else { return };
        for (input, _) in &file.inputs {
            pass.watched.entry(input.parent().unwrap_or(input).to_owned()).or_default();
        }
        for document in &file.documents {
            let entity_ref = document.entity_ref.clone();
            if let Some(spec) = &document.location {
                pass.queue.push_back(Step {
                    entity_ref: entity_ref.clone(),
                    spec: spec.clone(),
                    file: Some(path.clone()),
                    line: document.line,
                    origin: step.origin.clone(),
                    depth: step.depth + 1,
                });
            }
            pass.claims.entry(entity_ref).or_default().push(Claim {
                location_key: LocationRef::new("file", path.to_string_lossy()).to_string(),
                parent: Some(step.entity_ref.clone()),
                line: document.line,
                hash: document.hash.clone(),
                good: document.good,
                path: Some(path.clone()),
            });
        }
    }

    fn read_file(&mut self, path: &Path, origin: &Origin, folder: bool, pass: &mut Pass) {
        let shown = self.shown_path(path);
        let (file, outcomes) = read::read(&self.config, path, &shown, origin, folder);
        let by_ref = outcomes.into_iter().filter_map(|outcome| Some((outcome.entity_ref.clone()?, outcome)));
        pass.outcomes.insert(path.to_owned(), by_ref.collect());
        self.files.insert(path.to_owned(), file);
    }

    fn location_problem(
        &self,
        step: &Step,
        code: &str,
        message: String,
        help: Option<String>,
        pass: &mut Pass,
    ) {
        let shown = match &step.file {
            Some(file) => self.shown_path(file),
            None => step.origin.location.to_string(),
        };
        let mut diagnostic = Diagnostic::error(code, &shown, (step.line, 0), message).about(&step.entity_ref);
        if code == "not-found" {
            diagnostic.class = Some("NotFoundError".into());
        }
        diagnostic.help = help;
        pass.problems.entry(step.entity_ref.clone()).or_default().push(diagnostic);
    }

    /// Final forms before this pass, of all entities that it may change.
    fn shown_before(&self, pass: &Pass) -> HashMap<String, Arc<str>> {
        let touched = self.records.iter().filter(|(entity_ref, record)| {
            pass.claims
                .get(*entity_ref)
                .is_none_or(|claims| record.orphan || claims.iter().all(|claim| claim.hash != record.hash))
        });
        touched
            .filter_map(|(entity_ref, record)| {
                Some((entity_ref.clone(), Arc::clone(&record.shown.as_ref()?.json)))
            })
            .collect()
    }

    /// Gives every claimed entity to one source and takes over what changed.
    fn settle(&mut self, pass: &mut Pass, batch: &mut Batch) {
        for (entity_ref, claims) in std::mem::take(&mut pass.claims) {
            let record = self.records.get(&entity_ref);
            let owner = record
                .and_then(|record| claims.iter().position(|claim| claim.location_key == record.location_key));
            let winner = owner.or_else(|| claims.iter().position(|claim| claim.good)).unwrap_or_default();
            self.note_conflicts(&entity_ref, &claims, winner, pass);
            let claim = &claims[winner];
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

    fn note_conflicts(&self, entity_ref: &str, claims: &[Claim], winner: usize, pass: &mut Pass) {
        let place = |claim: &Claim| {
            let file = claim.path.as_deref().map(|path| self.shown_path(path));
            (file.unwrap_or_else(|| claim.location_key.clone()), claim.line)
        };
        for (index, claim) in claims.iter().enumerate() {
            if index != winner && claim.location_key != claims[winner].location_key {
                let (winner, loser) = (place(&claims[winner]), place(claim));
                pass.conflicts.push(Conflict { entity_ref: entity_ref.into(), winner, loser });
            }
        }
    }

    /// What became of a document in this pass; its file is read again if that was not necessary so far.
    fn outcome(&mut self, path: &Path, entity_ref: &str, pass: &mut Pass) -> Option<Outcome> {
        if !pass.outcomes.contains_key(path) {
            let (origin, folder) = self.files.get(path).map(|file| (file.origin.clone(), file.folder))?;
            self.read_file(path, &origin, folder, pass);
        }
        pass.outcomes.get_mut(path)?.remove(entity_ref)
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
            good: Some((entity, Vec::new())),
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
        let mut stated = Vec::new();
        if let Some((entity, references)) = &good {
            pass.affected.extend(self.graph.neighbours(name));
            self.graph.remove(name, &record.references);
            record.references = self.references(references);
            self.graph.add(name, &record.references);
            self.graph.exists(name, true);
            pass.affected.extend(self.graph.neighbours(name));
            record.location = LocationSpec::of(entity);
            record.deprecated = is_deprecated(entity);
            record.marked = is_marked(entity);
            stated.clone_from(references);
            pass.fresh.insert(entity_ref.to_owned(), entity.clone());
            let change = if was_shown { ChangeKind::Updated } else { ChangeKind::Added };
            pass.changed.insert(entity_ref.to_owned(), change);
        }
        batch.rows.push(row(entity_ref, &record, outcome.source, good.map(|(entity, _)| entity), stated));
        self.records.insert(entity_ref.to_owned(), record);
    }

    /// Whether an entity that nobody claims stays as it is, because the place it came from could not be read.
    fn is_kept(&self, record: &Record, pass: &Pass) -> bool {
        let Some(parent) = &record.parent else { return false };
        if !pass.reached.contains_key(parent) {
            return false;
        }
        let file = file_of(&record.location_key);
        let was_read = file.is_some_and(|file| pass.read.contains(file));
        let is_broken = file.and_then(|file| self.files.get(file)).is_some_and(|file| file.broken);
        if was_read { is_broken } else { pass.problems.contains_key(parent) }
    }

    fn retire(&mut self, pass: &mut Pass, batch: &mut Batch, before: &HashMap<String, Arc<str>>) {
        let unclaimed: Vec<String> = self
            .records
            .iter()
            .filter(|(entity_ref, record)| {
                !pass.claims.contains_key(*entity_ref) && !self.is_kept(record, pass)
            })
            .map(|(entity_ref, _)| entity_ref.clone())
            .collect();
        let delete = self.config.orphan_strategy == OrphanStrategy::Delete;
        let doomed: BTreeSet<String> = unclaimed
            .iter()
            .filter(|entity_ref| delete || self.lost_its_root(entity_ref, pass))
            .cloned()
            .collect();
        for entity_ref in unclaimed {
            let name = self.names.number(&entity_ref);
            if !doomed.contains(&entity_ref) {
                self.set_adrift(&entity_ref, before, pass, batch);
                continue;
            }
            let Some(record) = self.records.remove(&entity_ref) else { continue };
            pass.affected.extend(self.graph.neighbours(name));
            self.graph.remove(name, &record.references);
            self.graph.exists(name, false);
            if record.shown.is_some() {
                batch.hidden.push(entity_ref.clone());
                batch.changes.push(Change {
                    entity_ref: entity_ref.clone(),
                    kind: ChangeKind::Removed,
                    before: before.get(&entity_ref).cloned(),
                    after: None,
                    file: record.file,
                });
            }
            batch.removed.push(entity_ref);
        }
    }

    /// Flags an entity that nothing lists any more.
    fn set_adrift(
        &mut self,
        entity_ref: &str,
        before: &HashMap<String, Arc<str>>,
        pass: &mut Pass,
        batch: &mut Batch,
    ) {
        let Some(record) = self.records.get_mut(entity_ref).filter(|record| !record.orphan) else { return };
        record.orphan = true;
        let entity = before.get(entity_ref).and_then(|json| serde_json::from_str::<Value>(json).ok());
        let references = record.references.iter().map(|reference| StatedReference {
            target: self.names.text(reference.target).to_owned(),
            forward: reference.forward.into(),
            reverse: reference.reverse.into(),
            line: reference.line,
            column: reference.column,
        });
        let references = references.collect();
        batch.rows.push(row(entity_ref, record, String::new(), entity, references));
        pass.changed.insert(entity_ref.to_owned(), ChangeKind::Updated);
        pass.affected.extend(self.names.get(entity_ref));
    }

    /// Whether the chain of Locations to an entity started at one that is not configured any more.
    fn lost_its_root(&self, entity_ref: &str, pass: &Pass) -> bool {
        let mut current = entity_ref;
        for _ in 0..=LOCATION_DEPTH {
            match self.records.get(current).map(|record| record.parent.as_deref()) {
                Some(Some(parent)) => current = parent,
                Some(None) => return !pass.roots.contains_key(current),
                None => return false,
            }
        }
        false
    }

    fn log_changes(&self, pass: &Pass, before: &HashMap<String, Arc<str>>, batch: &mut Batch) {
        for (entity_ref, kind) in &pass.changed {
            let Some(record) = self.records.get(entity_ref) else { continue };
            let after = record.shown.as_ref().map(|shown| Arc::clone(&shown.json));
            let before = before.get(entity_ref).cloned();
            if before != after {
                let (entity_ref, file) = (entity_ref.clone(), record.file.clone());
                batch.changes.push(Change { entity_ref, kind: *kind, before, after, file });
            }
        }
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
            shown: None,
        }
    }
}

fn row(
    entity_ref: &str,
    record: &Record,
    source: String,
    entity: Option<Value>,
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
    }
}

/// The path in a location key of type `file`.
fn file_of(location_key: &str) -> Option<&Path> {
    location_key.strip_prefix("file:").map(Path::new)
}

/// Whether a diagnostic of a Location is about following it, not about its document.
fn is_run_problem(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code.as_str(), "not-found" | "location-type" | "location-depth")
}
