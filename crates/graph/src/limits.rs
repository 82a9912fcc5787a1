//! Every limit of this crate, in one place.

/// Most neighbours that are drawn on one side; the rest is counted in a last box.
pub const PER_SIDE: usize = 7;
/// Longest label in characters.
pub const LABEL: usize = 21;
