//! Full-text search: documents become an index, questions become ranked, counted and marked results.
//!
//! The index is a cache of what [`Source`]s have: it can be thrown away at any time and is made anew. It never answers
//! from a source, and never asks one while it answers.
//!
//! **Invariant:** no text that somebody asks for is an error of the index or a panic.

pub mod api;
mod documents;
mod error;
mod folder;
mod follow;
mod form;
mod gather;
pub mod limits;
mod marks;
mod near;
mod question;
mod search;
mod words;

pub use documents::{CATALOG, Document, FACETS, Source, of_entity};
pub use error::SearchError;
pub use follow::{Changed, Progress};
pub use marks::{Marks, Piece};
pub use search::{Found, Hit, Request, Search};
