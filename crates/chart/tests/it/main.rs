//! Charts as wholes: what they look like, and what holds for all of them.

mod bounds;
mod pictures;
