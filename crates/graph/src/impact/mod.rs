//! What a change to an entity concerns: everything that depends on it, directly and through others.
//!
//! Impact goes against the direction of dependence. From everything that is concerned, these steps lead on, each of
//! them one unit of distance:
//!
//! | from | to | words |
//! | --- | --- | --- |
//! | anything | what `dependsOn` it | checkout depends on ledger |
//! | an API | its consumers | checkout consumes basket-api |
//! | a component | the APIs that it provides | basket-api is provided by basket-service |
//! | a component | who consumes, or depends on, an API that it provides | checkout consumes basket-api, which basket-service provides |
//! | a sub-component | the component that it is part of | basket-service has the part basket-worker |
//! | what itself changes, and its parts in turn | its parts | basket-service is part of checkout |
//!
//! The last step is for the change itself: what merely depends on the change keeps its parts. A break goes down only
//! from systems and domains: a component's break is no reason for its sub-components to break, but a broken system
//! is one in which everything breaks.
//!
//! | kind | remove | deprecate | break |
//! | --- | --- | --- | --- |
//! | component | users, users of its APIs, its sub-components and the component that it is part of | the same | the same without its sub-components |
//! | API | consumers and users; its providers are told | the same | the same |
//! | resource | users | users | users |
//! | system, domain | its parts, their parts, and who depends on any of them | the same | the same |
//! | template, other kinds | what says that it depends on it | the same | the same |
//! | group, user | what they own, their members and sub-groups, see [`ownership()`] | – | – |
//!
//! Providers of an API do not depend on it, so they are no part of the walk; whoever shows it tells them too.
//!
//! The walk works on numbers ([`Network`]) because the most-used entity of a large organisation concerns nearly
//! everything; the numbers follow the names, so that the first of equals is the first by name.
//!
//! **Invariant:** nothing here knows where names come from, and nothing is left out: what is shown is cut by
//! whoever shows it.

mod network;
mod ownership;
mod picture;
mod walk;
mod words;

#[cfg(test)]
mod tests;

pub use network::{Network, Relation, Sort};
pub use ownership::{Ownership, ownership};
pub use picture::{Column, Shown, columns};
pub use walk::{How, Impact, Step, impact};
pub use words::{Piece, explain};

use serde::{Deserialize, Serialize};

/// What happens to an entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Change {
    /// It is taken away.
    #[default]
    Remove,
    /// It stays for now; everybody must move off it.
    Deprecate,
    /// It does not do any more what others rely on.
    Break,
}
