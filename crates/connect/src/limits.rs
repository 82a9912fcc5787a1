//! Every limit of this crate, in one place.

use std::time::Duration;

/// Largest answer that is read when the question names no limit of its own, in bytes.
pub const ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// Longest that one request may take, from looking up the name to the last byte, when it names no time of its own.
pub const ANSWER_TIME: Duration = Duration::from_secs(30);
/// Longest that opening a connection may take.
pub const CONNECT_TIME: Duration = Duration::from_secs(10);
/// How long an unused connection is kept for the next request.
pub const IDLE_CONNECTION: Duration = Duration::from_secs(30);
/// Most unused connections that are kept for one host.
pub const IDLE_CONNECTIONS: usize = 4;

/// Longest time for which a host is left alone because it says so.
pub const RETRY_AFTER_MOST: Duration = Duration::from_secs(24 * 60 * 60);

/// Most pages that one list may have.
pub const PAGES: usize = 2_000;
/// Most bytes that all pages of one list may have together.
pub const LIST_BYTES: usize = 512 * 1024 * 1024;
/// Most entities that one provider may make.
pub const ENTITIES: usize = 200_000;
/// Most pages without content in a row before a list counts as endless.
pub const EMPTY_PAGES: usize = 20;
/// Most rows that were left out of which the reason is kept; the rest is counted.
pub const SKIPPED: usize = 200;
/// How often a request is asked again after "too many requests".
pub const PATIENCE: usize = 5;
/// Longest that is waited before asking again after "too many requests"; who wants longer gets an error.
pub const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Longest piece of another system's error message that is repeated in ours, in characters.
pub const SAID_CHARS: usize = 200;
/// How often a provider is asked when the configuration does not say.
pub const PROVIDER_FREQUENCY: Duration = Duration::from_secs(30 * 60);
/// Longest that a provider may take when the configuration does not say.
pub const PROVIDER_TIME: Duration = Duration::from_secs(3 * 60);
/// Longest name that the filter `slug` makes, in characters.
pub const SLUG_CHARS: usize = portico_entity::limits::NAME_UNITS;
/// Most requests that one provider makes at the same time.
pub const REQUESTS_AT_ONCE: usize = 6;
/// Most people and teams that GitHub is asked for at once; more of them break its limits for large organisations.
pub const GITHUB_PAGE: usize = 50;
/// Most teams, each with its people, or repositories, each with its topics, that GitHub is asked for at once.
pub const GITHUB_NESTED_PAGE: usize = 25;
