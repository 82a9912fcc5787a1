//! Sources that lie elsewhere: what fetches them, and when.

pub(super) mod fetch;
mod git;
mod schedule;

pub use fetch::Sources;
pub(super) use schedule::{Interval, Outcome, Schedule};
