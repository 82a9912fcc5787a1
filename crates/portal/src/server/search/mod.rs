//! Search: the index beside the catalog, and what pages ask of it.

mod follow;
mod page;
mod source;

pub use follow::Indexing;
pub(super) use follow::{Place, Touched};
