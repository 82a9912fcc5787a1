//! The small pass: only the sources that were touched are looked at, and what follows from them.
//!
//! It is possible as long as nothing changes that concerns more than one source: no Location leads elsewhere, no entity
//! is claimed twice, no file is broken or mended. Otherwise the large pass does it, with what was read already.

use crate::{
    batch::Batch,
    config::OrphanStrategy,
    engine::Engine,
    files,
    pass::{Claim, Pass, file_of, is_run_problem},
    process::Outcome,
    read::{self, DocumentState, SourceState},
    watch::FileEvents,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::PathBuf,
};

/// A source before and after.
struct Touched {
    id: String,
    before: Vec<DocumentState>,
}

impl Engine {
    /// Does the small pass. Returns false if it is not enough; then nothing has been changed but what is remembered
    /// about the touched sources, and their outcomes are in `pass`.
    pub(crate) fn touch(
        &mut self,
        events: &FileEvents,
        remotes: &BTreeSet<String>,
        pass: &mut Pass,
        batch: &mut Batch,
    ) -> bool {
        if !events.deleted.is_empty() || (events.changed.is_empty() && remotes.is_empty()) {
            return false;
        }
        let Some(files) = self.concerned(&events.changed) else { return false };
        let mut touched = Vec::new();
        let mut is_enough = true;
        for id in files {
            let Some(path) = file_of(&id).map(std::borrow::ToOwned::to_owned) else { continue };
            let Some(known) = self.sources.get(&id) else { continue };
            if !path.exists() {
                return false;
            }
            let shown = self.shown_path(&path);
            let (mut source, outcomes) =
                read::read_file(&self.config, &path, &shown, &known.origin, known.folder);
            source.parent.clone_from(&known.parent);
            is_enough &= source.inputs.iter().all(|input| known.inputs.iter().any(|old| old.0 == input.0));
            is_enough &= self.replace(id, source, outcomes, &mut touched, pass);
        }
        for remote in remotes {
            is_enough &= self.touch_remote(remote, &mut touched, pass);
        }
        if !is_enough || self.overlap(&touched) || !touched.iter().all(|touched| self.is_alone(touched)) {
            return false;
        }
        for one in &touched {
            self.apply(one, pass, batch);
        }
        true
    }

    /// The events that can mean anything: not those about hidden files, build results and the like below a folder that
    /// is watched, and not that something was deleted that nobody knew.
    pub(crate) fn relevant(&self, events: &FileEvents) -> FileEvents {
        let is_input = |path: &PathBuf| {
            self.sources.values().any(|source| source.inputs.iter().any(|(input, _)| input == path))
        };
        let is_known = |path: &PathBuf| {
            let id = crate::discover::id_of(path);
            let below = format!("{id}/");
            let mut inside = self.sources.range(below.clone()..);
            self.sources.contains_key(&id)
                || inside.next().is_some_and(|(next, _)| next.starts_with(&below))
                || is_input(path)
        };
        let changed = events.changed.iter().filter(|path| {
            // A folder that is watched may itself lie in a hidden one.
            let within = self.watched.keys().filter_map(|folder| path.strip_prefix(folder).ok());
            let shortest = within.min_by_key(|within| within.components().count());
            !shortest.is_some_and(files::is_passed_over) || is_known(path)
        });
        let deleted = events.deleted.iter().filter(|path| is_known(path));
        FileEvents { changed: changed.cloned().collect(), deleted: deleted.cloned().collect() }
    }

    /// The sources that these files concern; nothing if one of them is new, since a Location may lead to it.
    fn concerned(&self, changed: &HashSet<PathBuf>) -> Option<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        let mut others = Vec::new();
        for path in changed {
            let id = crate::discover::id_of(path);
            if self.sources.contains_key(&id) {
                found.insert(id);
            } else {
                others.push(path);
            }
        }
        if others.is_empty() {
            return Some(found);
        }
        // Not a catalog file itself: perhaps one that placeholders bring in.
        for path in others {
            let users: Vec<&String> = self
                .sources
                .iter()
                .filter(|(_, source)| source.inputs.iter().any(|(input, _)| input == path))
                .map(|(id, _)| id)
                .collect();
            if users.is_empty() {
                return None;
            }
            found.extend(users.into_iter().cloned());
        }
        Some(found)
    }

    fn touch_remote(&mut self, remote: &str, touched: &mut Vec<Touched>, pass: &mut Pass) -> bool {
        let Some(known) = self.remotes.get(remote) else { return true };
        let (Some(origin), parent) = (known.origin.clone(), known.parent.clone()) else { return false };
        let gone: Vec<String> = self
            .sources
            .iter()
            .filter(|(id, source)| source.remote.as_deref() == Some(remote) && !known.files.contains(*id))
            .map(|(id, _)| id.clone())
            .collect();
        let before: BTreeMap<String, Vec<DocumentState>> = known
            .fresh
            .keys()
            .map(|id| (id.clone(), self.sources.get(id).map(|old| old.documents.clone()).unwrap_or_default()))
            .collect();
        let was_broken = |id: &String| self.sources.get(id).is_some_and(|source| source.broken);
        let mut is_enough = gone.is_empty() && !before.keys().any(was_broken);
        self.read_fresh(remote, &origin, pass);
        for (id, before) in before {
            let Some(source) = self.sources.get_mut(&id) else { continue };
            source.parent.clone_from(&parent);
            is_enough &= !source.broken;
            touched.push(Touched { id, before });
        }
        is_enough
    }

    /// Remembers the new state of a file. Returns whether the small pass may go on.
    fn replace(
        &mut self,
        id: String,
        source: SourceState,
        outcomes: Vec<Outcome>,
        touched: &mut Vec<Touched>,
        pass: &mut Pass,
    ) -> bool {
        let news = self.news(&self.shown_source(&id), outcomes);
        pass.outcomes.insert(id.clone(), news);
        let is_broken = source.broken;
        let before = self.sources.insert(id.clone(), source);
        let was_broken = before.as_ref().is_some_and(|before| before.broken);
        touched.push(Touched { id, before: before.map(|before| before.documents).unwrap_or_default() });
        !is_broken && !was_broken
    }

    /// Whether an entity stands in more than one of the touched sources.
    fn overlap(&self, touched: &[Touched]) -> bool {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        touched.iter().any(|one| {
            let after =
                self.sources.get(&one.id).map(|source| source.documents.as_slice()).unwrap_or_default();
            let all = one.before.iter().chain(after);
            let mut names = all.map(|document| document.entity_ref.as_str());
            names.any(|name| seen.insert(name, one.id.as_str()).is_some_and(|other| other != one.id))
        })
    }

    /// Whether what changed in a source concerns no other.
    fn is_alone(&self, touched: &Touched) -> bool {
        let Some(source) = self.sources.get(&touched.id) else { return false };
        let before: HashMap<&str, &DocumentState> =
            touched.before.iter().map(|document| (document.entity_ref.as_str(), document)).collect();
        let after: HashMap<&str, &DocumentState> =
            source.documents.iter().map(|document| (document.entity_ref.as_str(), document)).collect();
        let leads =
            |document: Option<&&DocumentState>| document.and_then(|document| document.location.clone());
        let all: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        all.into_iter().all(|entity_ref| {
            let same_way = leads(before.get(entity_ref)) == leads(after.get(entity_ref));
            let ours = self.records.get(entity_ref).is_none_or(|record| {
                let is_plain = !record.orphan && record.stale.is_none() && !record.pending;
                // A Location that leads nowhere says so with its place in the file.
                let leads_nowhere = record.diagnostics.iter().any(is_run_problem);
                record.location_key == touched.id && is_plain && !leads_nowhere
            });
            let known = before.contains_key(entity_ref) || !self.records.contains_key(entity_ref);
            same_way && ours && known && !self.contested.contains(entity_ref)
        })
    }

    fn apply(&mut self, touched: &Touched, pass: &mut Pass, batch: &mut Batch) {
        let Some(source) = self.sources.get(&touched.id) else { return };
        let parent = source.parent.clone();
        let after: Vec<DocumentState> = source.documents.clone();
        for document in &after {
            let record = self.records.get(&document.entity_ref);
            if record.is_some_and(|record| record.hash == document.hash && record.line == document.line) {
                continue;
            }
            let outcomes = pass.outcomes.get_mut(&touched.id);
            let Some(outcome) = outcomes.and_then(|outcomes| outcomes.remove(&document.entity_ref)) else {
                continue;
            };
            let claim = Claim {
                location_key: touched.id.clone(),
                parent: Some(parent.clone()),
                line: document.line,
                hash: document.hash.clone(),
                good: document.good,
            };
            self.take_over(&document.entity_ref, &claim, outcome, Vec::new(), pass, batch);
        }
        let kept: HashSet<&str> = after.iter().map(|document| document.entity_ref.as_str()).collect();
        for gone in touched.before.iter().filter(|document| !kept.contains(document.entity_ref.as_str())) {
            match self.config.orphan_strategy {
                OrphanStrategy::Delete => self.remove(&gone.entity_ref, pass, batch),
                OrphanStrategy::Keep => self.set_adrift(&gone.entity_ref, pass, batch),
            }
        }
        pass.touched.push(touched.id.clone());
    }
}
