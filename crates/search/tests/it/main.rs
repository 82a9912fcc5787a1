//! The index from outside: what is found, in which order, and what survives.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod following;
mod garbage;
mod questions;
mod relevance;
mod vectors;
mod world;
