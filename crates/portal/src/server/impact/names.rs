//! What lists show of an entity, from the index's rows: no JSON is read.

use super::super::brief::short;
use crate::views::{Named, impact::Concerned};
use portico_entity::kinds;
use portico_query::Index;

/// The index, asked for what is said of single entities.
#[derive(Clone, Copy)]
pub(super) struct Names<'a>(pub(super) &'a Index);

impl<'a> Names<'a> {
    /// The first value of a key.
    pub(super) fn value(self, slot: u32, key: &str) -> Option<&'a str> {
        self.0.values_of(slot, key).next()
    }

    pub(super) fn reference(self, slot: u32) -> &'a str {
        self.0.document(slot).map_or("", |document| &document.entity_ref)
    }

    /// What to call the entity in a slot.
    pub(super) fn label(self, slot: u32) -> String {
        let label = self.value(slot, "portico.name").filter(|label| !label.is_empty());
        label.map_or_else(|| short(self.reference(slot)), str::to_owned)
    }

    pub(super) fn kind(self, slot: u32) -> String {
        let kind = self.reference(slot).split(':').next().unwrap_or_default();
        self.value(slot, "kind").unwrap_or_else(|| kinds::spelling(kind)).to_owned()
    }

    pub(super) fn named(self, slot: u32) -> Named {
        Named { entity_ref: self.reference(slot).to_owned(), label: self.label(slot), exists: true }
    }

    /// A link to an entity, whether or not it exists.
    pub(super) fn named_ref(self, entity_ref: &str) -> Named {
        match self.0.slot(entity_ref) {
            Some(slot) => self.named(slot),
            None => Named { entity_ref: entity_ref.to_owned(), label: short(entity_ref), exists: false },
        }
    }

    pub(super) fn owners(self, slot: u32) -> impl Iterator<Item = &'a str> {
        self.0.values_of(slot, "relations.ownedby")
    }

    /// An entity as it is listed, without a reason.
    pub(super) fn concerned(self, slot: u32, distance: usize) -> Concerned {
        Concerned {
            entity_ref: self.reference(slot).to_owned(),
            label: self.label(slot),
            kind: self.kind(slot),
            lifecycle: self.value(slot, "spec.lifecycle").map(str::to_owned),
            owners: self.owners(slot).map(|owner| self.named_ref(owner)).collect(),
            system: self.value(slot, "portico.system").map(|system| self.named_ref(system)),
            distance,
            why: Vec::new(),
        }
    }
}
