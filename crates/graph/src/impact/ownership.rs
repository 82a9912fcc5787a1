//! What becomes of things when their owner goes, or hands them over.

use crate::{Link, Links};
use std::collections::BTreeSet;

/// What an owner leaves behind. All lists hold references in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    /// What nobody else owns.
    pub alone: Vec<String>,
    /// What somebody else owns too, with these others.
    pub shared: Vec<(String, Vec<String>)>,
    /// Sub-groups that have no other parent.
    pub without_parent: Vec<String>,
    /// Members that are in no other group.
    pub without_group: Vec<String>,
    /// Other sub-groups and members, which keep a place.
    pub keeping: Vec<String>,
    /// Groups that would have no member left.
    pub without_members: Vec<String>,
}

/// What would be left behind without an owner: a group, or a user. Only others that exist count: an owner that is
/// not there answers for nothing.
pub fn ownership(links: &impl Links, owner: &str) -> Ownership {
    let mut found = Ownership::default();
    for owned in targets(links, owner, "ownerOf") {
        let others = others(links, &owned, "ownedBy", owner);
        match others.is_empty() {
            true => found.alone.push(owned),
            false => found.shared.push((owned, others)),
        }
    }
    let mut placed = |relation: &str, back: &str, lost: &mut Vec<String>| {
        for one in targets(links, owner, relation) {
            let list =
                if others(links, &one, back, owner).is_empty() { &mut *lost } else { &mut found.keeping };
            list.push(one);
        }
    };
    placed("parentOf", "childOf", &mut found.without_parent);
    placed("hasMember", "memberOf", &mut found.without_group);
    for group in targets(links, owner, "memberOf") {
        if others(links, &group, "hasMember", owner).is_empty() {
            found.without_members.push(group);
        }
    }
    found
}

/// The other ends of relations of one type that exist, sorted.
fn targets(links: &impl Links, entity_ref: &str, relation: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    links.each(entity_ref, &mut |link: Link<'_>| {
        if link.relation == relation && link.target != entity_ref && links.exists(link.target) {
            found.insert(link.target.to_owned());
        }
    });
    found
}

fn others(links: &impl Links, entity_ref: &str, relation: &str, but: &str) -> Vec<String> {
    targets(links, entity_ref, relation).into_iter().filter(|other| other != but).collect()
}
