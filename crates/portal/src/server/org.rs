//! People, groups and what they own, read from the rows of the index: no JSON on the way, except for what is shown in
//! full.

use super::{
    brief::{attention, named},
    limits::{PERSON_TEAMS, TEAM_LINKS},
};
use crate::views::{
    Named,
    home::KindCount,
    people::{Entry, LinkCard, PersonCard, TeamCard},
};
use portico_entity::{Entity, EntityRef, RefContext, is_safe_address, kinds};
use portico_query::{Direction, Index, Order, Predicate, Slots};
use std::collections::{BTreeSet, VecDeque};

/// What needs attention for whatever reason.
pub(super) const ATTENTION_KEY: &str = "portico.attention";

/// The first value that an entity has for a key.
pub(super) fn value<'a>(index: &'a Index, slot: u32, key: &'a str) -> Option<&'a str> {
    index.values_of(slot, key).next()
}

/// The other ends of an entity's relations of one type, given by its key in the index.
pub(super) fn related<'a>(index: &'a Index, entity_ref: &str, key: &'a str) -> Vec<&'a str> {
    let slot = index.slot(entity_ref);
    slot.into_iter().flat_map(|slot| index.values_of(slot, key)).collect()
}

/// The groups that a user is in.
pub(super) fn groups_of<'a>(index: &'a Index, user: &str) -> Vec<&'a str> {
    let mut groups = related(index, user, "relations.memberof");
    groups.retain(|group| group.starts_with("group:"));
    groups
}

/// The groups that are right above a group and exist.
pub(super) fn parents<'a>(index: &'a Index, group: &str) -> Vec<&'a str> {
    let mut parents = related(index, group, "relations.childof");
    parents.retain(|parent| parent.starts_with("group:") && index.slot(parent).is_some());
    parents
}

/// The groups that are right below a group and exist.
pub(super) fn children<'a>(index: &'a Index, group: &str) -> Vec<&'a str> {
    let mut children = related(index, group, "relations.parentof");
    children.retain(|child| child.starts_with("group:") && index.slot(child).is_some());
    children
}

/// Everything that a step leads to from some groups, nearest first, each once and without where it started. Groups
/// that lead back to themselves end the walk like any other that was seen already.
pub(super) fn reached<'a>(
    index: &'a Index,
    from: &[&'a str],
    step: impl Fn(&'a Index, &str) -> Vec<&'a str>,
) -> Vec<&'a str> {
    let mut seen: BTreeSet<&str> = from.iter().copied().collect();
    let mut waiting: VecDeque<&str> = from.iter().copied().collect();
    let mut found = Vec::new();
    while let Some(group) = waiting.pop_front() {
        for next in step(index, group) {
            if seen.insert(next) {
                waiting.push_back(next);
                found.push(next);
            }
        }
    }
    found
}

/// The entities that any of these owns.
pub(super) fn owned_by(index: &Index, owners: &[&str]) -> Slots {
    let owned = Predicate::is_in("relations.ownedby", owners.iter().map(|owner| (*owner).to_owned()));
    index.evaluate(&owned)
}

/// All users.
pub(super) fn users(index: &Index) -> Slots {
    index.evaluate(&Predicate::equals("kind", "user"))
}

/// The users that are in any of these groups.
pub(super) fn members_of(index: &Index, groups: &[&str]) -> Slots {
    members_among(index, &users(index), groups)
}

/// Those of some users that are in any of these groups.
pub(super) fn members_among(index: &Index, users: &Slots, groups: &[&str]) -> Slots {
    let members = Predicate::is_in("relations.memberof", groups.iter().map(|group| (*group).to_owned()));
    index.evaluate(&members) & users
}

/// What the reader means by "owned": by themselves, and by the groups that they are in. What wider groups own is not
/// theirs, or everything would be everybody's.
pub(super) fn owned_with_groups(index: &Index, user: &str) -> Slots {
    let mut owners = groups_of(index, user);
    owners.push(user);
    owned_by(index, &owners)
}

/// Number of entities of each kind, most frequent first, without Locations.
pub(super) fn kinds_in(index: &Index, within: &Slots) -> Vec<KindCount> {
    let counts = index.facet_counts("kind", within).into_iter();
    let counts = counts.filter(|(kind, _)| !kind.eq_ignore_ascii_case("location"));
    let mut kinds: Vec<KindCount> = counts.map(|(kind, count)| KindCount { kind, count }).collect();
    kinds.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.kind.cmp(&b.kind)));
    kinds
}

/// Those that need attention.
pub(super) fn attentive(index: &Index, within: &Slots) -> Slots {
    index.evaluate(&Predicate::exists(ATTENTION_KEY)) & within
}

/// The first of some entities by name.
pub(super) fn by_name(index: &Index, within: &Slots, limit: usize) -> Vec<u32> {
    let order = Order { key: "portico.name".to_owned(), direction: Direction::Ascending };
    index.page(within, &order, 0, limit)
}

/// An entity as a line of a list, whether it exists or not.
pub(super) fn entry(index: &Index, entity_ref: &str) -> Entry {
    let kind = kinds::spelling(entity_ref.split(':').next().unwrap_or_default());
    let slot = index.slot(entity_ref);
    let text = |key| slot.and_then(|slot| value(index, slot, key)).map(str::to_owned);
    Entry {
        entity: named(index, entity_ref),
        kind: text("kind").unwrap_or_else(|| kind.to_owned()),
        kind_type: text("spec.type"),
        lifecycle: text("spec.lifecycle"),
        attention: attention(index, entity_ref),
    }
}

/// Entities as lines of a list.
pub(super) fn entries(index: &Index, slots: Vec<u32>) -> Vec<Entry> {
    let documents = slots.into_iter().filter_map(|slot| index.document(slot));
    documents.map(|document| entry(index, &document.entity_ref)).collect()
}

/// A user in a few words.
pub(super) fn person(index: &Index, user: &str) -> PersonCard {
    let slot = index.slot(user);
    let text = |key| slot.and_then(|slot| value(index, slot, key)).map(str::to_owned);
    let teams = groups_of(index, user);
    PersonCard {
        user: named(index, user),
        about: text("metadata.description"),
        picture: text("spec.profile.picture").filter(|address| is_safe_picture(address)),
        teams: teams.into_iter().take(PERSON_TEAMS).map(|team| named(index, team)).collect(),
    }
}

/// Whether a picture may be fetched by readers' browsers.
pub(super) fn is_safe_picture(address: &str) -> bool {
    address.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
}

/// A group in a few words.
pub(super) fn team(index: &Index, group: &str) -> TeamCard {
    let entity = read(index, group);
    let text = |key| index.slot(group).and_then(|slot| value(index, slot, key)).map(str::to_owned);
    TeamCard {
        team: named(index, group),
        kind_type: text("spec.type"),
        description: entity.as_ref().and_then(|entity| entity.metadata.description.clone()),
        parent: parents(index, group).first().map(|parent| named(index, parent)),
        links: entity.map(|entity| links(&entity)).unwrap_or_default(),
        members: members_of(index, &[group]).len(),
        owns: owned_by(index, &[group]).len(),
    }
}

/// The whole entity, for the few that are shown in full.
pub(super) fn read(index: &Index, entity_ref: &str) -> Option<Entity> {
    serde_json::from_str(&index.get(entity_ref)?.json).ok()
}

/// The first links of an entity. Those that would run a script are left out.
pub(super) fn links(entity: &Entity) -> Vec<LinkCard> {
    let links = entity.metadata.links.iter().filter(|link| is_safe_address(&link.url)).take(TEAM_LINKS);
    links
        .map(|link| LinkCard {
            label: link.title.clone().unwrap_or_else(|| link.url.clone()),
            url: link.url.clone(),
            icon: link.icon.clone(),
            kind: link.kind.clone(),
        })
        .collect()
}

/// Who leads a group, if its `spec.lead` names a user.
pub(super) fn lead(index: &Index, group: &str) -> Option<Named> {
    let reference = EntityRef::parse_full(group).ok()?;
    let lead = value(index, index.slot(group)?, "spec.lead")?;
    let context = RefContext::kind("user").namespace(&reference.namespace);
    let lead = EntityRef::parse(lead, context).ok()?;
    (lead.kind.eq_ignore_ascii_case("user")).then(|| named(index, &lead.to_string()))
}

/// An address to write to, if it is nothing but that: behind `?`, a link could fill in whom else it goes to.
pub(super) fn mail_address(text: String) -> Option<String> {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"?&%,;\"<>".contains(c);
    (text.contains('@') && text.chars().all(is_plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::mail_address;

    #[test]
    fn a_mail_goes_to_nobody_else() {
        assert_eq!(mail_address("a+b@x.test".to_owned()).as_deref(), Some("a+b@x.test"));
        for wrong in ["a@x?bcc=spy@y", "a@x,b@x", "a@x%3Fbcc", "nobody", "a @x"] {
            assert_eq!(mail_address(wrong.to_owned()), None, "{wrong}");
        }
    }
}
