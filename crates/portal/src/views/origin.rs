//! Where an entity comes from, and what would leave the catalog without that.

use super::Named;
use serde::{Deserialize, Serialize};

/// Where an entity comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginView {
    /// The location with which the chain to it begins, such as `url:https://…`; empty if it does not say.
    pub origin: String,
    /// The registration of that location, if it was registered by somebody.
    pub registration: Option<Registration>,
    /// Whether the configuration forbids to change locations.
    pub readonly: bool,
}

/// A location that somebody registered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Identifier.
    pub id: String,
    /// Its address.
    pub target: String,
}

/// What leaves when a registration is removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingView {
    /// The registration.
    pub registration: Registration,
    /// The entities that come from it, without Locations.
    pub entities: Vec<Leaving>,
    /// Number of entities that are not listed.
    pub more: usize,
}

/// An entity that would leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// Kind in its own spelling.
    pub kind: String,
    /// The entity.
    pub entity: Named,
}
