//! The use cases of Portico: what a page and a route of the HTTP API both call.
//!
//! Without features, the crate is its [`views`]: the questions that a page asks and the answers that it gets, plain
//! data that the browser compiles too. With the feature `server` it also holds the `Portal`, which answers them.
//!
//! **Invariant:** every question names its [`Caller`]; every write is one transaction with its change record.

pub mod views;

#[cfg(feature = "server")]
mod server;

#[cfg(feature = "server")]
pub use server::{
    Ancestor, IndexLinks, Indexing, IngestStatus, Portal, PortalError, Preview, RegistryError, Settings,
    Sources, Started, limits,
};

/// Who asks. Sign-in does not exist yet: everybody is the guest, who may read everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caller {
    /// Somebody who has not said who they are.
    #[default]
    Guest,
}
