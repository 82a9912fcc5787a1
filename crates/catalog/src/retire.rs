//! The last part of a pass: the entities that nobody claims any more, and the entries of the change log.

use crate::{
    batch::{Batch, Change, ChangeKind},
    config::OrphanStrategy,
    discover::PROVIDER,
    engine::{Engine, Record},
    limits::LOCATION_DEPTH,
    pass::{Pass, row},
};
use serde_json::Value;
use std::{collections::BTreeSet, sync::Arc};

impl Engine {
    /// Whether an entity that nobody claims stays as it is, because the place it came from could not be read.
    pub(crate) fn is_kept(&self, entity_ref: &str, record: &Record, pass: &Pass) -> bool {
        if pass.kept.contains(entity_ref) {
            return true;
        }
        let Some(parent) = &record.parent else { return false };
        if !pass.reached.contains_key(parent) {
            return false;
        }
        let was_read = pass.read.contains(&record.location_key);
        let is_broken = self.sources.get(&record.location_key).is_some_and(|source| source.broken);
        if was_read { is_broken } else { pass.unreadable.contains(parent) }
    }

    /// Notes which entities are shown as they were before, because their file cannot be understood any more.
    pub(crate) fn note_stale(&mut self, pass: &mut Pass, batch: &mut Batch) {
        for (entity_ref, record) in &mut self.records {
            let id =
                record.parent.as_ref().map(|_| &record.location_key).filter(|id| pass.read.contains(*id));
            let broken = id
                .and_then(|id| self.sources.get(id))
                .filter(|source| source.broken && !pass.claims.contains_key(entity_ref));
            let stale = broken
                .map(|file| file.diagnostics.first().map_or((1, 0), |first| (first.line, first.column)));
            if record.stale != stale {
                record.stale = stale;
                batch.rows.push(row(entity_ref, record, String::new(), None));
                pass.affected.extend(self.names.get(entity_ref));
            }
        }
    }

    /// Takes leave of the entities that nobody claims and that are not kept.
    pub(crate) fn retire(&mut self, pass: &mut Pass, batch: &mut Batch) {
        let unclaimed: Vec<String> = self
            .records
            .iter()
            .filter(|(entity_ref, record)| {
                !pass.claims.contains_key(*entity_ref) && !self.is_kept(entity_ref, record, pass)
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
            if doomed.contains(&entity_ref) {
                self.remove(&entity_ref, pass, batch);
            } else {
                self.set_adrift(&entity_ref, pass, batch);
            }
        }
    }

    /// Takes leave of one entity.
    pub(crate) fn remove(&mut self, entity_ref: &str, pass: &mut Pass, batch: &mut Batch) {
        let name = self.names.number(entity_ref);
        let Some(record) = self.records.remove(entity_ref) else { return };
        self.waiting.remove(entity_ref);
        pass.affected.extend(self.graph.neighbours(name));
        pass.affected.push(name);
        self.graph.remove(name, &record.references);
        self.graph.exists(name, false);
        if let Some(shown) = record.shown {
            batch.hidden.push(entity_ref.to_owned());
            batch.changes.push(Change {
                entity_ref: entity_ref.to_owned(),
                kind: ChangeKind::Removed,
                before: Some(shown.json),
                after: None,
                file: record.file,
            });
        }
        batch.removed.push(entity_ref.to_owned());
    }

    /// Takes out the entities that somebody wants taken out; those that are still claimed come back in this pass.
    pub(crate) fn take_forgotten(&mut self, pass: &mut Pass, batch: &mut Batch) {
        for entity_ref in std::mem::take(&mut self.forgotten) {
            self.remove(&entity_ref, pass, batch);
        }
    }

    /// Flags an entity that nothing lists any more.
    pub(crate) fn set_adrift(&mut self, entity_ref: &str, pass: &mut Pass, batch: &mut Batch) {
        let Some(record) = self.records.get_mut(entity_ref).filter(|record| !record.orphan) else { return };
        record.orphan = true;
        if let Some(shown) = &record.shown {
            pass.before.insert(entity_ref.to_owned(), Arc::clone(&shown.json));
        }
        // The row keeps its text, its entity and what that states.
        batch.rows.push(row(entity_ref, record, String::new(), None));
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
                // A provider is no entity.
                None => return current.starts_with(PROVIDER) && !pass.reached.contains_key(current),
            }
        }
        false
    }

    /// Enters what changed into the log: only what an entity itself says, not what the catalog found out about it.
    pub(crate) fn log_changes(&self, pass: &Pass, batch: &mut Batch) {
        for (entity_ref, kind) in &pass.changed {
            let Some(record) = self.records.get(entity_ref) else { continue };
            let after = record.shown.as_ref().map(|shown| Arc::clone(&shown.json));
            let before = pass.before.get(entity_ref).cloned();
            if before.as_deref().map(content) != after.as_deref().map(content) {
                let (entity_ref, file) = (entity_ref.clone(), record.file.clone());
                batch.changes.push(Change { entity_ref, kind: *kind, before, after, file });
            }
        }
    }
}

/// What a final form says without relations, status and etag.
fn content(json: &str) -> Value {
    let mut entity: Value = serde_json::from_str(json).unwrap_or_default();
    if let Value::Object(root) = &mut entity {
        root.remove("relations");
        root.remove("status");
        if let Some(Value::Object(metadata)) = root.get_mut("metadata") {
            metadata.remove("etag");
        }
    }
    entity
}
