//! The HTTP API for programs, as Backstage's clients know it.
//!
//! Routes read HTTP and write HTTP; questions are answered by the catalog's index. Nothing here knows how a filter
//! or a cursor works, and nothing here decides who may see what but [`caller`].

mod body;
mod caller;
pub(crate) mod catalog;
mod error;
mod limits;
mod query;
mod reply;

pub(crate) use reply::nothing;
