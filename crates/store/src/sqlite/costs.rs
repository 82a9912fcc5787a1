//! Bills in SQLite.

use super::{SqliteStore, clean};
use crate::costs::{cost_statements, cost_store};
use sqlx::{Sqlite, SqliteConnection, sqlite::SqliteRow};

cost_statements!(
    Sqlite,
    SqliteConnection,
    SqliteRow,
    // There is one writer.
    lock: ""
);

cost_store!(SqliteStore, read, change);
