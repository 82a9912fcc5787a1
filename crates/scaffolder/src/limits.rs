//! What can grow, and how far.

/// Most bytes of one file that an action reads into memory.
pub const FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Most files and folders in a workspace that an action goes through.
pub const WORKSPACE_ENTRIES: usize = 100_000;

/// Longest path inside a workspace, in bytes.
pub const PATH_BYTES: usize = 4_096;
