//! The last part of a pass: the entities that nobody claims any more, and the entries of the change log.

use crate::{
    config::OrphanStrategy,
    engine::{Batch, Change, ChangeKind, Engine, Record},
    limits::LOCATION_DEPTH,
    pass::{Pass, file_of, row},
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

impl Engine {
    /// Whether an entity that nobody claims stays as it is, because the place it came from could not be read.
    pub(crate) fn is_kept(&self, record: &Record, pass: &Pass) -> bool {
        let Some(parent) = &record.parent else { return false };
        if !pass.reached.contains_key(parent) {
            return false;
        }
        let file = file_of(&record.location_key);
        let was_read = file.is_some_and(|file| pass.read.contains(file));
        let is_broken = file.and_then(|file| self.files.get(file)).is_some_and(|file| file.broken);
        if was_read { is_broken } else { pass.problems.contains_key(parent) }
    }

    /// Notes which entities are shown as they were before, because their file cannot be understood any more.
    pub(crate) fn note_stale(&mut self, pass: &mut Pass) {
        for (entity_ref, record) in &mut self.records {
            let file = file_of(&record.location_key).and_then(|path| self.files.get(path));
            let broken = file.filter(|file| file.broken && !pass.claims.contains_key(entity_ref));
            let stale = broken
                .map(|file| file.diagnostics.first().map_or((1, 0), |first| (first.line, first.column)));
            if record.stale != stale {
                record.stale = stale;
                pass.affected.extend(self.names.get(entity_ref));
            }
        }
    }

    pub(crate) fn retire(&mut self, pass: &mut Pass, batch: &mut Batch, before: &HashMap<String, Arc<str>>) {
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
                self.set_adrift(&entity_ref, pass, batch);
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
    fn set_adrift(&mut self, entity_ref: &str, pass: &mut Pass, batch: &mut Batch) {
        let Some(record) = self.records.get_mut(entity_ref).filter(|record| !record.orphan) else { return };
        record.orphan = true;
        // The row keeps its text, its entity and what that states.
        batch.rows.push(row(entity_ref, record, String::new(), None, Vec::new()));
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

    pub(crate) fn log_changes(&self, pass: &Pass, before: &HashMap<String, Arc<str>>, batch: &mut Batch) {
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
