//! Every limit of this crate, in one place.

/// Most neighbours that are drawn on one side; the rest is counted in a last box.
pub const PER_SIDE: usize = 7;
/// Longest label in characters.
pub const LABEL: usize = 21;
/// Steps of an explanation that are told one by one; the middle of a longer one is counted.
pub const STEPS: usize = 12;
/// Boxes in one column of the picture of a change; the rest is counted in a last box.
pub const PER_COLUMN: usize = 8;
/// Columns in the picture of a change, with that of the change itself; what is further away is counted.
pub const COLUMNS: usize = 4;
