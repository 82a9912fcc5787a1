//! The history of an entity, told for people.

use super::{Portal, PortalError, brief::named, limits::HISTORY};
use crate::{
    Caller,
    views::history::{Difference, HistoryEntry, HistoryView, diff},
};
use portico_entity::EntityRef;
use portico_store::Texts;
use serde_json::Value;

impl Portal {
    /// A part of the history of an entity, which need not exist any more: what came before a position, or the newest.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn history_of(
        &self,
        _caller: Caller,
        reference: &EntityRef,
        before: Option<i64>,
    ) -> Result<HistoryView, PortalError> {
        let entity_ref = reference.to_string();
        // One more than is shown tells whether there are older ones.
        let mut found = self.store.history(Some(&entity_ref), before, HISTORY + 1).await?;
        let shown = HISTORY as usize;
        let has_older = found.len() > shown;
        found.truncate(shown);
        let older = found.last().filter(|_| has_older).map(|(last, _)| last.sequence);
        let entries = found.into_iter().map(|(change, texts)| HistoryEntry {
            sequence: change.sequence,
            at_ms: change.at_ms,
            kind: change.kind.word().to_owned(),
            source: change.file,
            difference: difference(&texts),
        });
        let entries = entries.collect();
        let known = named(&self.index(), &entity_ref);
        Ok(HistoryView { entries, older, exists: known.exists, label: known.label })
    }
}

/// What changed between two states; nothing to tell if one of them is not there.
fn difference(texts: &Texts) -> Difference {
    let read =
        |text: &Option<std::sync::Arc<str>>| -> Option<Value> { serde_json::from_str(text.as_deref()?).ok() };
    match (read(&texts.before), read(&texts.after)) {
        (Some(before), Some(after)) => diff(&before, &after),
        _ => Difference::default(),
    }
}
