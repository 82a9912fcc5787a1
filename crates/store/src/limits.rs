//! Every limit of this crate, in one place.

use std::time::Duration;

/// Connections that read at the same time.
pub const READERS: u32 = 2;
/// Pages that each connection holds, in SQLite's notation for a kibibyte count. Reads come from our own memory.
pub const CACHE: &str = "-1024";
/// How long a statement waits for another process that holds the database.
pub const BUSY: Duration = Duration::from_secs(10);
/// Most changes that one question may ask for.
pub const CHANGES: u32 = 500;
/// Revisions for which it is known what was removed; whoever shows an older one loads everything.
pub const REVISIONS: i64 = 10_000;
