//! What pages ask and what they get.

pub mod catalog;
pub mod entity;
pub mod filter;
pub mod home;
pub mod problems;

use serde::{Deserialize, Serialize};

/// An entity as a link: what to call it and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// What to call it.
    pub label: String,
    /// Whether there is such an entity.
    pub exists: bool,
}

/// What every page shows around its content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Name of the portal.
    pub title: String,
    /// Name of the organisation; empty if the configuration does not say.
    pub organization: String,
    /// Number of errors and warnings, for the navigation.
    pub problems: usize,
}

/// Why an entity needs attention, in the words of addresses, of badges and of help texts.
pub const ATTENTION: [(&str, &str, &str); 5] = [
    ("orphan", "Orphans", "Nothing lists them any more"),
    ("error", "Errors", "Their file has errors; an older state may be shown"),
    ("no-owner", "No owner", "Nobody that exists answers for them"),
    ("dangling", "Broken references", "They refer to something that does not exist"),
    ("deprecated-in-use", "Deprecated, still used", "Others build on something that is on its way out"),
];
