//! Charts as pictures: scales, ticks, stacks and paths, made SVG by pure functions.
//!
//! **Invariant:** the same figures give the same picture, byte for byte.

pub mod limits;
