//! Notifications in SQLite.

use super::SqliteStore;
use crate::notifications::{notification_statements, notification_store};
use sqlx::{Sqlite, SqliteConnection, sqlite::SqliteRow};
use std::borrow::Cow;

notification_statements!(Sqlite, SqliteConnection, SqliteRow);

/// Any text can be stored.
fn clean(text: &str) -> Cow<'_, str> {
    text.into()
}

macro_rules! read {
    ($store:ident, $connection:ident, $question:expr) => {{
        let $connection = &mut *$store.readers.acquire().await?;
        $question.await
    }};
}

macro_rules! change {
    ($store:ident, $connection:ident, $change:expr) => {{
        let mut transaction = $store.writer.begin_with("begin immediate").await?;
        let $connection = &mut *transaction;
        let outcome = $change.await?;
        transaction.commit().await?;
        Ok(outcome)
    }};
}

notification_store!(SqliteStore, read, change);
