//! Running what a task is to do.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod resuming;
mod vectors;
mod world;
