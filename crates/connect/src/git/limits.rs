//! Every limit of reading and writing git repositories.

use std::time::Duration;

/// Largest file that is read, in bytes; servers are asked to leave larger ones out.
pub const FILE_BYTES: u64 = 1024 * 1024;
/// Most bytes that the files that match one pattern may have together.
pub const FOUND_BYTES: u64 = 128 * 1024 * 1024;
/// Most files that may match one pattern.
pub const FOUND_FILES: usize = 20_000;
/// Largest list of a repository's files, in bytes.
pub const LISTING_BYTES: usize = 64 * 1024 * 1024;
/// Largest answer about references, commits and the like, in bytes.
pub const FACT_BYTES: usize = 1024 * 1024;
/// Most that is read of what git says about a failure, in bytes.
pub const SAID_BYTES: usize = 64 * 1024;
/// Most bytes that one repository may take on disk, while it comes and afterwards.
pub const REPOSITORY_BYTES: u64 = 512 * 1024 * 1024;
/// Most packs of one repository before it is fetched anew; every change adds one.
pub const PACKS: usize = 50;
/// How often it is looked how much came.
pub const SIZE_PAUSE: Duration = Duration::from_millis(250);
/// Longest that a question to a server, or work on what came, may take.
pub const ANSWER_TIME: Duration = Duration::from_secs(60);
/// Longest that fetching may take.
pub const FETCH_TIME: Duration = Duration::from_secs(180);
/// A repository that nobody asked for this long is removed from the disk.
pub const UNUSED_TIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What a push left behind on disk because its process ended early is removed after this time.
pub const UNUSED_PUSH_TIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The limits that tests make small.
#[derive(Clone, Debug)]
pub struct GitLimits {
    /// Largest file, in bytes.
    pub file_bytes: u64,
    /// Most bytes that one repository may take on disk.
    pub repository_bytes: u64,
    /// Longest that a question to a server may take.
    pub answer_time: Duration,
    /// Longest that fetching may take.
    pub fetch_time: Duration,
}

impl Default for GitLimits {
    fn default() -> Self {
        Self {
            file_bytes: FILE_BYTES,
            repository_bytes: REPOSITORY_BYTES,
            answer_time: ANSWER_TIME,
            fetch_time: FETCH_TIME,
        }
    }
}
