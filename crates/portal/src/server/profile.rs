//! The page of a group or a user: who belongs to it, what is owned, what needs attention.

use super::{
    Portal,
    brief::named,
    limits::{GROUPS_ABOVE, MEMBERS, OWNERS_IN_LINK, TEAM_CARDS, URGENT},
    mine::attention_in,
    org::{
        attentive, by_name, children, entries, groups_of, is_safe_picture, kinds_in, lead, mail_address,
        members_of, owned_by, parents, person, reached, read, team,
    },
};
use crate::{
    Caller,
    views::people::{OwnedCount, ProfileView},
};
use portico_entity::{Entity, EntityRef};
use portico_query::{Index, Slots};

impl Portal {
    /// What the page of a group or a user shows beside the facts; nothing for other kinds and for what does not exist.
    /// `with_all` lists the members of all groups below, too.
    pub fn profile(&self, _caller: Caller, reference: &EntityRef, with_all: bool) -> Option<ProfileView> {
        let index = self.index();
        let subject = reference.to_string();
        let entity = read(&index, &subject)?;
        match subject.split(':').next() {
            Some("group") => Some(group(&index, &subject, &entity, with_all)),
            Some("user") => Some(user(&index, &subject, &entity)),
            _ => None,
        }
    }
}

fn group(index: &Index, subject: &str, entity: &Entity, with_all: bool) -> ProfileView {
    let above = reached(index, &[subject], parents);
    let below = reached(index, &[subject], children);
    let right_below = children(index, subject);
    let mut all = vec![subject];
    all.extend(&below);
    let direct = members_of(index, &[subject]);
    let everybody = members_of(index, &all);
    let shown = by_name(index, if with_all { &everybody } else { &direct }, MEMBERS);
    let shown = shown.into_iter().filter_map(|slot| index.document(slot));
    ProfileView {
        is_group: true,
        // A group right below that is also above closes a circle.
        is_circular: right_below.iter().any(|group| *group == subject || above.contains(group)),
        lead: lead(index, subject),
        above: above.iter().take(GROUPS_ABOVE).rev().map(|group| named(index, group)).collect(),
        more_teams: right_below.len().saturating_sub(TEAM_CARDS),
        teams: right_below.into_iter().take(TEAM_CARDS).map(|group| team(index, group)).collect(),
        with_all,
        members: shown.map(|document| person(index, &document.entity_ref)).collect(),
        member_counts: (direct.len(), everybody.len()),
        ..owning(index, subject, entity, &all)
    }
}

fn user(index: &Index, subject: &str, entity: &Entity) -> ProfileView {
    let groups = groups_of(index, subject);
    let above: Vec<&str> = reached(index, &groups, parents);
    let mut all = vec![subject];
    all.extend(&groups);
    let own = owned_by(index, &all);
    ProfileView {
        more_teams: groups.len().saturating_sub(TEAM_CARDS),
        teams: groups.iter().take(TEAM_CARDS).map(|group| team(index, group)).collect(),
        owned_above: kinds_in(index, &(owned_by(index, &above) - own)),
        ..owning(index, subject, entity, &all)
    }
}

/// What a subject owns by itself and with others that count with it.
fn owning(index: &Index, subject: &str, entity: &Entity, all: &[&str]) -> ProfileView {
    let (direct, everything) = (owned_by(index, &[subject]), owned_by(index, all));
    let text = |key: &str| entity.spec.as_ref()?.get("profile")?.get(key)?.as_str().map(str::to_owned);
    let linked = if all.len() <= OWNERS_IN_LINK { all } else { all.get(..1).unwrap_or_default() };
    ProfileView {
        subject: named(index, subject),
        is_group: false,
        picture: text("picture").filter(|address| is_safe_picture(address)),
        email: text("email").and_then(mail_address),
        lead: None,
        above: Vec::new(),
        is_circular: false,
        teams: Vec::new(),
        more_teams: 0,
        with_all: false,
        members: Vec::new(),
        member_counts: (0, 0),
        owned: side_by_side(
            kinds_in(index, &direct).into_iter().map(|kind| (kind.kind, kind.count)).collect(),
            kinds_in(index, &everything).into_iter().map(|kind| (kind.kind, kind.count)).collect(),
        ),
        attention: side_by_side(attention_in(index, &direct), attention_in(index, &everything)),
        urgent: urgent(index, &direct, &everything),
        owners: linked.iter().map(|owner| (*owner).to_owned()).collect(),
        owned_above: Vec::new(),
    }
}

/// The first of what needs attention: the subject's own first.
fn urgent(index: &Index, direct: &Slots, everything: &Slots) -> Vec<crate::views::people::Entry> {
    let needy = attentive(index, everything);
    let mut slots = by_name(index, &(&needy & direct), URGENT);
    slots.extend(by_name(index, &(&needy - direct), URGENT - slots.len()));
    entries(index, slots)
}

fn side_by_side(direct: Vec<(String, u64)>, all: Vec<(String, u64)>) -> Vec<OwnedCount> {
    let count = |what: &str| direct.iter().find(|(known, _)| known == what).map_or(0, |(_, count)| *count);
    all.into_iter().map(|(what, all)| OwnedCount { direct: count(&what), what, all }).collect()
}
