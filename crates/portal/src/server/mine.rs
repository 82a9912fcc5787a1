//! What is the reader's own: who they are, what they own, starred and looked at.

use super::{
    Portal, PortalError,
    brief::named,
    ingest::now_ms,
    limits::{OWNED, STARRED, TEAM_CARDS, URGENT, VISITED},
    org::{
        ATTENTION_KEY, attentive, by_name, entries, entry, groups_of, kinds_in, owned_with_groups, person,
        team,
    },
};
use crate::{
    Caller,
    views::{
        ATTENTION,
        people::{Me, MineView, OwnedKind},
    },
};
use portico_entity::EntityRef;
use portico_query::{Index, Predicate, Slots};

impl Portal {
    /// The reader, if they said who they are.
    pub(super) async fn me(&self, caller: &Caller) -> Option<Me> {
        let user = caller.person()?;
        // A page without stars is better than none.
        let stars = self.store.stars(user).await.unwrap_or_else(|error| {
            tracing::error!(%error, "stars cannot be read");
            Vec::new()
        });
        Some(Me { user: named(&self.index(), user), stars })
    }

    /// What is the reader's own, if they said who they are.
    pub(super) async fn mine(&self, caller: &Caller) -> Result<Option<MineView>, PortalError> {
        let Some(user) = caller.person() else { return Ok(None) };
        let stars = self.store.stars(user).await?;
        let visits = self.store.visits(user).await?;
        let index = self.index();
        let owned = owned_with_groups(&index, user);
        let looked = visits.iter().filter(|visit| index.slot(&visit.entity_ref).is_some());
        Ok(Some(MineView {
            me: person(&index, user),
            teams: groups_of(&index, user)
                .into_iter()
                .take(TEAM_CARDS)
                .map(|group| team(&index, group))
                .collect(),
            owned: owned_kinds(&index, &owned),
            attention: attention_in(&index, &owned),
            urgent: entries(&index, by_name(&index, &attentive(&index, &owned), URGENT)),
            starred: stars.iter().take(STARRED).map(|star| entry(&index, star)).collect(),
            more_starred: stars.len().saturating_sub(STARRED),
            cards: String::new(),
            visited: looked.take(VISITED).map(|visit| entry(&index, &visit.entity_ref)).collect(),
        }))
    }

    /// Stars an entity for the reader, or takes the star away. Returns whether that could be done: only whoever said
    /// who they are has stars, and not any number of them.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn star(&self, caller: Caller, reference: &EntityRef, on: bool) -> Result<bool, PortalError> {
        let Some(user) = caller.person() else { return Ok(false) };
        let entity_ref = reference.to_string();
        if !on {
            self.store.unstar(user, &entity_ref).await?;
            return Ok(true);
        }
        let both_exist = self.knows(user, &entity_ref);
        Ok(both_exist && self.store.star(user, &entity_ref, now_ms()).await?)
    }

    /// Remembers that the reader looked at an entity, if they said who they are and there is such an entity.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn visited(&self, caller: Caller, reference: &EntityRef) -> Result<(), PortalError> {
        let Some(user) = caller.person() else { return Ok(()) };
        let entity_ref = reference.to_string();
        if self.knows(user, &entity_ref) {
            self.store.visit(user, &entity_ref, now_ms()).await?;
        }
        Ok(())
    }
}

impl Portal {
    /// Whether both are in the catalog. Nothing is kept for people whom nobody knows: there is no end of them.
    fn knows(&self, user: &str, entity_ref: &str) -> bool {
        let index = self.index();
        index.slot(user).is_some() && index.slot(entity_ref).is_some()
    }
}

/// What is owned, by kind; of each, those that need attention first.
fn owned_kinds(index: &Index, owned: &Slots) -> Vec<OwnedKind> {
    let needy = attentive(index, owned);
    let kinds = kinds_in(index, owned).into_iter().map(|kind| {
        let of_kind = index.evaluate(&Predicate::equals("kind", &*kind.kind)) & owned;
        let mut first = by_name(index, &(&of_kind & &needy), OWNED);
        let rest = by_name(index, &(&of_kind - &needy), OWNED - first.len());
        first.extend(rest);
        OwnedKind { kind: kind.kind, count: kind.count, rows: entries(index, first) }
    });
    kinds.collect()
}

/// What needs attention among some entities, in the order of [`ATTENTION`].
pub(super) fn attention_in(index: &Index, within: &Slots) -> Vec<(String, u64)> {
    let counts = index.facet_counts(ATTENTION_KEY, within);
    let known = ATTENTION.iter().filter_map(|(word, ..)| counts.iter().find(|(other, _)| other == word));
    known.cloned().collect()
}
