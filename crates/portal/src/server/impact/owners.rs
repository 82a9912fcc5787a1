//! Removing an owner, or moving what it owns.

use super::{super::limits::HEIRS, super::links::IndexLinks, names::Names, teams::Told, words};
use crate::views::impact::{Concerned, Group, ImpactView, Said, What};
use portico_graph::impact::{Ownership, ownership};
use std::collections::BTreeSet;

pub(super) fn fill(names: Names<'_>, view: &mut ImpactView, most: usize) {
    let owner = view.question.entity_ref.clone();
    let found = ownership(&IndexLinks(names.0), &owner);
    let mut told = Told::default();
    for other in found.shared.iter().flat_map(|(_, others)| others) {
        told.add_direct(other);
    }
    view.heirs = heirs(names, &owner, &found);
    let listed = Listed { names, owner: &owner };
    if view.question.change == What::Move {
        let to = view.question.to.clone();
        view.to = (!to.is_empty()).then(|| names.named_ref(&to));
        let new = if to == owner { Vec::new() } else { listed.moving(&found, &to) };
        new.iter().filter(|_| !to.is_empty()).for_each(|_| told.add_direct(&to));
        let title = match &view.to {
            Some(to) => format!("Would be owned by {}", to.label),
            None => "Would get another owner".to_owned(),
        };
        push(view, title, new);
        push(view, "Would be owned as before".to_owned(), listed.staying(&found, &to));
        view.total = view
            .groups
            .first()
            .filter(|group| !group.title.ends_with("before"))
            .map_or(0, |group| group.total);
        view.direct = view.total;
        view.sentence = words::about_moving(view);
    } else {
        listed.left(&found, view);
        view.sentence = words::about_owners(view, &found);
    }
    (view.teams, view.teams_total) = told.teams(names, &[]);
    view.matching = view.groups.iter().map(|group| group.total).sum();
    let mut room = most;
    for group in &mut view.groups {
        group.items.truncate(room);
        room -= group.items.len();
    }
    view.listed = most - room;
    view.distances = if view.total > 0 { vec![view.total] } else { Vec::new() };
}

fn push(view: &mut ImpactView, title: String, items: Vec<Concerned>) {
    if !items.is_empty() {
        view.groups.push(Group { title, entity_ref: None, total: items.len(), items });
    }
}

/// Who might take over: parents, who owns things too, and sub-groups.
fn heirs(names: Names<'_>, owner: &str, found: &Ownership) -> Vec<crate::views::Named> {
    let mut order: Vec<&str> = Vec::new();
    if let Some(slot) = names.0.slot(owner) {
        order.extend(names.0.values_of(slot, "relations.childof"));
        order.extend(names.0.values_of(slot, "relations.memberof"));
    }
    order.extend(found.shared.iter().flat_map(|(_, others)| others.iter().map(String::as_str)));
    order.extend(found.without_parent.iter().map(String::as_str));
    let mut seen = BTreeSet::from([owner]);
    let heirs = order.into_iter().filter(|heir| names.0.slot(heir).is_some() && seen.insert(heir));
    heirs.take(HEIRS).map(|heir| names.named_ref(heir)).collect()
}

struct Listed<'a> {
    names: Names<'a>,
    owner: &'a str,
}

impl Listed<'_> {
    /// An entity with what is said of it behind its name, in which `{}` stands for the owner.
    fn item(&self, entity_ref: &str, said: &str, others: &[String]) -> Option<Concerned> {
        let slot = self.names.0.slot(entity_ref)?;
        let mut item = self.names.concerned(slot, 1);
        let owner = Said::Entity(self.names.named_ref(self.owner));
        item.why.push(Said::Entity(self.names.named(slot)));
        let (before, after) = said.split_once("{}").unwrap_or((said, ""));
        item.why.push(Said::Words(format!(" {before}")));
        if said.contains("{}") {
            item.why.push(owner);
            item.why.push(Said::Words(after.to_owned()));
        }
        for (at, other) in others.iter().enumerate() {
            let between = if at == 0 { " " } else { " and " };
            item.why.push(Said::Words(between.to_owned()));
            item.why.push(Said::Entity(self.names.named_ref(other)));
        }
        Some(item)
    }

    fn items(&self, refs: &[String], said: &str) -> Vec<Concerned> {
        refs.iter().filter_map(|entity_ref| self.item(entity_ref, said, &[])).collect()
    }

    /// What would be left behind, in groups: what is lost first.
    fn left(&self, found: &Ownership, view: &mut ImpactView) {
        let is_person = self.owner.starts_with("user:");
        push(view, "Would be left without an owner".into(), self.items(&found.alone, "is owned by {} alone"));
        push(
            view,
            "Sub-groups left without a parent".into(),
            self.items(&found.without_parent, "is a sub-group of {} alone"),
        );
        push(
            view,
            "Members left without a group".into(),
            self.items(&found.without_group, "is a member of {} alone"),
        );
        if is_person {
            push(
                view,
                "Groups left without a member".into(),
                self.items(&found.without_members, "has no member but {}"),
            );
        }
        view.total = view.groups.iter().map(|group| group.total).sum();
        view.direct = view.total;
        let shared = found.shared.iter();
        let shared =
            shared.filter_map(|(owned, others)| self.item(owned, "is owned by {} and still by", others));
        push(view, "Would keep another owner".into(), shared.collect());
        push(
            view,
            "Members and sub-groups that keep a place".into(),
            self.items(&found.keeping, "belongs to {} and to another group"),
        );
    }

    /// What would get a new owner.
    fn moving(&self, found: &Ownership, to: &str) -> Vec<Concerned> {
        let mut moving = self.items(&found.alone, "is owned by {} alone");
        let shared = found.shared.iter().filter(|(_, others)| !others.iter().any(|other| other == to));
        moving.extend(shared.filter_map(|(owned, others)| self.item(owned, "is owned by {} and by", others)));
        moving.sort_by(|a, b| a.entity_ref.cmp(&b.entity_ref));
        moving
    }

    /// What the new owner has already.
    fn staying(&self, found: &Ownership, to: &str) -> Vec<Concerned> {
        let already = found.shared.iter().filter(|(_, others)| others.iter().any(|other| other == to));
        let all =
            already.filter_map(|(owned, others)| self.item(owned, "is owned by {} and already by", others));
        let mut staying: Vec<Concerned> = all.collect();
        if to == self.owner {
            staying = self.items(&found.alone, "is owned by {} already");
            let shared = found.shared.iter().map(|(owned, _)| owned.clone());
            staying.extend(self.items(&shared.collect::<Vec<_>>(), "is owned by {} already"));
        }
        staying
    }
}
