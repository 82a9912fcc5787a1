//! Registering a location: what an address would bring, and what it brought.

mod address;
mod steps;

pub use address::address;
pub use steps::{Step, StepState, steps_while_looking};

use super::Named;
use portico_entity::Diagnostic;
use serde::{Deserialize, Serialize};

/// What an address would bring into the catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LookView {
    /// The address, as it was understood.
    pub target: String,
    /// The entities, without the Locations that lead to them.
    pub rows: Vec<FoundRow>,
    /// Number of entities that are not listed.
    pub more: usize,
    /// Number of further Locations that were followed.
    pub locations: usize,
    /// What is wrong with the address and with what it leads to.
    #[serde(with = "crate::views::parts::diagnostics")]
    pub problems: Vec<Diagnostic>,
    /// Those of the entities that they are about which the catalog has.
    pub known: Vec<String>,
    /// Whether the address is registered already.
    pub registered: bool,
    /// Whether there was more than is followed for a look.
    pub is_partial: bool,
    /// Whether the configuration forbids to register anything.
    pub readonly: bool,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// An entity that a look found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundRow {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// Kind in its own spelling.
    pub kind: String,
    /// What to call it.
    pub label: String,
    /// Name, if it is not the label; with the namespace, if that is not the default one.
    pub name: Option<String>,
    /// What it is good for.
    pub description: Option<String>,
    /// Who owns it.
    pub owner: Option<Owner>,
    /// Whether the catalog has it.
    pub standing: Standing,
}

/// Who owns a found entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// Somebody who is in the catalog, or nobody knows.
    Known(Named),
    /// Somebody who comes with the same address.
    Coming(String),
}

/// Whether the catalog has an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It does not have it.
    New,
    /// It has it, from this address.
    Here,
    /// It has it from elsewhere, and that one stays.
    Taken,
}

/// What a registered address brought so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FollowView {
    /// The address.
    pub target: String,
    /// Whether it is registered.
    pub registered: bool,
    /// The entities in the catalog that come from it, without Locations.
    pub rows: Vec<FoundRow>,
    /// Number of entities that are not listed.
    pub more: usize,
    /// What is wrong with the address and with what it leads to.
    #[serde(with = "crate::views::parts::diagnostics")]
    pub problems: Vec<Diagnostic>,
    /// Those of the entities that they are about which the catalog has.
    pub known: Vec<String>,
}

impl LookView {
    /// Whether the address itself could not be read.
    pub fn is_unreadable(&self) -> bool {
        let own = |problem: &Diagnostic| {
            matches!(problem.code.as_str(), "not-found" | "unreachable" | "location-type" | "address")
                && problem.file.strip_prefix("url:").unwrap_or(&problem.file) == self.target
        };
        self.rows.is_empty() && self.problems.iter().any(own)
    }

    /// Number of entities that registering would create.
    pub fn new_entities(&self) -> usize {
        self.rows.iter().filter(|row| row.standing == Standing::New).count() + self.more
    }

    /// Whether there is something that can be registered.
    pub fn can_register(&self) -> bool {
        let is_empty = self.rows.is_empty() && self.locations == 0;
        !self.readonly && !self.registered && !is_empty
    }
}

impl FollowView {
    /// Whether nothing has come and nothing went wrong so far.
    pub fn is_waiting(&self) -> bool {
        self.rows.is_empty() && self.problems.is_empty()
    }
}

/// `1 error`, `2 errors`.
pub fn counted(count: usize, word: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}

/// `1 entity`, `2 entities`.
pub fn entities(count: usize) -> String {
    if count == 1 { "1 entity".to_owned() } else { format!("{count} entities") }
}
