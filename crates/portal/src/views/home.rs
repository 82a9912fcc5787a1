//! The first page.

use super::{Named, people::MineView};
use serde::{Deserialize, Serialize};

/// What the first page shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HomeView {
    /// Number of entities of each kind, most frequent first.
    pub kinds: Vec<KindCount>,
    /// Number of all entities.
    pub total: u64,
    /// What needs attention: word of [`super::ATTENTION`] and number of entities.
    pub attention: Vec<(String, u64)>,
    /// Number of errors and of warnings.
    pub problems: (usize, usize),
    /// Domains and what is in them.
    pub domains: Vec<DomainCard>,
    /// Number of domains that are not listed.
    pub more_domains: usize,
    /// The latest changes, newest first.
    pub changes: Vec<ChangeRow>,
    /// What is the reader's own, if they said who they are.
    pub mine: Option<MineView>,
    /// Whether sources are still being read for the first time.
    pub loading: bool,
}

/// Number of entities of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// Kind in its own spelling.
    pub kind: String,
    /// Number.
    pub count: u64,
}

/// A domain and what is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DomainCard {
    /// The domain.
    pub domain: Named,
    /// What it is good for.
    pub description: Option<String>,
    /// Who owns it.
    pub owners: Vec<Named>,
    /// Its systems.
    pub systems: Vec<Named>,
    /// Number of entities in its systems.
    pub entities: u64,
}

/// A change of an entity, or of several at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// The entity; of several, the first one.
    pub entity: Named,
    /// `added`, `updated` or `removed`.
    pub kind: String,
    /// Time, in milliseconds since 1970.
    pub at_ms: i64,
    /// Where it comes from; of several, what their places have in common.
    pub file: String,
    /// Number of entities that changed in this way at this moment.
    pub count: usize,
    /// Whether there may be more of them than were counted.
    pub is_capped: bool,
}
