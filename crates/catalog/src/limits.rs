//! Every limit of this crate, in one place.

/// Most files that one folder or glob may bring in.
pub const FILES: usize = 50_000;
/// Deepest folder below a location's base that is looked into.
pub const FOLDER_DEPTH: usize = 32;
/// Longest chain of Location entities that lead to one another.
pub const LOCATION_DEPTH: usize = 16;
/// Most diagnostics that are kept for one file; the rest is counted.
pub const DIAGNOSTICS_PER_FILE: usize = 200;
/// Most dangling references for which a near name is looked for in one pass.
pub const SUGGESTIONS: usize = 200;
/// Most texts that the placeholders of one remote file bring in.
pub const PLACEHOLDERS: usize = 50;
/// Longest way up from an entity to the location that leads to it.
pub const ANCESTORS: usize = 32;
/// A list that had so many entries is not believed to be empty from one time to the next.
pub const EMPTIED: usize = 5;
