//! The software as a map: domains, their systems, and the parts of these.

use super::{
    Portal,
    brief::named,
    limits::{MAP_DOMAINS, MAP_OWNERS, MAP_PARTS, MAP_PARTS_EACH, MAP_SYSTEMS, MAP_SYSTEMS_WITHIN},
    org::{ATTENTION_KEY, by_name, kinds_in, read, value},
};
use crate::{
    Caller,
    views::{
        Named,
        explore::{DomainBox, ExploreFilter, MapView, Part, SystemBox},
    },
};
use portico_entity::kinds;
use portico_query::{Index, Predicate, Slots};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Where a part says which system it is in.
const SYSTEM_KEY: &str = "portico.system";
/// What systems are made of.
const PARTS: [&str; 3] = ["component", "api", "resource"];

/// What a map is drawn from.
struct Map<'a> {
    index: &'a Index,
    /// The parts that the filter leaves.
    parts: Slots,
    /// Number of them in each system, and of those that need attention.
    counts: HashMap<String, u64>,
    needy: HashMap<String, u64>,
    /// Whether parts are named.
    names_parts: bool,
}

/// Systems of a domain, by their reference.
type Domains<'a> = BTreeMap<Option<&'a str>, Vec<&'a str>>;

impl Portal {
    /// The map of all software, or of one domain.
    pub fn map(&self, _caller: Caller, filter: &ExploreFilter) -> MapView {
        let index = self.index();
        let every_part = index.evaluate(&Predicate::is_in("kind", PARTS.map(str::to_owned)));
        let every_system = index.evaluate(&Predicate::equals("kind", "system"));
        let parts = narrowed(&index, filter, &every_part);
        let mut map = Map::new(&index, parts);
        let systems = map.systems(filter, &every_system);
        let domains = grouped(&index, &systems);
        let within = Some(filter.within.as_str()).filter(|within| index.slot(within).is_some());
        let named_parts: u64 = match within {
            Some(within) => {
                let inside = domains.get(&Some(within)).map(Vec::as_slice).unwrap_or_default();
                inside.iter().map(|system| map.count(system)).sum()
            }
            None => map.parts.len(),
        };
        map.names_parts = named_parts <= MAP_PARTS;
        let (domains, more_domains) = map.domains(filter, &domains, within);
        MapView {
            domains,
            more_domains,
            loose: if within.is_none() { map.loose() } else { None },
            within: within.map(|within| named(&index, within)),
            found: (systems.len(), map.parts.len()),
            total: (usize::try_from(every_system.len()).unwrap_or(usize::MAX), every_part.len()),
            owners: owners(&index, &every_part),
            lifecycles: index
                .facet_counts("spec.lifecycle", &every_part)
                .into_iter()
                .map(|(value, _)| value)
                .collect(),
            is_summary: !map.names_parts,
            loading: !self.status().ready,
        }
    }
}

/// The parts that a filter leaves.
fn narrowed(index: &Index, filter: &ExploreFilter, parts: &Slots) -> Slots {
    let mut chosen = Vec::new();
    if !filter.owner.is_empty() {
        chosen.push(Predicate::equals("relations.ownedby", &*filter.owner));
    }
    if !filter.lifecycle.is_empty() {
        chosen.push(Predicate::equals("spec.lifecycle", &*filter.lifecycle));
    }
    let found = index.evaluate(&Predicate::All(chosen)) & parts;
    if filter.text.is_empty() { found } else { index.text_match_within(&filter.text, &found) }
}

/// Systems by the domain that they are in; those whose domain does not exist are in none.
fn grouped<'a>(index: &'a Index, systems: &[&'a str]) -> Domains<'a> {
    let mut domains = Domains::new();
    for system in systems {
        let domain = index.slot(system).and_then(|slot| domain_of(index, slot));
        domains.entry(domain).or_default().push(system);
    }
    domains
}

/// The domain that an entity is part of, if it exists.
fn domain_of(index: &Index, slot: u32) -> Option<&str> {
    let mut wholes = index.values_of(slot, "relations.partof");
    wholes.find(|whole| whole.starts_with("domain:") && index.slot(whole).is_some())
}

/// Who owns any of these, by name.
fn owners(index: &Index, parts: &Slots) -> Vec<Named> {
    let mut counts = index.facet_counts("relations.ownedby", parts);
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut owners: Vec<Named> =
        counts.iter().take(MAP_OWNERS).map(|(owner, _)| named(index, &owner.to_lowercase())).collect();
    owners.sort_by_cached_key(|owner| owner.label.to_lowercase());
    owners
}

fn owners_of(index: &Index, entity_ref: &str) -> Vec<Named> {
    let slot = index.slot(entity_ref);
    slot.into_iter()
        .flat_map(|slot| index.values_of(slot, "relations.ownedby"))
        .map(|owner| named(index, &owner.to_lowercase()))
        .collect()
}

impl<'a> Map<'a> {
    fn new(index: &'a Index, parts: Slots) -> Self {
        let counts = |within: &Slots| -> HashMap<String, u64> {
            let counts = index.facet_counts(SYSTEM_KEY, within).into_iter();
            counts.map(|(system, count)| (system.to_lowercase(), count)).collect()
        };
        let needy = index.evaluate(&Predicate::exists(ATTENTION_KEY)) & &parts;
        Self { index, counts: counts(&parts), needy: counts(&needy), parts, names_parts: true }
    }

    fn count(&self, system: &str) -> u64 {
        self.counts.get(system).copied().unwrap_or_default()
    }

    /// The systems that the filter leaves, by name: those with a part that it leaves, and those that it fits.
    fn systems(&self, filter: &ExploreFilter, every: &Slots) -> Vec<&'a str> {
        let index = self.index;
        let fitting = match filter.is_narrowed() {
            true if filter.lifecycle.is_empty() => narrowed(index, filter, every),
            true => Slots::new(),
            false => every.clone(),
        };
        let limit = usize::try_from(every.len()).unwrap_or(usize::MAX);
        let all = by_name(index, every, limit).into_iter();
        let left = all.filter_map(|slot| {
            let system = &*index.document(slot)?.entity_ref;
            (fitting.contains(slot) || self.counts.contains_key(system)).then_some(system)
        });
        left.collect()
    }

    /// Domains in the order of their names, those within another one after it; last what is in none.
    fn domains(
        &self,
        filter: &ExploreFilter,
        systems: &Domains<'a>,
        within: Option<&str>,
    ) -> (Vec<DomainBox>, usize) {
        let index = self.index;
        let every = index.evaluate(&Predicate::equals("kind", "domain"));
        let limit = usize::try_from(every.len()).unwrap_or(usize::MAX);
        // A domain that the filter fits is shown although nothing in it is left.
        let fitting =
            if filter.lifecycle.is_empty() { narrowed(index, filter, &every) } else { Slots::new() };
        let mut listed: Vec<&str> = Vec::new();
        for slot in by_name(index, &every, limit) {
            let Some(document) = index.document(slot) else { continue };
            let domain = &*document.entity_ref;
            let is_wanted = within.is_none_or(|within| within == domain);
            if is_wanted
                && (fitting.contains(slot) || systems.contains_key(&Some(domain)) || within.is_some())
            {
                listed.push(domain);
            }
        }
        let listed = below_their_wholes(index, listed);
        let more = listed.len().saturating_sub(MAP_DOMAINS);
        let most = if within.is_some() { MAP_SYSTEMS_WITHIN } else { MAP_SYSTEMS };
        let none = Vec::new();
        let mut boxes: Vec<DomainBox> = listed
            .into_iter()
            .take(MAP_DOMAINS)
            .map(|domain| self.domain(Some(domain), systems.get(&Some(domain)).unwrap_or(&none), most))
            .collect();
        if let Some(homeless) = systems.get(&None).filter(|_| within.is_none()) {
            boxes.push(self.domain(None, homeless, most));
        }
        (boxes, more)
    }

    fn domain(&self, domain: Option<&str>, systems: &[&str], most: usize) -> DomainBox {
        let index = self.index;
        let sum = |counts: &HashMap<String, u64>| -> u64 {
            systems.iter().filter_map(|one| counts.get(*one)).sum()
        };
        let slot = domain.and_then(|domain| index.slot(domain));
        DomainBox {
            domain: domain.map(|domain| named(index, domain)),
            parent: slot.and_then(|slot| domain_of(index, slot)).map(|parent| named(index, parent)),
            description: domain.and_then(|domain| read(index, domain)?.metadata.description),
            owners: domain.map(|domain| owners_of(index, domain)).unwrap_or_default(),
            systems: systems.iter().take(most).map(|system| self.system(system)).collect(),
            more_systems: systems.len().saturating_sub(most),
            parts: sum(&self.counts),
            attention: sum(&self.needy),
        }
    }

    fn system(&self, system: &str) -> SystemBox {
        let inside = self.index.evaluate(&Predicate::equals(SYSTEM_KEY, system)) & &self.parts;
        SystemBox {
            system: Some(named(self.index, system)),
            owners: owners_of(self.index, system),
            attention: self.needy.get(system).copied().unwrap_or_default(),
            ..self.parts_of(&inside)
        }
    }

    /// What is in no system, if there is anything.
    fn loose(&self) -> Option<SystemBox> {
        let inside = &self.parts - self.index.evaluate(&Predicate::exists(SYSTEM_KEY));
        let needy = self.index.evaluate(&Predicate::exists(ATTENTION_KEY)) & &inside;
        (!inside.is_empty()).then(|| SystemBox { attention: needy.len(), ..self.parts_of(&inside) })
    }

    /// Parts with their number; those of one kind stand together.
    fn parts_of(&self, inside: &Slots) -> SystemBox {
        let mut parts = Vec::new();
        for kind in PARTS.iter().filter(|_| self.names_parts) {
            let of_kind = self.index.evaluate(&Predicate::equals("kind", *kind)) & inside;
            let slots = by_name(self.index, &of_kind, MAP_PARTS_EACH - parts.len());
            parts.extend(slots.into_iter().filter_map(|slot| self.part(kind, slot)));
        }
        SystemBox {
            system: None,
            owners: Vec::new(),
            kinds: kinds_in(self.index, inside),
            more: inside.len() - parts.len() as u64,
            parts,
            attention: 0,
        }
    }

    fn part(&self, kind: &str, slot: u32) -> Option<Part> {
        Some(Part {
            entity: named(self.index, &self.index.document(slot)?.entity_ref),
            kind: kinds::spelling(kind).to_owned(),
            lifecycle: value(self.index, slot, "spec.lifecycle").map(str::to_owned),
            attention: value(self.index, slot, ATTENTION_KEY).is_some(),
        })
    }
}

/// Domains in their order, but those within another one right after it. Domains that contain each other stay where
/// their names put them.
fn below_their_wholes<'a>(index: &'a Index, listed: Vec<&'a str>) -> Vec<&'a str> {
    let known: HashSet<&str> = listed.iter().copied().collect();
    let whole = |domain: &str| {
        let whole = index.slot(domain).and_then(|slot| domain_of(index, slot));
        whole.filter(|whole| known.contains(whole) && *whole != domain)
    };
    let mut parts: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut tops: Vec<&str> = Vec::new();
    for domain in &listed {
        match whole(domain) {
            Some(whole) => parts.entry(whole).or_default().push(domain),
            None => tops.push(domain),
        }
    }
    let mut ordered: Vec<&str> = Vec::with_capacity(listed.len());
    let mut waiting: Vec<&str> = tops.into_iter().rev().collect();
    while let Some(domain) = waiting.pop() {
        ordered.push(domain);
        waiting.extend(parts.remove(domain).unwrap_or_default().into_iter().rev());
    }
    let placed: HashSet<&str> = ordered.iter().copied().collect();
    ordered.extend(listed.iter().filter(|domain| !placed.contains(*domain)));
    ordered
}
