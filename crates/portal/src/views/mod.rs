//! What pages ask and what they get.

pub mod catalog;
pub mod entity;
pub mod explore;
pub mod filter;
pub mod graph;
pub mod history;
pub mod home;
pub mod impact;
pub mod origin;
mod parts;
mod passes;
pub mod people;
pub mod problems;
pub mod register;
pub mod search;

use serde::{Deserialize, Serialize};

/// An entity as a link: what to call it and where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whether there are users, of whom the reader may be one.
    pub has_people: bool,
    /// Who the reader says they are.
    pub me: Option<people::Me>,
}

/// How far the sources elsewhere have been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Number of sources.
    pub sources: usize,
    /// Those of them about which nothing is known yet.
    pub waiting: usize,
    /// Those of them that could not be read the last time.
    pub failing: usize,
}

impl Reading {
    /// What a page says while sources are being read; nothing once all have answered.
    pub fn words(self) -> Option<String> {
        let Self { sources, waiting, failing } = self;
        if waiting == 0 {
            return None;
        }
        let failing = if failing > 0 { format!(", {failing} failing") } else { String::new() };
        Some(format!("Reading sources: {} of {sources}{failing}", sources.saturating_sub(waiting)))
    }
}

/// Why an entity needs attention, in the words of addresses, of badges and of help texts.
pub const ATTENTION: [(&str, &str, &str); 5] = [
    ("orphan", "Orphans", "Nothing lists them any more"),
    ("error", "Errors", "Their file has errors; an older state may be shown"),
    ("no-owner", "No owner", "Nobody that exists answers for them"),
    ("dangling", "Broken references", "They refer to something that does not exist"),
    ("deprecated-in-use", "Deprecated, still used", "Others build on something that is on its way out"),
];

#[cfg(test)]
mod tests {
    use super::Reading;

    #[test]
    fn reading_is_told_until_every_source_answered() {
        let words = |waiting, failing| Reading { sources: 300, waiting, failing }.words();
        assert_eq!(words(180, 3).as_deref(), Some("Reading sources: 120 of 300, 3 failing"));
        assert_eq!(words(1, 0).as_deref(), Some("Reading sources: 299 of 300"));
        assert_eq!(words(0, 3), None);
    }
}
