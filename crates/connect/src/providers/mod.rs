//! Sources that make entities of what other systems know: inventories, directories, source-control hosts.
//!
//! A provider lists all its entities at once. It never answers with a part of them: what it does not list any more
//! leaves the catalog, so half a list would remove people and their teams. It decides neither when it is asked nor what
//! becomes of its entities.

mod api;
mod azure;
mod collector;
mod error;
mod github;
mod gitlab;
mod hosts;
mod http;
mod ldap;
mod microsoft;
mod org;
mod parallel;
mod preview;
mod read;
mod schedule;

pub use error::FetchError;
pub use preview::{Preview, Previewed, preview};
pub use read::{Providers, read};
pub use schedule::Schedule;

use portico_entity::LocationRef;
use serde_json::Value;
use std::{fmt, pin::Pin};

/// A future that can be held without naming its type.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Everything that a provider lists at one time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Emission {
    /// The entities, every reference once.
    pub entities: Vec<Emitted>,
    /// What could not be made into an entity, up to [`crate::limits::SKIPPED`] of it. An entity that was made of it
    /// before is not in the list any more: show this to people.
    pub skipped: Vec<Skipped>,
    /// How much was left out in all.
    pub skipped_total: usize,
}

/// An entity and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Emitted {
    /// The place, which the entity carries as its location and as the origin of it.
    pub location: LocationRef,
    /// The entity, not yet validated; reference and kind have their form.
    pub entity: Value,
}

/// Something that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// What it is, such as `row 12`.
    pub place: String,
    /// Why, and what to do.
    pub message: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// A source of entities.
pub trait Provider: Send + Sync {
    /// Type and id, such as `http:applications` or `ldapOrg:default`. It stays the same over restarts.
    fn name(&self) -> &str;

    /// When to ask it.
    fn schedule(&self) -> Schedule;

    /// Lists all its entities. Ask with [`fetch`], which keeps the time.
    ///
    /// # Errors
    /// If the list could not be read to its end.
    fn fetch(&self) -> BoxFuture<'_, Result<Emission, FetchError>>;
}

/// Lists all entities of a provider within the time that its schedule allows.
///
/// # Errors
/// If the list could not be read to its end in that time.
pub async fn fetch(provider: &dyn Provider) -> Result<Emission, FetchError> {
    let timeout = provider.schedule().timeout;
    let late =
        |_| FetchError::TimedOut { provider: provider.name().to_owned(), seconds: timeout.as_secs_f64() };
    tokio::time::timeout(timeout, provider.fetch()).await.map_err(late)?
}
