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
/// Most entities that a person stars.
pub const STARS: i64 = 500;
/// Entities that a person looked at and that are remembered, the latest ones.
pub const VISITS: i64 = 100;
/// How long looking at the same entity again is the same visit.
pub const SAME_VISIT: Duration = Duration::from_secs(30 * 60);
/// Most tasks that one question may ask for.
pub const TASKS: u32 = 500;
/// Most events of a task that one question may ask for.
pub const EVENTS: u32 = 5_000;
/// Most events that one statement writes.
pub const EVENT_ROWS: usize = 100;
/// Most rows of bills that could not be read which one question may ask for.
pub const COST_BAD_ROWS: i64 = 500;
/// Imports of each source of bills that are remembered.
pub const COST_RUNS: i64 = 20;
/// Revisions for which it is known what was removed; whoever shows an older one loads everything.
pub const REVISIONS: i64 = 10_000;
/// Most rows that one statement writes in SQLite; more of them gain nothing.
pub const SQLITE_ROWS: usize = 50;
/// Most rows that one statement writes in PostgreSQL.
pub const POSTGRES_ROWS: usize = 500;
/// Bytes of texts in a statement after which no row is added to it.
pub const BYTES: usize = 4 << 20;

/// Connections of a process to PostgreSQL, besides the one that listens and the one that holds the lead.
pub const CONNECTIONS: u32 = 4;
/// How long a PostgreSQL server may take to answer a new connection.
pub const CONNECT: Duration = Duration::from_secs(10);
/// How long it may take to say that the lead is still held.
pub const PING: Duration = Duration::from_secs(5);
/// How long nothing may come from a connection that listens until it is made anew, in case it is dead.
pub const SILENCE: Duration = Duration::from_secs(300);
/// How long to wait before listening again after the connection was lost.
pub const RELISTEN: Duration = Duration::from_secs(1);
/// Decisions about alerts of costs that are kept.
pub const COST_DECISIONS: i64 = 2_000;

/// Notifications of a person that are kept.
pub const NOTIFICATIONS: i64 = 1_000;
/// Notifications for everybody that are kept.
pub const NOTIFICATIONS_FOR_ALL: i64 = 300;
/// Most notifications that one question may ask for.
pub const NOTIFICATION_PAGE: u32 = 500;
/// Topics of a person's notifications that are told.
pub const NOTIFICATION_TOPICS: i64 = 500;
/// Words that are looked for in notifications.
pub const NOTIFICATION_WORDS: usize = 10;
/// Wishes of a person not to be told something.
pub const NOTIFICATION_MUTES: usize = 500;
/// Notifications of an origin that last, for all people together.
pub const NOTIFICATIONS_THAT_LAST: i64 = 50_000;
