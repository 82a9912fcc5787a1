//! Making what is stored visible: the index, the problems, and the version that open pages follow.

use super::{
    Portal,
    brief::{Brief, system_of},
    problems::Problems,
};
use portico_catalog::{Attention, Shown};
use portico_entity::Diagnostic;
use portico_query::{Index, Prepared};
use std::{
    collections::HashSet,
    sync::{Arc, PoisonError, atomic::Ordering},
};

/// Entities that are filed at once: readers wait for no more, and no more are held taken apart.
const SHOWN_AT_ONCE: usize = 256;
/// Portions that may wait, taken apart, to be filed.
const PORTIONS_AHEAD: usize = 2;

/// What is to be visible, beside what is already.
pub(super) struct News<'a> {
    /// Entities that are new or another.
    pub(super) shown: &'a [(String, Shown)],
    /// Entities that are not there any more.
    pub(super) hidden: &'a [String],
    /// What is wrong now, by what it is found in.
    pub(super) problems: &'a [(String, Vec<Diagnostic>)],
}

impl Portal {
    /// Makes news visible that lead to a revision.
    pub(super) fn show(&self, news: &News<'_>, revision: i64) {
        for entity_ref in news.hidden {
            self.change_index(|index| {
                index.remove(entity_ref);
            });
        }
        self.file_all(news.shown);
        let shown = news.shown.iter().map(|(entity_ref, _)| entity_ref.as_str());
        self.touched.note(shown.chain(news.hidden.iter().map(String::as_str)));
        self.change_problems(|problems| problems.update(news.problems));
        self.revision.store(revision, Ordering::Release);
        if !news.shown.is_empty() || !news.hidden.is_empty() || !news.problems.is_empty() {
            self.version.send_modify(|version| *version += 1);
        }
    }

    /// Makes exactly this visible.
    pub(super) fn show_only(
        &self,
        shown: &[(String, Shown)],
        problems: &[(String, Vec<Diagnostic>)],
        revision: i64,
    ) {
        let keep: HashSet<&str> = shown.iter().map(|(entity_ref, _)| entity_ref.as_str()).collect();
        let gone = |document: &portico_query::Document| !keep.contains(&*document.entity_ref);
        let hidden: Vec<String> = self
            .index()
            .iter()
            .filter(|document| gone(document))
            .map(|one| one.entity_ref.to_string())
            .collect();
        let radars = self.radar_problems();
        self.change_problems(|all| {
            *all = Problems::default();
            all.update(&radars);
        });
        self.show(&News { shown, hidden: &hidden, problems }, revision);
    }

    /// Files entities in portions: one thread takes them apart while another files those before.
    fn file_all(&self, shown: &[(String, Shown)]) {
        if shown.is_empty() {
            return;
        }
        let (send, receive) = std::sync::mpsc::sync_channel::<Vec<Prepared>>(PORTIONS_AHEAD);
        // Neighbours in the order of names are neighbours in the index: memory that is at hand already.
        let mut sorted: Vec<&(String, Shown)> = shown.iter().collect();
        sorted.sort_unstable_by_key(|(entity_ref, _)| entity_ref);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for portion in sorted.chunks(SHOWN_AT_ONCE) {
                    let prepared = portion
                        .iter()
                        .filter_map(|(entity_ref, shown)| prepare(entity_ref, &shown.json, &shown.attention));
                    if send.send(prepared.collect()).is_err() {
                        return;
                    }
                }
            });
            for portion in receive {
                self.change_index(|index| {
                    portion.into_iter().for_each(|prepared| drop(index.file(prepared)))
                });
            }
        });
    }

    fn change_index(&self, change: impl FnOnce(&mut Index)) {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut index);
        // Still under the lock: who reads the index reads the number of its state.
        self.filed.fetch_add(1, Ordering::Release);
    }

    pub(super) fn change_problems(&self, change: impl FnOnce(&mut Problems)) {
        change(&mut self.problems.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Takes an entity apart for the index, with the rows that only the portal knows.
pub(super) fn prepare(entity_ref: &str, json: &Arc<str>, attention: &[Attention]) -> Option<Prepared> {
    let Ok(entity) = serde_json::from_str(json) else {
        tracing::error!(entity_ref, "an entity is not JSON and cannot be shown");
        return None;
    };
    let mut rows: Vec<(String, String)> = Vec::new();
    if let Ok(brief) = serde_json::from_str::<Brief<'_>>(json) {
        rows.push(("portico.name".into(), brief.label().to_owned()));
        rows.extend(system_of(&brief).map(|system| ("portico.system".into(), system)));
    }
    rows.extend(attention.iter().map(|why| ("portico.attention".into(), why.word().to_owned())));
    let prepared = Prepared::new(&entity, Arc::clone(json), &rows);
    prepared.inspect_err(|error| tracing::error!(entity_ref, %error, "an entity cannot be indexed")).ok()
}
