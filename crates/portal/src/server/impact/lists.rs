//! What is concerned as a list: the nearest first, in groups, each with its reason.

use super::{landscape::Landscape, names::Names};
use crate::views::impact::{Concerned, Group, Grouping, ImpactView, Said};
use portico_graph::impact::{Impact, Piece, explain};
use portico_query::Slots;
use std::collections::{BTreeMap, HashSet};

/// What a list is made of.
pub(super) struct Material<'a> {
    pub(super) names: Names<'a>,
    pub(super) landscape: &'a Landscape,
    pub(super) impact: &'a Impact,
    /// The entities that are wanted, among those concerned.
    pub(super) wanted: &'a Slots,
}

impl Material<'_> {
    /// The groups with so many entities in all, and how many entities are listed.
    pub(super) fn groups(&self, grouping: Grouping, most: usize) -> (Vec<Group>, usize) {
        let nodes = self.impact.nodes().iter().copied();
        let wanted = nodes.filter(|node| self.wanted.contains(self.landscape.slot(*node)));
        let listed: Vec<u32> = wanted.take(most).collect();
        let groups = match grouping {
            Grouping::Distance => self.by_distance(&listed),
            Grouping::System => self.by_key(&listed, "portico.system", "No system"),
            Grouping::Owner => self.by_key(&listed, "relations.ownedby", "No owner"),
        };
        (groups, listed.len())
    }

    fn by_distance(&self, listed: &[u32]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (level, distance) in self.impact.levels().zip(1..) {
            let wanted = level.iter().filter(|node| self.wanted.contains(self.landscape.slot(**node)));
            let group = Group { title: at_distance(distance), total: wanted.count(), ..Group::default() };
            groups.push(group);
        }
        for node in listed {
            let item = self.item(*node);
            if let Some(group) = groups.get_mut(item.distance.saturating_sub(1)) {
                group.items.push(item);
            }
        }
        groups.retain(|group| group.total > 0);
        groups
    }

    /// One group for each value of a key, the largest first, and one for those without.
    fn by_key(&self, listed: &[u32], key: &str, without: &str) -> Vec<Group> {
        let names = self.names;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (value, number) in names.0.facet_counts(key, self.wanted) {
            *counts.entry(value.to_lowercase()).or_default() += usize::try_from(number).unwrap_or(usize::MAX);
        }
        let mut items: BTreeMap<String, Vec<Concerned>> = BTreeMap::new();
        let mut rest = Vec::new();
        for node in listed {
            let item = self.item(*node);
            let values: Vec<String> =
                names.0.values_of(self.landscape.slot(*node), key).map(str::to_lowercase).collect();
            if values.is_empty() {
                rest.push(item.clone());
            }
            for value in values {
                items.entry(value).or_default().push(item.clone());
            }
        }
        let mut groups: Vec<Group> = counts
            .into_iter()
            .map(|(value, total)| {
                let named = names.named_ref(&value);
                let items = items.remove(&value).unwrap_or_default();
                let missing = if named.exists { "" } else { " (not in the catalog)" };
                let title = format!("{}{missing}", named.label);
                Group { title, entity_ref: named.exists.then_some(value), total, items }
            })
            .collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.total));
        let keyed = names.0.evaluate(&portico_query::Predicate::exists(key));
        let total = usize::try_from((self.wanted - keyed).len()).unwrap_or(usize::MAX);
        if total > 0 {
            groups.push(Group { title: without.to_owned(), entity_ref: None, total, items: rest });
        }
        groups
    }

    fn item(&self, node: u32) -> Concerned {
        let slot = self.landscape.slot(node);
        let distance = self.impact.distance_of(node).unwrap_or_default();
        let mut item = self.names.concerned(slot, distance as usize);
        item.why = explain(&self.impact.path(node))
            .into_iter()
            .map(|piece| match piece {
                Piece::Words(words) => Said::Words(words),
                Piece::Entity(node) => Said::Entity(self.names.named(self.landscape.slot(node))),
            })
            .collect();
        item
    }
}

fn at_distance(distance: usize) -> String {
    match distance {
        1 => "Directly".to_owned(),
        2 => "Through one other".to_owned(),
        more => format!("Through {} others", more - 1),
    }
}

/// Leaves so many groups, as a page shows them, and counts what is listed then.
pub(super) fn cut_groups(view: &mut ImpactView, most: usize) {
    view.more_groups = view.groups.len().saturating_sub(most);
    if view.more_groups > 0 {
        view.groups.truncate(most);
        // One that has two owners is in two groups.
        let items = view.groups.iter().flat_map(|group| &group.items);
        let listed: HashSet<&str> = items.map(|item| item.entity_ref.as_str()).collect();
        view.listed = listed.len();
    }
}
