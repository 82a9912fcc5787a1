//! The HTTP API for programs, as Backstage's clients know it.
//!
//! Routes read HTTP and write HTTP; questions are answered by the catalog's index. Nothing here knows how a filter
//! or a cursor works, and nothing here decides who may see what but [`caller`].

mod body;
pub(crate) mod caller;
pub(crate) mod catalog;
pub(crate) mod cost_insights;
pub(crate) mod costs;
mod error;
mod history;
mod impact;
mod limits;
mod locations;
pub(crate) mod notifications;
pub(crate) mod openapi;
mod parts;
pub(crate) mod query;
pub(crate) mod radar;
mod registry;
mod reply;
pub(crate) mod scaffolder;
pub(crate) mod search;
pub(crate) mod webhooks;

pub(crate) use reply::nothing;
pub use webhooks::Webhooks;
