//! Which items are asked about: filters and the entity in question.

use super::{
    Books,
    values::{Value, Values},
};
use crate::{
    allocation::Target,
    estate::EntityId,
    question::{Dimension, Question},
};
use std::collections::{HashMap, HashSet};

/// What a question leaves of the items.
pub(super) struct Sifted {
    /// By item: whether it, or a part of it, is asked about.
    items: Vec<bool>,
    /// By entity: whether its costs are asked about.
    wanted: Vec<bool>,
    /// Whether the catalog decides, so that shared costs must be split to say what is asked about.
    pub(super) splits: bool,
}

impl Sifted {
    /// Sifts the items. The entity is the one in question, if there is one.
    pub(super) fn new(books: &Books, question: &Question, entity: Option<EntityId>) -> Self {
        let mut by_dimension: HashMap<&Dimension, HashSet<Option<Value>>> = HashMap::new();
        let dimensions: HashSet<&Dimension> =
            question.filters.iter().map(|filter| &filter.dimension).collect();
        let values: Vec<Values<'_>> = dimensions
            .into_iter()
            .map(|dimension| Values::new(dimension, &books.ledger, &books.allocation))
            .collect();
        for filter in &question.filters {
            let of = values.iter().find(|values| *values.dimension == filter.dimension);
            let value = of.and_then(|values| values.find(&filter.value));
            by_dimension.entry(&filter.dimension).or_default().insert(value);
        }
        let (catalog, bill): (Vec<&Values<'_>>, Vec<&Values<'_>>) =
            values.iter().partition(|values| values.dimension.is_of_catalog());
        let is_in = |values: &Values<'_>, value: Value| {
            by_dimension.get(values.dimension).is_some_and(|wanted| wanted.contains(&Some(value)))
        };
        let estate = books.allocation.estate();
        let entities = 0..u32::try_from(estate.entities().len()).unwrap_or(u32::MAX);
        let wanted: Vec<bool> = entities
            .map(|id| {
                entity.is_none_or(|whole| estate.is_within(id, whole))
                    && catalog.iter().all(|values| is_in(values, values.of_entity(id)))
            })
            .collect();
        let nobodys = entity.is_none() && catalog.iter().all(|values| is_in(values, super::values::WITHOUT));
        let wants = |entity: &EntityId| wanted.get(*entity as usize).copied().unwrap_or_default();
        let sharings = books.allocation.sharings.iter();
        let shared: Vec<bool> = sharings.map(|sharing| sharing.parts.iter().any(wants)).collect();
        let verdict = |(place, item)| {
            let by_catalog = match books.allocation.target(place) {
                Target::Entity(entity) => wants(entity),
                // Which parts of it is seen when it is split.
                Target::Shared(number) => shared.get(*number as usize).copied().unwrap_or(true),
                Target::Nobody(_) => nobodys,
            };
            by_catalog && bill.iter().all(|values| is_in(values, values.of_item(place, item)))
        };
        let items = books.ledger.items().iter().enumerate().map(verdict).collect();
        Self { items, wanted, splits: entity.is_some() || !catalog.is_empty() }
    }

    /// Whether an item is asked about, or a part of it may be.
    pub(super) fn has(&self, item: usize) -> bool {
        self.items.get(item).copied().unwrap_or_default()
    }

    /// Whether the costs of an entity are asked about.
    pub(super) fn wants(&self, entity: EntityId) -> bool {
        self.wanted.get(entity as usize).copied().unwrap_or_default()
    }
}
