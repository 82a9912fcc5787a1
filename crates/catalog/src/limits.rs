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
