//! What a chart draws at most. Whoever makes one may give more; the rest is gathered or left out, and the words say so.

/// Points along a line: more days than this are drawn as means of several days.
pub const MAX_POINTS: usize = 800;
/// Days of one chart; what comes later is not drawn.
pub const MAX_DAYS: usize = 40_000;
/// Series of one chart: as many as there are colours, one of them for the rest.
pub const MAX_SERIES: usize = 12;
/// Flags of one chart.
pub const MAX_FLAGS: usize = 12;
/// Characters of a name beside the picture; a longer one is cut.
pub const MAX_LABEL: usize = 16;
/// Characters of a flag's words; more are cut.
pub const MAX_FLAG: usize = 36;
/// The largest figure that is drawn in its place; a larger one is drawn there, too.
pub const LARGEST: f64 = 1e18;
