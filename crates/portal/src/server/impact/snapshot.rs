//! A catalog at one moment, asked without a portal that runs: what the command line answers from.

use super::{Landscape, answered};
use crate::{
    server::showing::prepare,
    views::impact::{ImpactQuestion, ImpactView},
};
use portico_catalog::Shown;
use portico_entity::{EntityRef, RefContext, suggest::nearest};
use portico_query::{Index, Predicate};

/// Entities that were shown at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    index: Index,
    landscape: Landscape,
}

/// There is no entity of that name, or more than one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// There is none.
    #[error("there is no entity {0} in the catalog{near}", near = or_near(.1))]
    Nothing(String, Option<String>),
    /// There are several.
    #[error("{0} may be any of {several}; write its kind and namespace too", several = .1.join(", "))]
    Several(String, Vec<String>),
    /// It is no reference.
    #[error("{0} is no reference to an entity; write [<kind>:][<namespace>/]<name>")]
    Unreadable(String),
}

impl Snapshot {
    /// A snapshot of entities by their references.
    pub fn of<'a>(shown: impl IntoIterator<Item = (&'a str, &'a Shown)>) -> Self {
        let mut index = Index::new();
        for (entity_ref, shown) in shown {
            if let Some(prepared) = prepare(entity_ref, &shown.json, &shown.attention) {
                index.file(prepared);
            }
        }
        let landscape = Landscape::of(&index);
        Self { index, landscape }
    }

    /// What a change would concern, with so many of what is concerned listed; all of it is counted. Nothing if there
    /// is no such entity.
    pub fn impact(&self, question: &ImpactQuestion, most: usize) -> Option<ImpactView> {
        answered(&self.index, question, most, || &self.landscape)
    }

    /// The full reference that a text means: a reference in any case, without its namespace, or a name alone if only
    /// one entity has it.
    ///
    /// # Errors
    /// If there is none, or more than one; with the nearest name.
    pub fn find(&self, text: &str) -> Result<String, Unknown> {
        find(&self.index, text)
    }

    /// Number of entities.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }
}

fn or_near(near: &Option<String>) -> String {
    near.as_ref().map(|near| format!("; did you mean {near}?")).unwrap_or_default()
}

/// Most entities that are named when a text may mean several.
const SEVERAL: usize = 5;

pub(super) fn find(index: &Index, text: &str) -> Result<String, Unknown> {
    let nothing = |written: String, near: Option<String>| Err(Unknown::Nothing(written, near));
    let has_kind = text.split('/').next().is_some_and(|first| first.contains(':'));
    if has_kind {
        let Ok(reference) = EntityRef::parse_full(text) else {
            return Err(Unknown::Unreadable(text.to_owned()));
        };
        let entity_ref = reference.to_string();
        if index.slot(&entity_ref).is_some() {
            return Ok(entity_ref);
        }
        let kind = entity_ref.split(':').next().unwrap_or_default();
        let candidates = index.iter().map(|document| &*document.entity_ref);
        let of_kind = candidates.filter(|other| other.split(':').next() == Some(kind));
        let near =
            nearest(&entity_ref, of_kind).map(str::to_owned).or_else(|| namesake(index, &reference.name));
        return nothing(entity_ref, near);
    }
    // A name, perhaps with its namespace: of whatever kind.
    let Ok(reference) = EntityRef::parse(text, RefContext::kind("any")) else {
        return Err(Unknown::Unreadable(text.to_owned()));
    };
    let found = named(index, &reference.name);
    let in_namespace = |entity_ref: &&String| {
        !text.contains('/') || entity_ref.contains(&format!(":{}/", reference.namespace.to_lowercase()))
    };
    let found: Vec<&String> = found.iter().filter(in_namespace).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let names = index.iter().filter_map(|document| document.entity_ref.split('/').nth(1));
            let near = nearest(&reference.name, names).and_then(|name| namesake(index, name));
            nothing(text.to_owned(), near)
        }
        several => {
            let some = several.iter().take(SEVERAL).map(|one| (*one).clone()).collect();
            Err(Unknown::Several(text.to_owned(), some))
        }
    }
}

/// The references of all entities of a name.
fn named(index: &Index, name: &str) -> Vec<String> {
    let slots = index.evaluate(&Predicate::equals("metadata.name", name));
    slots.iter().filter_map(|slot| Some(index.document(slot)?.entity_ref.to_string())).collect()
}

fn namesake(index: &Index, name: &str) -> Option<String> {
    named(index, name).into_iter().next()
}
