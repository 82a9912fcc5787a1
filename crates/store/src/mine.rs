//! What people keep at hand and what they looked at.

use crate::{BoxFuture, StoreError};

/// Stars and visits, per person: the full reference of a user. Entities in them need not exist any more.
pub trait MineStore: Send + Sync {
    /// What a person starred, the latest first.
    fn stars<'a>(&'a self, person: &'a str) -> BoxFuture<'a, Result<Vec<String>, StoreError>>;

    /// Stars an entity. Returns whether it is starred now: a person has at most [`crate::limits::STARS`].
    fn star<'a>(
        &'a self,
        person: &'a str,
        entity_ref: &'a str,
        at_ms: i64,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Takes a star away. One that is not there is fine.
    fn unstar<'a>(&'a self, person: &'a str, entity_ref: &'a str) -> BoxFuture<'a, Result<(), StoreError>>;

    /// What a person looked at, the latest first: at most [`crate::limits::VISITS`].
    fn visits<'a>(&'a self, person: &'a str) -> BoxFuture<'a, Result<Vec<Visit>, StoreError>>;

    /// Notes that a person looked at an entity, and forgets what is too long ago. Looking again within
    /// [`crate::limits::SAME_VISIT`] is the same visit.
    fn visit<'a>(
        &'a self,
        person: &'a str,
        entity_ref: &'a str,
        at_ms: i64,
    ) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// That a person looked at an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The entity.
    pub entity_ref: String,
    /// How often.
    pub hits: i64,
    /// The last time, in milliseconds since 1970.
    pub at_ms: i64,
}
