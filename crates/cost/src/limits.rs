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
