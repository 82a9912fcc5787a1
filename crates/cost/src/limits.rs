//! Everything here that can grow, and how far.

/// Greatest amount of one row of a bill, in units of its currency.
pub const AMOUNT_UNITS: i128 = 10_000_000_000_000;
/// Longest text of an item, in bytes; what is longer is cut off at a character's end.
pub const TEXT_BYTES: usize = 4_096;
/// Most bytes that a stored chunk may be inflated to. Chunks are given away long before they are that great.
pub const CHUNK_BYTES: u64 = 1 << 30;
