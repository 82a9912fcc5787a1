//! Every limit of reading files.

use std::time::Duration;

/// Largest file that is read, in bytes.
pub const FILE_BYTES: usize = 16 * 1024 * 1024;
/// Largest archive that is fetched, in bytes as it comes.
pub const ARCHIVE_BYTES: usize = 128 * 1024 * 1024;
/// Most bytes that an archive may unpack to, what is passed over included.
pub const UNPACKED_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Most bytes that the files of one folder, or those that match one pattern, may have together.
pub const TREE_BYTES: usize = 128 * 1024 * 1024;
/// Most files in one folder or matching one pattern.
pub const TREE_FILES: usize = 20_000;
/// Most files that are fetched one by one; beyond it the whole archive is asked for where the host has one.
pub const SINGLE_FILES: usize = 200;
/// Most files that are fetched at the same time for one pattern or folder.
pub const AT_ONCE: usize = 5;
/// Most files that are picked from one folder.
pub const PICKED: usize = 40;
/// Largest list of a folder's files, in bytes for one page.
pub const LISTING_BYTES: usize = 32 * 1024 * 1024;
/// Most pages of such a list.
pub const LISTING_PAGES: usize = 500;
/// Largest answer about a commit, a token or the like, in bytes.
pub const FACT_BYTES: usize = 1024 * 1024;
/// Longest that one answer may take.
pub const ANSWER_TIME: Duration = Duration::from_secs(30);
/// Longest that one archive may take.
pub const ARCHIVE_TIME: Duration = Duration::from_secs(180);
/// Most redirects that are followed.
pub const REDIRECTS: usize = 5;
/// How often a host that is busy or out of order is asked in all.
pub const TRIES: usize = 3;
/// The pause before the second try; it doubles with every further one.
pub const FIRST_PAUSE: Duration = Duration::from_millis(300);
/// Longest pause that a host can ask for; who wants a longer one gets an error that says so.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// How long a token of a GitHub App or an OAuth client is used; it lasts an hour or longer.
pub const TOKEN_TIME: Duration = Duration::from_secs(50 * 60);
/// How long it is remembered that an owner did not install a GitHub App.
pub const TOKEN_ABSENT_TIME: Duration = Duration::from_secs(5 * 60);
/// Longest text of an error, in characters.
pub const ERROR_CHARS: usize = 5_000;
/// Longest address that is read, in bytes.
pub const ADDRESS_BYTES: usize = 8 * 1024;
/// Most alternatives that the braces of a pattern may make.
pub const ALTERNATIVES: usize = 64;

/// The limits that depend on the installation, and that tests make small.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Largest file, in bytes.
    pub file_bytes: usize,
    /// Largest archive as it comes, in bytes.
    pub archive_bytes: usize,
    /// Most bytes that the files of one folder may have together.
    pub tree_bytes: usize,
    /// Most files of one folder.
    pub tree_files: usize,
    /// Longest that one answer may take.
    pub answer_time: Duration,
    /// Longest that one archive may take.
    pub archive_time: Duration,
    /// The pause before the second try.
    pub first_pause: Duration,
    /// Longest pause that a host can ask for.
    pub longest_pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: FILE_BYTES,
            archive_bytes: ARCHIVE_BYTES,
            tree_bytes: TREE_BYTES,
            tree_files: TREE_FILES,
            answer_time: ANSWER_TIME,
            archive_time: ARCHIVE_TIME,
            first_pause: FIRST_PAUSE,
            longest_pause: LONGEST_PAUSE,
        }
    }
}
