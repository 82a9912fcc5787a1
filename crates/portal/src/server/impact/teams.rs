//! Who must be told.

use super::super::org::mail_address;
use super::{
    super::limits::{TEAM_LINKS, TEAMS},
    names::Names,
};
use crate::views::impact::Team;
use portico_entity::is_safe_address;
use portico_query::Slots;
use serde::Deserialize;
use std::{borrow::Cow, collections::BTreeMap};

/// Owners by reference, with the number of their things at distance 1 and further away, and of those that provide.
#[derive(Default)]
pub(super) struct Told(BTreeMap<String, (usize, usize, usize)>);

impl Told {
    /// The owners of what is concerned.
    pub(super) fn of(names: Names<'_>, direct: &Slots, all: &Slots) -> Self {
        let mut told = BTreeMap::new();
        for (owner, number) in names.0.facet_counts("relations.ownedby", all) {
            told.insert(owner.to_lowercase(), (0, usize::try_from(number).unwrap_or(usize::MAX), 0));
        }
        for (owner, number) in names.0.facet_counts("relations.ownedby", direct) {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            let counts: &mut (usize, usize, usize) = told.entry(owner.to_lowercase()).or_default();
            *counts = (number, counts.1.saturating_sub(number), 0);
        }
        Self(told)
    }

    /// Adds an owner of something at distance 1.
    pub(super) fn add_direct(&mut self, owner: &str) {
        self.0.entry(owner.to_owned()).or_default().0 += 1;
    }

    /// Adds an owner of something that provides what changes.
    pub(super) fn add_provider(&mut self, owner: &str) {
        self.0.entry(owner.to_owned()).or_default().2 += 1;
    }

    /// Those that do not exist.
    pub(super) fn missing<'a>(&'a self, names: Names<'a>) -> impl Iterator<Item = &'a str> {
        self.0.keys().map(String::as_str).filter(move |owner| names.0.slot(owner).is_none())
    }

    /// Those with the most things first, and how many there are. `own` are the owners of what changes.
    pub(super) fn teams(&self, names: Names<'_>, own: &[&str]) -> (Vec<Team>, usize) {
        let mut order: Vec<(&String, &(usize, usize, usize))> =
            self.0.iter().filter(|(owner, _)| names.0.slot(owner).is_some()).collect();
        let total = order.len();
        // Stable: those with as many stay in the order of names.
        order.sort_by_key(|(_, (direct, indirect, _))| std::cmp::Reverse((*direct, *indirect)));
        let team = |(owner, (direct, indirect, provides)): (&String, &(usize, usize, usize))| {
            let slot = names.0.slot(owner)?;
            let card = names
                .0
                .document(slot)
                .and_then(|document| serde_json::from_str::<Card<'_>>(&document.json).ok());
            let Card { metadata, spec } = card.unwrap_or_default();
            let links = metadata
                .links
                .into_iter()
                .flatten()
                .filter(|link| is_safe_address(&link.url))
                .take(TEAM_LINKS);
            Some(Team {
                entity_ref: owner.clone(),
                label: names.label(slot),
                is_person: owner.starts_with("user:"),
                direct: *direct,
                indirect: *indirect,
                provides: *provides,
                is_own: own.contains(&owner.as_str()),
                email: spec
                    .profile
                    .and_then(|profile| profile.email)
                    .map(Cow::into_owned)
                    .and_then(mail_address),
                links: links
                    .map(|link| {
                        (link.title.unwrap_or_else(|| link.url.clone()).into_owned(), link.url.into_owned())
                    })
                    .collect(),
            })
        };
        (order.into_iter().take(TEAMS).filter_map(team).collect(), total)
    }
}

/// Addresses that a page may link to.
/// How to reach somebody; everything else of the JSON is skipped.
#[derive(Default, Deserialize)]
struct Card<'a> {
    #[serde(borrow, default)]
    metadata: CardMetadata<'a>,
    #[serde(borrow, default)]
    spec: CardSpec<'a>,
}

#[derive(Default, Deserialize)]
struct CardMetadata<'a> {
    #[serde(borrow, default)]
    links: Option<Vec<CardLink<'a>>>,
}

#[derive(Deserialize)]
struct CardLink<'a> {
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(borrow, default)]
    title: Option<Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
struct CardSpec<'a> {
    #[serde(borrow, default)]
    profile: Option<CardProfile<'a>>,
}

#[derive(Deserialize)]
struct CardProfile<'a> {
    #[serde(borrow, default)]
    email: Option<Cow<'a, str>>,
}
