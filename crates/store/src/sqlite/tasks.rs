//! Tasks in SQLite.

use super::{SqliteStore, clean};
use crate::tasks::{task_statements, task_store};
use sqlx::{Sqlite, SqliteConnection, sqlite::SqliteRow};

task_statements!(
    Sqlite,
    SqliteConnection,
    SqliteRow,
    now: "cast(unixepoch('subsec') * 1000 as integer)",
    // There is one writer.
    lock: "",
    skip: ""
);

task_store!(SqliteStore, read, change);
