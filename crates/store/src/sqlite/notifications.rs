//! Notifications in SQLite.

use super::{SqliteStore, clean};
use crate::notifications::{notification_statements, notification_store};
use sqlx::{Sqlite, SqliteConnection, sqlite::SqliteRow};

notification_statements!(Sqlite, SqliteConnection, SqliteRow);

notification_store!(SqliteStore, read, change);
