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
/// Most entities that a walk finds.
pub const WALKED: usize = 5_000;
/// Most boxes of a layered picture; larger graphs are summarised.
pub const DRAWN: usize = 300;
/// Most arrows of a layered picture whose words stand beside them; with more, colours and the legend have to do.
pub const WORDED: usize = 60;
/// Boxes of one layer before leaves move on to the next.
pub const PER_LAYER: usize = 24;
/// Rounds of reducing crossings.
pub const SWEEPS: usize = 16;
/// Rounds without improvement after which reducing crossings ends.
pub const SWEEPS_IN_VAIN: usize = 4;
/// Most arrows of a summary: the ones that stand for the most relations.
pub const SUMMARISED: usize = 600;
