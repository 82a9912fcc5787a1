//! The values that items have in a dimension, as numbers.

use super::{Named, Sort};
use crate::{
    allocation::{Allocation, Target},
    estate::{EntityId, Estate, Known},
    item::Text,
    ledger::{Entry, Field, Ledger},
    question::Dimension,
};
use std::collections::{HashMap, HashSet};

/// The number of a value within its dimension.
pub(super) type Value = u32;

/// What has no value; in dimensions of the catalog, what nobody owns.
pub(super) const WITHOUT: Value = 0;
/// In dimensions of the catalog: what an entity has that is part of no system, owned by nobody, …
const ELSEWHERE: Value = 1;
/// The first number of an entity in these.
const ENTITIES: Value = 2;
/// All smaller groups together.
pub(super) const REST: Value = Value::MAX - 1;
/// Shared costs, where they are too many to be told apart.
pub(super) const COMMON: Value = Value::MAX - 2;

/// The values of one dimension.
pub(super) struct Values<'a> {
    pub(super) dimension: &'a Dimension,
    ledger: &'a Ledger,
    allocation: &'a Allocation,
    source: Source,
}

enum Source {
    /// Through the entity that has the costs.
    Catalog(fn(&Known, EntityId) -> Option<EntityId>),
    Field(Field),
    Environment,
    /// By the number of an item's set of pairs.
    Tags(Vec<Value>),
    Columns(Vec<Value>),
}

impl<'a> Values<'a> {
    pub(super) fn new(dimension: &'a Dimension, ledger: &'a Ledger, allocation: &'a Allocation) -> Self {
        let source = match dimension {
            Dimension::Product => Source::Catalog(|known, _| known.system),
            Dimension::Team => Source::Catalog(|known, _| known.team),
            Dimension::Entity => Source::Catalog(|_, id| Some(id)),
            Dimension::Domain => Source::Catalog(|known, _| known.domain),
            Dimension::ServiceType => Source::Field(Field::Category),
            Dimension::Service => Source::Field(Field::Service),
            Dimension::Account => Source::Field(Field::Account),
            Dimension::Resource => Source::Field(Field::Resource),
            Dimension::Provider => Source::Field(Field::Provider),
            Dimension::Region => Source::Field(Field::Region),
            Dimension::Charge => Source::Field(Field::Charge),
            Dimension::Environment => Source::Environment,
            Dimension::Tag(key) => Source::Tags(by_set(ledger, key)),
            Dimension::Column(name) => Source::Columns(by_set(ledger, name)),
        };
        Self { dimension, ledger, allocation, source }
    }

    /// The value of what an entity has; only for dimensions of the catalog.
    pub(super) fn of_entity(&self, entity: EntityId) -> Value {
        let Source::Catalog(of) = &self.source else { return WITHOUT };
        let known = self.allocation.estate().known(entity);
        known.and_then(|known| of(known, entity)).map_or(ELSEWHERE, |entity| entity.saturating_add(ENTITIES))
    }

    /// The entity that a value is; only for [`Dimension::Entity`].
    pub(super) fn entity(&self, value: Value) -> Option<EntityId> {
        let id = value.checked_sub(ENTITIES).filter(|_| value < COMMON)?;
        matches!(self.dimension, Dimension::Entity).then_some(id)
    }

    /// The value of an item; of shared ones none yet, in dimensions of the catalog.
    pub(super) fn of_item(&self, place: usize, item: &Entry) -> Value {
        match &self.source {
            Source::Catalog(_) => match self.allocation.target(place) {
                Target::Entity(entity) => self.of_entity(*entity),
                Target::Shared(_) | Target::Nobody(_) => WITHOUT,
            },
            Source::Field(field) => number(item.field(*field)),
            Source::Environment => match self.allocation.environment(place) {
                "" => WITHOUT,
                _ => self.allocation.environment_of.get(place).map_or(WITHOUT, |number| number + 1),
            },
            Source::Tags(by_set) => {
                by_set.get(Ledger::set_numbers(item).0 as usize).copied().unwrap_or(WITHOUT)
            }
            Source::Columns(by_set) => {
                by_set.get(Ledger::set_numbers(item).1 as usize).copied().unwrap_or(WITHOUT)
            }
        }
    }

    /// The number of a key, as addresses have it; none if nothing has this value.
    pub(super) fn find(&self, key: &str) -> Option<Value> {
        match &self.source {
            _ if key.is_empty() => Some(WITHOUT),
            Source::Catalog(_) if key == "-" => Some(ELSEWHERE),
            Source::Catalog(_) => {
                let id = self.allocation.estate().number(&key.to_lowercase());
                id.map(|entity| entity.saturating_add(ENTITIES))
            }
            Source::Environment => {
                let place = self.allocation.environments.iter().position(|name| name == key)?;
                u32::try_from(place + 1).ok()
            }
            Source::Field(_) | Source::Tags(_) | Source::Columns(_) => {
                self.ledger.symbols().find(key).map(number)
            }
        }
    }

    /// Whether the value is one of the dimension's, or what has none.
    pub(super) fn sort(&self, value: Value) -> Sort {
        match value {
            REST => Sort::Rest,
            WITHOUT => Sort::Without,
            ELSEWHERE if self.dimension.is_of_catalog() => Sort::Without,
            _ => Sort::Value,
        }
    }

    /// What to call these values.
    pub(super) fn names(&self, wanted: &[Value]) -> HashMap<Value, Named> {
        let mut names: HashMap<Value, Named> =
            wanted.iter().map(|value| (*value, self.name(*value))).collect();
        let of = match self.dimension {
            Dimension::Account => Field::AccountName,
            Dimension::Resource => Field::ResourceName,
            _ => return names,
        };
        // Ids have names on the bill: the first that there is.
        let mut unnamed: HashSet<Value> =
            wanted.iter().copied().filter(|value| self.sort(*value) == Sort::Value).collect();
        for (place, item) in self.ledger.items().iter().enumerate() {
            if unnamed.is_empty() {
                break;
            }
            let value = self.of_item(place, item);
            let label = self.ledger.text(item, of);
            if !label.is_empty()
                && unnamed.remove(&value)
                && let Some(named) = names.get_mut(&value)
            {
                named.label = label.to_owned();
            }
        }
        names
    }

    fn name(&self, value: Value) -> Named {
        let plain =
            |key: &str, label: &str| Named { key: key.to_owned(), label: label.to_owned(), entity_ref: None };
        match (value, &self.source) {
            (REST, _) => plain("", "Other"),
            (COMMON, _) => plain("", "Shared costs"),
            (WITHOUT, Source::Catalog(_)) => plain("", "Unallocated"),
            (WITHOUT, _) => plain("", &format!("Without {}", self.dimension.title().to_lowercase())),
            (ELSEWHERE, Source::Catalog(_)) => {
                plain("-", &format!("Without {}", self.dimension.title().to_lowercase()))
            }
            (entity, Source::Catalog(_)) => named(self.allocation.estate(), entity.saturating_sub(ENTITIES)),
            (number, Source::Environment) => {
                let name = self.allocation.environments.get(number as usize - 1).map_or("", String::as_str);
                plain(name, name)
            }
            (number, _) => {
                let text = self.ledger.symbols().get(Text::from_number(number));
                plain(text, text)
            }
        }
    }
}

/// The number of a text as a value.
fn number(text: Text) -> Value {
    u32::try_from(text.index()).unwrap_or(WITHOUT)
}

/// What to call an entity.
pub(super) fn named(estate: &Estate, entity: EntityId) -> Named {
    let known = estate.known(entity);
    Named {
        key: known.map_or("", |known| &*known.reference).to_owned(),
        label: known.map_or("", |known| &*known.label).to_owned(),
        entity_ref: known.filter(|known| known.exists).map(|known| known.reference.to_string()),
    }
}

/// For every set of pairs the value that it has under a name, in any case.
fn by_set(ledger: &Ledger, name: &str) -> Vec<Value> {
    let symbols = ledger.symbols();
    let is_it = |(key, _): &&(Text, Text)| symbols.get(*key).eq_ignore_ascii_case(name);
    let value = |set: &[(Text, Text)]| set.iter().find(is_it).map_or(WITHOUT, |(_, value)| number(*value));
    ledger.sets().iter().map(|set| value(set)).collect()
}

/// The names of tags and of further columns, the most used first.
pub(super) fn further(ledger: &Ledger, most: usize) -> Vec<Dimension> {
    let mut uses = vec![0_usize; ledger.sets().len()];
    let mut is_tags = vec![false; ledger.sets().len()];
    for item in ledger.items() {
        let (tags, columns) = Ledger::set_numbers(item);
        for (number, is_tag) in [(tags, true), (columns, false)] {
            if let (Some(uses), Some(place)) =
                (uses.get_mut(number as usize), is_tags.get_mut(number as usize))
            {
                *uses += 1;
                *place |= is_tag;
            }
        }
    }
    let mut counts: HashMap<(bool, Text), usize> = HashMap::new();
    for ((set, uses), is_tag) in ledger.sets().iter().zip(uses).zip(is_tags) {
        for (key, _) in set {
            *counts.entry((is_tag, *key)).or_default() += uses;
        }
    }
    let mut found: Vec<(usize, Dimension)> = counts
        .into_iter()
        .map(|((is_tag, key), uses)| {
            let name = ledger.symbols().get(key).to_owned();
            (uses, if is_tag { Dimension::Tag(name) } else { Dimension::Column(name) })
        })
        .collect();
    found.sort_by(|(uses, name), (others, other)| others.cmp(uses).then_with(|| name.cmp(other)));
    found.into_iter().take(most).map(|(_, dimension)| dimension).collect()
}
