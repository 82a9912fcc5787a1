//! Every limit of fetching bills.

use std::time::Duration;

/// Most files that one source may have.
pub const FILES: usize = 20_000;
/// Most folders below each other that are looked into.
pub const DEPTH: usize = 16;
/// Most names that are looked at to find the files of one source on the disk.
pub const NAMES: usize = 500_000;
/// Largest page of a list, in bytes.
pub const PAGE_BYTES: usize = 32 * 1024 * 1024;
/// Most pages of a list.
pub const PAGES: usize = 2_000;
/// Longest that one page of a list, or the beginning of a file, may take.
pub const ANSWER_TIME: Duration = Duration::from_secs(60);
/// Longest that nothing may come of a file.
pub const IDLE_TIME: Duration = Duration::from_secs(60);
/// Largest file, in bytes as it comes.
pub const FILE_BYTES: u64 = 64 * 1024 * 1024 * 1024;
/// How often a store that is busy or out of order is asked in all.
pub const TRIES: usize = 3;
/// Most redirects that are followed.
pub const REDIRECTS: usize = 5;
