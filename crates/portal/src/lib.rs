//! The use cases of Portico: what a page and a route of the HTTP API both call.
//!
//! Without features, the crate is its [`views`]: the questions that a page asks and the answers that it gets, plain
//! data that the browser compiles too. With the feature `server` it also holds the `Portal`, which answers them.
//!
//! **Invariant:** every question names its [`Caller`]; every write is one transaction with its change record.

use portico_entity::EntityRef;
use std::sync::Arc;

pub mod views;

#[cfg(feature = "server")]
mod server;

#[cfg(feature = "server")]
pub use server::{
    Ancestor, How, IndexLinks, Indexing, IngestStatus, Moves, PackageUse, Portal, PortalError, Preview,
    RegistryError, Settings, ShownRadar, Snapshot, Sources, Standing, Started, Unknown, Use, UseChange,
    Users, costs, create, limits, notify,
};

/// Who asks. Sign-in does not exist yet: everybody may read everything, and nobody's rights depend on who they say
/// they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Caller {
    /// Somebody who has not said who they are.
    #[default]
    Guest,
    /// The user that the reader says they are: a full lower-case reference. There need not be such a user any more.
    Named(Arc<str>),
}

/// Longest reference of a user that is believed.
const PERSON_BYTES: usize = 512;

impl Caller {
    /// The user with this full reference; the guest if it is none of a user.
    #[must_use]
    pub fn user(reference: &str) -> Self {
        let reference = Some(reference).filter(|text| text.len() <= PERSON_BYTES);
        match reference.map(EntityRef::parse_full) {
            Some(Ok(user)) if user.kind.eq_ignore_ascii_case("user") => {
                Self::Named(user.to_string().to_lowercase().into())
            }
            _ => Self::Guest,
        }
    }

    /// The reference of the user, if the reader said who they are.
    #[must_use]
    pub fn person(&self) -> Option<&str> {
        match self {
            Self::Guest => None,
            Self::Named(person) => Some(person),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Caller;

    #[test]
    fn only_a_user_is_somebody() {
        assert_eq!(Caller::user("User:Default/Anna").person(), Some("user:default/anna"));
        for nobody in ["", "anna", "group:default/team", "user:default/", &"a".repeat(9000)] {
            assert_eq!(Caller::user(nobody), Caller::Guest, "{nobody}");
        }
    }
}
