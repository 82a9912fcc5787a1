//! What can grow, and how far.

use std::time::Duration;

/// Most bytes of one file that an action reads into memory.
pub const FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Most files and folders in a workspace that an action goes through.
pub const WORKSPACE_ENTRIES: usize = 100_000;

/// Longest path inside a workspace, in bytes.
pub const PATH_BYTES: usize = 4_096;

/// Most that is told of what is in a workspace, in bytes of the log.
pub const LISTED_BYTES: usize = 256 * 1024;

/// Most that is told of what is in one file, in bytes.
pub const LOGGED_FILE_BYTES: u64 = 16 * 1024;

/// Longest that an action waits because a template says so.
pub const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);
