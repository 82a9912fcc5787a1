//! The last good text of each radar.

use crate::{BoxFuture, StoreError};

/// What was last read of each radar, so that a restart without network still shows it.
pub trait RadarStore: Send + Sync {
    /// All that is kept, by identifier.
    fn radars(&self) -> BoxFuture<'_, Result<Vec<KeptRadar>, StoreError>>;

    /// Keeps what is known of a radar, in place of what was known before.
    fn keep_radar<'a>(&'a self, radar: &'a KeptRadar) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Forgets all radars but these.
    fn forget_radars<'a>(&'a self, but: &'a [String]) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// What is known of a radar's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptRadar {
    /// Identifier from the configuration.
    pub id: String,
    /// Where its text came from.
    pub target: String,
    /// The text that was last read; empty if none was.
    pub text: String,
    /// What to send along the next time.
    pub etag: Option<String>,
    /// When it was last read or found unchanged, in milliseconds since 1970.
    pub read_ms: Option<i64>,
    /// Since when it cannot be read; nothing if it can.
    pub failed_ms: Option<i64>,
    /// Why it cannot be read.
    pub error: Option<String>,
}
