//! "What if": what a change to an entity would concern, whom to tell, and what would be left behind.

mod dangling;
mod landscape;
mod lists;
mod names;
mod owners;
mod snapshot;
mod teams;
mod things;
mod words;

pub(super) use landscape::Kept;
pub use snapshot::{Snapshot, Unknown};

use super::{
    Portal,
    limits::{CONCERNED, CONCERNED_GROUPS},
};
use crate::{
    Caller,
    views::impact::{ImpactQuestion, ImpactView, What},
};
use landscape::Landscape;
use names::Names;
use portico_query::Index;
use std::sync::atomic::Ordering;

impl Portal {
    /// What a change would concern, as a page shows it, or nothing if there is no such entity.
    pub fn impact(&self, caller: Caller, question: &ImpactQuestion) -> Option<ImpactView> {
        let mut view = self.impact_of(caller, question, CONCERNED)?;
        lists::cut_groups(&mut view, CONCERNED_GROUPS);
        Some(view)
    }

    /// What a change would concern, with so many of what is concerned listed; all of it is counted.
    pub fn impact_of(&self, _caller: Caller, question: &ImpactQuestion, most: usize) -> Option<ImpactView> {
        let index = self.index();
        let landscape = || self.landscape.of(&index, self.filed.load(Ordering::Acquire));
        answered(&index, question, most, landscape)
    }

    /// The reference that a text means; see [`Snapshot::find`].
    ///
    /// # Errors
    /// If there is no such entity.
    pub fn meant(&self, _caller: &Caller, text: &str) -> Result<String, Unknown> {
        snapshot::find(&self.index(), text)
    }
}

fn answered<L: std::ops::Deref<Target = Landscape>>(
    index: &Index,
    question: &ImpactQuestion,
    most: usize,
    landscape: impl FnOnce() -> L,
) -> Option<ImpactView> {
    let names = Names(index);
    let slot = index.slot(&question.entity_ref)?;
    let mut view = ImpactView {
        question: question.clone(),
        subject: Some(names.named(slot)),
        kind: names.kind(slot),
        ..ImpactView::default()
    };
    if question.is_about_owner() {
        owners::fill(names, &mut view, most);
    } else {
        things::fill(names, &landscape(), slot, &mut view, most);
    }
    if question.change == What::Remove {
        (view.dangling, view.dangling_total) = dangling::dangling(names, &question.entity_ref);
    }
    Some(view)
}
