//! The technology radar: what is read, where its blips lie, and how they moved.
//!
//! **Invariant:** the same radar gives the same picture, byte for byte.

pub mod limits;
