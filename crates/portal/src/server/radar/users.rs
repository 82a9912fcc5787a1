//! Who uses what: entities that say so by a tag, the annotation `portico.dev/tech`, or their language, those whose
//! dependency manifests name a package that stands for it, and those that depend on a resource that says so.

use super::{
    super::{
        Portal,
        brief::{named, row},
        limits::RADAR_USERS,
    },
    ShownRadar,
    manifests::{Bound, PackageUse},
};
use crate::{Caller, views::Named, views::catalog::EntityRow};
use portico_entity::annotation;
use portico_query::{Index, Predicate, Slots};
use portico_radar::{Moved, Words};
use std::collections::{BTreeMap, BTreeSet};

/// The fields of entities that name technologies, and how people call them.
const FIELDS: [(&str, Field); 3] = [
    ("metadata.tags", Field::Tag),
    ("spec.language", Field::Language),
    ("metadata.annotations.portico.dev/tech", Field::Annotation),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Tag,
    Language,
    Annotation,
}

/// How it is known that something is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// By a tag.
    Tag(String),
    /// By its language.
    Language(String),
    /// By the annotation `portico.dev/tech`.
    Annotation(String),
    /// By a package in one of its dependency manifests.
    Package(PackageUse),
    /// It depends on something that is known for it.
    Through(Named),
}

/// Something that uses an entry of a radar.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// The entity.
    pub row: EntityRow,
    /// How that is known: what it says itself first. At least one.
    pub hows: Vec<How>,
}

/// Who uses an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Users {
    /// Components, by name. No more than can be listed.
    pub components: Vec<Use>,
    /// Everything else, by name. No more than can be listed.
    pub others: Vec<Use>,
    /// How many components there are.
    pub count: usize,
}

/// What an entity uses, and what the radar says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Identifier of the radar.
    pub radar: String,
    /// Key of the entry.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Position and name of the ring.
    pub ring: (usize, String),
    /// How it moved.
    pub moved: Moved,
    /// Whether it should not be used any more.
    pub on_hold: bool,
    /// Which package says so, if one does.
    pub package: Option<PackageUse>,
}

/// What of the index uses what.
pub(super) struct Uses {
    /// By key of the entry: what says so itself.
    direct: BTreeMap<String, Slots>,
}

impl Uses {
    pub(super) fn of(index: &Index, words: &Words) -> Self {
        let mut direct: BTreeMap<String, Slots> = BTreeMap::new();
        let within = described(index);
        for (field, _) in FIELDS {
            for (value, _) in index.facet_counts(field, &within) {
                let keys: Vec<&str> = parts(field, &value).filter_map(|part| words.key(part)).collect();
                if keys.is_empty() {
                    continue;
                }
                let slots = index.evaluate(&Predicate::equals(field, value.clone())) & &within;
                for key in keys {
                    *direct.entry(key.to_owned()).or_default() |= &slots;
                }
            }
        }
        Self { direct }
    }

    /// The same with what manifests say.
    fn with(mut self, index: &Index, bound: &Bound) -> Self {
        for (key, entities) in &bound.uses {
            let slots = entities.keys().filter_map(|entity| index.slot(entity));
            self.direct.entry(key.clone()).or_default().extend(slots);
        }
        self
    }

    /// The references of what says so itself.
    pub(super) fn refs(self, index: &Index) -> BTreeMap<String, BTreeSet<String>> {
        let named = |slot| Some(index.document(slot)?.entity_ref.to_string());
        let refs = |slots: Slots| slots.iter().filter_map(named).collect();
        self.direct.into_iter().map(|(key, slots)| (key, refs(slots))).collect()
    }

    /// Components that depend on one of the resources among these.
    fn through(index: &Index, direct: &Slots) -> Vec<(u32, u32)> {
        let resources = index.evaluate(&Predicate::equals("kind", "resource")) & direct;
        let mut found = Vec::new();
        for resource in &resources {
            for (relation, target) in index.relations_of(resource) {
                let slot = index.slot(target).filter(|_| relation.eq_ignore_ascii_case("dependencyOf"));
                if let Some(slot) = slot.filter(|slot| !direct.contains(*slot)) {
                    found.push((slot, resource));
                }
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|(slot, _)| *slot);
        found
    }
}

/// What may use technologies: software, and what it runs on. A template or a group with a tag uses nothing.
fn described(index: &Index) -> Slots {
    index.evaluate(&Predicate::is_in("kind", ["component", "api", "resource"].map(str::to_owned)))
}

/// The technologies that a value names: an annotation is a list with commas.
fn parts<'a>(field: &str, value: &'a str) -> impl Iterator<Item = &'a str> {
    let is_list = field.ends_with(annotation::TECH);
    let whole = (!is_list).then_some(value);
    let several = is_list.then(|| value.split(',').map(str::trim)).into_iter().flatten();
    whole.into_iter().chain(several)
}

impl Portal {
    /// How many components use each entry of a radar, by key.
    pub fn radar_counts(&self, _caller: &Caller, shown: &ShownRadar) -> BTreeMap<String, usize> {
        let bound = self.bound(shown);
        let index = self.index();
        let components = index.evaluate(&Predicate::equals("kind", "component"));
        let uses = Uses::of(&index, &shown.words).with(&index, &bound);
        let count = |(key, direct): (String, Slots)| {
            let through = Uses::through(&index, &direct);
            let through = through.iter().filter(|(slot, _)| components.contains(*slot)).count();
            let own = usize::try_from((direct & &components).len()).unwrap_or(usize::MAX);
            (key, own + through)
        };
        uses.direct.into_iter().map(count).collect()
    }

    /// Who uses an entry of a radar.
    pub fn radar_users(&self, _caller: &Caller, shown: &ShownRadar, key: &str) -> Users {
        let bound = self.bound(shown);
        let index = self.index();
        let uses = Uses::of(&index, &shown.words).with(&index, &bound);
        let Some(direct) = uses.direct.get(key) else { return Users::default() };
        let components = index.evaluate(&Predicate::equals("kind", "component"));
        let own = direct.iter().map(|slot| (slot, None));
        let through = Uses::through(&index, direct).into_iter().map(|(slot, via)| (slot, Some(via)));
        let mut users = Users::default();
        for (slot, via) in own.chain(through) {
            let is_component = components.contains(slot);
            users.count += usize::from(is_component);
            let list = if is_component { &mut users.components } else { &mut users.others };
            if list.len() >= RADAR_USERS {
                continue;
            }
            let Some(document) = index.document(slot) else { continue };
            let hows = match via.and_then(|via| index.document(via)) {
                Some(via) => vec![How::Through(named(&index, &via.entity_ref))],
                None => {
                    let package = bound.uses.get(key).and_then(|uses| uses.get(&*document.entity_ref));
                    let own = says(&index, slot, &shown.words, key);
                    own.into_iter().chain(package.cloned().map(How::Package)).collect()
                }
            };
            list.push(Use { row: row(&index, document), hows });
        }
        let by_name = |one: &Use| (one.row.label.to_lowercase(), one.row.entity_ref.clone());
        users.components.sort_by_key(by_name);
        users.others.sort_by_key(by_name);
        users
    }

    /// What an entity uses of the radars, the most doubtful first.
    pub fn standings(&self, entity_ref: &str) -> Vec<Standing> {
        let radars: Vec<_> = self.radars().into_iter().map(|shown| (self.bound(&shown), shown)).collect();
        let index = self.index();
        let Some(slot) = index.slot(entity_ref).filter(|slot| described(&index).contains(*slot)) else {
            return Vec::new();
        };
        let mut standings: Vec<Standing> = Vec::new();
        for (bound, shown) in radars {
            let Some(radar) = &shown.radar else { continue };
            let edition = radar.on(radar.current(super::today()), None);
            for blip in &edition.blips {
                let key = &blip.entry.key;
                let package = bound.uses.get(key).and_then(|uses| uses.get(entity_ref));
                let is_said = FIELDS.iter().any(|(field, _)| {
                    index
                        .values_of(slot, field)
                        .any(|value| parts(field, value).any(|part| shown.words.key(part) == Some(key)))
                });
                let is_known = standings.iter().any(|other| other.title == blip.entry.title);
                if (is_said || package.is_some()) && !is_known {
                    standings.push(Standing {
                        radar: shown.id.clone(),
                        key: key.clone(),
                        title: blip.entry.title.clone(),
                        ring: (blip.step.ring, radar.ring_name(blip.step.ring).to_owned()),
                        moved: blip.moved,
                        on_hold: radar.is_hold(blip.step.ring),
                        package: package.cloned(),
                    });
                }
            }
        }
        standings.sort_by_key(|one| (std::cmp::Reverse(one.ring.0), one.title.to_lowercase()));
        standings
    }
}

/// By which of its fields an entity says that it uses an entry, if it does.
fn says(index: &Index, slot: u32, words: &Words, key: &str) -> Option<How> {
    for (field, kind) in FIELDS {
        for value in index.values_of(slot, field) {
            if let Some(part) = parts(field, value).find(|part| words.key(part) == Some(key)) {
                let part = part.to_owned();
                return Some(match kind {
                    Field::Tag => How::Tag(part),
                    Field::Language => How::Language(part),
                    Field::Annotation => How::Annotation(part),
                });
            }
        }
    }
    None
}
