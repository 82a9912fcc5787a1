//! Everything here that can grow, and how far.

use std::time::Duration;

/// Most sources of bills.
pub const SOURCES: usize = 100;
/// Longest id of a source, in bytes.
pub const SOURCE_ID: usize = 60;
/// Longest target of a source, in bytes.
pub const TARGET_BYTES: usize = 4 * 1024;
/// How often a source is looked at when the configuration does not say.
pub const FREQUENCY: Duration = Duration::from_secs(3600);
/// How often a source may be looked at.
pub const FREQUENCY_LEAST: Duration = Duration::from_secs(10);
/// Greatest amount of one row of a bill, in units of its currency.
pub const AMOUNT_UNITS: i128 = 10_000_000_000_000;
/// Longest text of an item, in bytes; what is longer is cut off at a character's end.
pub const TEXT_BYTES: usize = 4_096;
/// Most bytes that a stored chunk may be inflated to. Chunks are given away long before they are that great.
pub const CHUNK_BYTES: u64 = 1 << 30;
