//! Who is meant by references.

use super::{
    super::{
        limits::{NOTIFY_PEOPLE, NOTIFY_REFERENCES},
        org::{children, members_of, reached, related},
    },
    NotifyError,
};
use portico_entity::{EntityRef, RefContext};
use portico_query::Index;
use std::collections::BTreeSet;

/// Who is meant.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Meant {
    /// Users of the catalog, each once.
    pub(super) people: BTreeSet<String>,
    /// References that the catalog does not have.
    pub(super) unknown: Vec<String>,
}

/// The people whom references mean, without those whom others mean.
pub(super) fn meant(index: &Index, references: &[String], except: &[String]) -> Result<Meant, NotifyError> {
    if references.is_empty() {
        return Err(NotifyError::Wrong("a notification needs to name somebody to tell".to_owned()));
    }
    if references.len() + except.len() > NOTIFY_REFERENCES {
        return Err(NotifyError::Wrong(format!(
            "a notification names at most {NOTIFY_REFERENCES} references; name a group instead"
        )));
    }
    let mut found = Meant::default();
    for reference in references {
        let reference = full(reference)?;
        if index.slot(&reference).is_none() {
            found.unknown.push(reference);
            continue;
        }
        found.people.extend(people_of(index, &reference));
    }
    for reference in except {
        for person in people_of(index, &full(reference)?) {
            found.people.remove(&person);
        }
    }
    if found.people.len() > NOTIFY_PEOPLE {
        return Err(NotifyError::Wrong(format!(
            "a notification goes to at most {NOTIFY_PEOPLE} people, and these are {}; tell everybody (broadcast) instead",
            found.people.len()
        )));
    }
    Ok(found)
}

/// The full lower-case reference.
fn full(reference: &str) -> Result<String, NotifyError> {
    let parsed = EntityRef::parse(reference, RefContext::default());
    parsed
        .map(|parsed| parsed.to_string().to_lowercase())
        .map_err(|error| NotifyError::Wrong(error.to_string()))
}

/// A user is one person; a group its members and those of all groups below it; anything else means its owners.
pub(super) fn people_of(index: &Index, reference: &str) -> BTreeSet<String> {
    match reference.split(':').next() {
        Some("user") => user(index, reference).into_iter().collect(),
        Some("group") => members(index, reference),
        _ => {
            let owners = related(index, reference, "relations.ownedby");
            let of = |owner: &&str| match owner.split(':').next() {
                Some("user") => user(index, owner).into_iter().collect(),
                Some("group") => members(index, owner),
                // Nothing else owns, and what leads in circles leads nowhere.
                _ => BTreeSet::new(),
            };
            owners.iter().flat_map(of).collect()
        }
    }
}

fn user(index: &Index, reference: &str) -> Option<String> {
    index.slot(reference).map(|_| reference.to_owned())
}

fn members(index: &Index, group: &str) -> BTreeSet<String> {
    let mut groups = vec![group];
    groups.extend(reached(index, &[group], children));
    let members = members_of(index, &groups);
    members.iter().filter_map(|slot| Some(index.document(slot)?.entity_ref.to_string())).collect()
}
