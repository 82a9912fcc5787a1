//! Every limit of what steps do outside.

use std::time::Duration;

/// Most bytes that all files of one commit may have together.
pub const COMMIT_BYTES: u64 = 256 * 1024 * 1024;
/// Most files of one commit.
pub const COMMIT_FILES: usize = 20_000;
/// Largest answer of a host's API that is read, in bytes.
pub const ANSWER_BYTES: usize = 8 * 1024 * 1024;
/// How often a host that is busy is asked in all.
pub const TRIES: usize = 4;
/// Longest pause that a host can ask for; who wants a longer one fails the step.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Most redirects that are followed.
pub const REDIRECTS: usize = 5;
/// Most things that one list of an action's input may have, as collaborators or variables.
pub const LIST_ITEMS: usize = 200;
/// Most pages of a list that are read, of a hundred entries each.
pub const PAGES: usize = 200;
/// Longest that a template may have an answer waited for.
pub const LONGEST_ANSWER: Duration = Duration::from_secs(5 * 60);
