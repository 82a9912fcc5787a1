//! Who there is to have costs: the catalog's entities by number, with who owns them and what they are part of.

use crate::limits::ANCESTORS;
use std::collections::HashMap;

/// The number of an entity in an [`Estate`].
pub type EntityId = u32;

/// What the catalog knows, as far as costs are concerned. Made once for each state of the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Estate {
    entities: Vec<Known>,
    by_ref: HashMap<Box<str>, EntityId>,
    /// By the value of an annotation; none if several entities have it.
    annotated: HashMap<Box<str>, Option<EntityId>>,
}

/// An entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Full lower-case reference.
    pub reference: Box<str>,
    /// What to call it.
    pub label: Box<str>,
    /// Whether the catalog has it; others are only named as owners or wholes.
    pub exists: bool,
    /// The group or user that owns it; of a group, itself.
    pub team: Option<EntityId>,
    /// The nearest system above it, or itself.
    pub system: Option<EntityId>,
    /// The nearest domain above it, or itself.
    pub domain: Option<EntityId>,
    /// Itself and everything whose costs its own are part of: wholes, owner, groups above the owner. In order.
    pub above: Vec<EntityId>,
}

/// What is said of one entity.
#[derive(Clone, Debug, Default)]
pub struct Said<'a> {
    /// Full lower-case reference.
    pub reference: &'a str,
    /// What to call it.
    pub label: &'a str,
    /// Full reference of the owner.
    pub owner: Option<&'a str>,
    /// What it is directly part of: system, domain, component above a subcomponent; of a group, the group above.
    pub wholes: Vec<&'a str>,
    /// Values of its annotations.
    pub annotations: Vec<&'a str>,
}

/// An estate in the making.
#[derive(Debug, Default)]
pub struct EstateBuilder {
    estate: Estate,
    owners: Vec<Option<EntityId>>,
    wholes: Vec<Vec<EntityId>>,
}

impl EstateBuilder {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entity.
    pub fn add(&mut self, said: &Said<'_>) {
        let id = self.number(said.reference);
        let owner = said.owner.map(|owner| self.number(owner));
        let wholes = said.wholes.iter().map(|whole| self.number(whole)).collect();
        let place = id as usize;
        if let Some(known) = self.estate.entities.get_mut(place) {
            known.label = said.label.into();
            known.exists = true;
        }
        if let Some(place) = self.owners.get_mut(place) {
            *place = owner;
        }
        if let Some(place) = self.wholes.get_mut(place) {
            *place = wholes;
        }
        for value in &said.annotations {
            let same = |known: &mut Option<EntityId>| *known = known.filter(|known| *known == id);
            self.estate.annotated.entry((*value).into()).and_modify(same).or_insert(Some(id));
        }
    }

    /// The finished estate.
    pub fn finish(mut self) -> Estate {
        let places: Vec<Place> = (0..self.number_of_entities()).map(|id| self.place(id)).collect();
        for (known, place) in self.estate.entities.iter_mut().zip(places) {
            known.team = place.team;
            known.system = place.system;
            known.domain = place.domain;
            known.above = place.above;
        }
        self.estate
    }

    fn number_of_entities(&self) -> EntityId {
        u32::try_from(self.estate.entities.len()).unwrap_or(u32::MAX)
    }

    fn number(&mut self, reference: &str) -> EntityId {
        if let Some(id) = self.estate.by_ref.get(reference) {
            return *id;
        }
        let id = self.number_of_entities();
        let label = reference.split_once(':').map_or(reference, |(_, name)| name);
        let label = label.strip_prefix("default/").unwrap_or(label);
        let known = Known { reference: reference.into(), label: label.into(), ..Known::default() };
        self.estate.entities.push(known);
        self.estate.by_ref.insert(reference.into(), id);
        self.owners.push(None);
        self.wholes.push(Vec::new());
        id
    }

    /// Where an entity belongs. Its owner is that of the nearest whole if it has none of its own.
    fn place(&self, id: EntityId) -> Place {
        let structure = self.upwards(id);
        let is = |id: &EntityId, kinds: &[&str]| kinds.contains(&self.estate.kind(*id));
        let team = structure.iter().find_map(|entity| match is(entity, &["group", "user"]) {
            true => Some(*entity),
            false => self.owners.get(*entity as usize).copied().flatten(),
        });
        let mut above = structure.clone();
        above.extend(team.iter().flat_map(|team| self.upwards(*team)));
        above.sort_unstable();
        above.dedup();
        Place {
            team,
            system: structure.iter().find(|entity| is(entity, &["system"])).copied(),
            domain: structure.iter().find(|entity| is(entity, &["domain"])).copied(),
            above,
        }
    }

    /// An entity and what it is part of, the nearest first; however it goes round.
    fn upwards(&self, id: EntityId) -> Vec<EntityId> {
        let mut found = vec![id];
        let mut next = 0;
        while let Some(entity) = found.get(next).copied().filter(|_| found.len() < ANCESTORS) {
            for whole in self.wholes.get(entity as usize).into_iter().flatten() {
                if !found.contains(whole) {
                    found.push(*whole);
                }
            }
            next += 1;
        }
        found
    }
}

struct Place {
    team: Option<EntityId>,
    system: Option<EntityId>,
    domain: Option<EntityId>,
    above: Vec<EntityId>,
}

impl Estate {
    /// The entity with a full lower-case reference, if the catalog has it.
    pub fn find(&self, reference: &str) -> Option<EntityId> {
        self.number(reference).filter(|id| self.known(*id).is_some_and(|known| known.exists))
    }

    /// The number of a reference, also if it is only named.
    pub fn number(&self, reference: &str) -> Option<EntityId> {
        self.by_ref.get(reference).copied()
    }

    /// The entity with an annotation of this value, if there is exactly one.
    pub fn annotated(&self, value: &str) -> Option<EntityId> {
        self.annotated.get(value).copied().flatten()
    }

    /// An entity by its number.
    pub fn known(&self, id: EntityId) -> Option<&Known> {
        self.entities.get(id as usize)
    }

    /// All entities in the order of their numbers.
    pub fn entities(&self) -> &[Known] {
        &self.entities
    }

    /// The kind of an entity in lower case.
    pub fn kind(&self, id: EntityId) -> &str {
        self.known(id).and_then(|known| known.reference.split(':').next()).unwrap_or_default()
    }

    /// Whether the costs of an entity are part of those of another.
    pub fn is_within(&self, id: EntityId, whole: EntityId) -> bool {
        self.known(id).is_some_and(|known| known.above.binary_search(&whole).is_ok())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Estate, EstateBuilder, Said};

    /// A small company: two domains, systems, components, and teams below one another.
    pub(crate) fn company() -> Estate {
        let mut builder = EstateBuilder::new();
        let mut add = |reference, owner, wholes: &[&'static str], annotations: &[&'static str]| {
            builder.add(&Said {
                reference,
                label: reference.rsplit('/').next().unwrap_or_default(),
                owner,
                wholes: wholes.to_vec(),
                annotations: annotations.to_vec(),
            });
        };
        add("group:default/board", None, &[], &[]);
        add("group:default/shop", None, &["group:default/board"], &[]);
        add("group:default/pay", None, &["group:default/board"], &[]);
        add("domain:default/commerce", Some("group:default/board"), &[], &[]);
        add("system:default/orders", Some("group:default/shop"), &["domain:default/commerce"], &["111"]);
        add("component:default/cart", Some("group:default/shop"), &["system:default/orders"], &["222"]);
        add("component:default/checkout", None, &["system:default/orders"], &["222"]);
        add("component:default/payments", Some("group:default/pay"), &["system:default/money"], &[]);
        add("component:default/lonely", None, &["component:default/lonely"], &[]);
        builder.finish()
    }

    fn label(estate: &Estate, id: Option<u32>) -> Option<&str> {
        id.and_then(|id| estate.known(id)).map(|known| &*known.label)
    }

    #[test]
    fn everything_has_its_place() {
        let estate = company();
        let place = |name: &str| {
            let known = estate.find(name).and_then(|id| estate.known(id)).unwrap();
            [known.team, known.system, known.domain].map(|id| label(&estate, id))
        };
        assert_eq!(place("component:default/cart"), [Some("shop"), Some("orders"), Some("commerce")]);
        assert_eq!(place("component:default/checkout"), [Some("shop"), Some("orders"), Some("commerce")]);
        assert_eq!(place("component:default/payments"), [Some("pay"), Some("money"), None]);
        assert_eq!(place("group:default/pay"), [Some("pay"), None, None]);
        assert_eq!(place("component:default/lonely"), [None, None, None]);
        assert_eq!(estate.find("system:default/money"), None, "it is only named");
    }

    #[test]
    fn costs_belong_to_all_above_once() {
        let estate = company();
        let id = |name: &str| estate.number(name).unwrap();
        for above in ["group:default/board", "domain:default/commerce", "component:default/cart"] {
            assert!(estate.is_within(id("component:default/cart"), id(above)), "{above}");
        }
        assert!(!estate.is_within(id("component:default/cart"), id("group:default/pay")));
        assert!(!estate.is_within(id("system:default/orders"), id("component:default/cart")));
    }

    #[test]
    fn an_annotation_names_one_entity_or_none() {
        let estate = company();
        assert_eq!(estate.annotated("111"), estate.find("system:default/orders"));
        assert_eq!(estate.annotated("222"), None);
        assert_eq!(estate.annotated("333"), None);
    }
}
