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
